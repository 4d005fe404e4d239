using Platform.Model;

namespace Platform.Server.Cases.Dossier;

/// <summary>A whole case as one PDF file 电子卷宗, as it was when it was made.</summary>
/// <param name="Name">For saving.</param>
/// <param name="Attachments">That are in it.</param>
/// <param name="LeftOut">Papers and attachments that are only listed in it, and why.</param>
/// <param name="KeptUntil">Until when it can be taken.</param>
internal sealed record CaseDossier(Guid Id, string Name, int Pages, long SizeBytes, int Attachments, IReadOnlyList<LeftOut> LeftOut, DateTimeOffset KeptUntil);

/// <param name="Code">Of the problem.</param>
internal sealed record LeftOut(string Name, string Code);

/// <param name="Of">At least 1.</param>
internal sealed record DossierProgress(int Done, int Of);

/// <summary>Something that was handed in.</summary>
/// <param name="Place">From 1, in the order of the list.</param>
/// <param name="For">The material or the question it answers.</param>
internal sealed record Attachment(int Place, string For, string Name, string Type, long SizeBytes, string Hash)
{
    /// <summary>Where its bytes are; null when they are gone.</summary>
    public Platform.Model.Files.StoredFile? File { get; init; }

    /// <summary>Null when it is bound in.</summary>
    public Problem? Why { get; init; }
}

/// <param name="Page">Of the whole file, from 1; null for what is not in it.</param>
/// <param name="Note">Beside an attachment its size, and why something is not in.</param>
/// <param name="Hash">SHA-256 of an attachment, hex.</param>
internal sealed record ContentsLine(string Title, int? Page, string? Note = null, string? Hash = null);
