namespace Platform.Server.Hosting.Repetition;

/// <summary>The Idempotency-Key of a request that writes, with what tells its repetition from another request.</summary>
/// <param name="Requester">Account or API key, for visitors address and target: keys of two callers never meet. At most 80 characters.</param>
/// <param name="Value">As sent, 1–100 characters; longer where one request acts on many cases, each of which has its own.</param>
/// <param name="Digest">SHA-256 over method, target and body, hex: the same key with another request is refused.</param>
internal sealed record RequestKey(string Requester, string Value, string Digest);

/// <summary>As metadata: an endpoint that is carried out again however often the same key comes, and why that is right.</summary>
internal sealed record AnswersAnew(string Reason);

internal static class RepetitionExtensions
{
    public static TBuilder AnswersAnew<TBuilder>(this TBuilder endpoint, string reason)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new AnswersAnew(reason));

    /// <summary>The key of the request being answered, or null when it has none.</summary>
    public static RequestKey? RequestKey(this HttpContext context) => context.Features.Get<RequestKey>();
}
