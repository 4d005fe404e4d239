using Platform.Model;
using Platform.Server.Hosting;

namespace Platform.Server.Documents;

/// <summary>Says whether a paper somebody holds was issued here, and whether it counts today: by its content hash or the verification code printed on it. Answers nothing personal.</summary>
internal sealed class VerifyDocument(DocumentStore store)
{
    /// <param name="Hash">SHA-256 of the sheet as stored.</param>
    /// <param name="AnnulledOn">Since when the paper no longer counts; null while it does.</param>
    internal sealed record Answer(string Kind, LocalizedText Title, string Number, string AuthorityName, DateOnly IssuedOn, string Hash, DateOnly? AnnulledOn);

    public static void Map(RouteGroupBuilder api) => api
        .MapGet("/documents/verify", async (string hash, VerifyDocument verify, CancellationToken ct) =>
            await verify.FindAsync(hash, ct) is { } found
                ? Results.Ok(new Answer(found.Kind, found.Title, found.Number, found.AuthorityName, found.IssuedOn, found.ContentHash, found.AnnulledOn))
                : Problem.NotFound("document.unknown").ToHttp())
        .Open("Whoever holds a paper may check it; the answer has nothing personal.")
        .Produces<Answer>()
        .WithName("verifyDocument")
        .WithTags("Documents");

    /// <summary>Null when nothing of this hash was issued, or what was given is no hash.</summary>
    public async ValueTask<VerifiedDocument?> FindAsync(string given, CancellationToken ct)
    {
        var hash = Normal(given);
        return hash is null ? null : await store.VerifyAsync(hash, ct);
    }

    /// <summary>Spaces and dashes of a code read aloud or typed off paper do not count; at least 16 hex digits are needed.</summary>
    internal static string? Normal(string given)
    {
        var hash = string.Concat(given.Where(c => !char.IsWhiteSpace(c) && c != '-')).ToLowerInvariant();
        return hash.Length is >= DocumentPage.CodeLength and <= 64 && hash.All(char.IsAsciiHexDigit) ? hash : null;
    }
}
