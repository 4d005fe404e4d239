using Platform.Model.Identity;

namespace Platform.Model.Files;

/// <param name="Hash">SHA-256 of the bytes, hex.</param>
/// <param name="Type">Media type found in the bytes themselves, not the one that was claimed.</param>
/// <param name="Owner">Account or API key that uploaded it, or the case it was put up for by tracking code; see <see cref="FileOwner"/>. To nothing else may it be attached.</param>
public sealed record StoredFile(Guid Id, string Hash, string Name, string Type, long SizeBytes, string Owner, DateTimeOffset UploadedAt);

/// <summary>Files by hash beside the database; a file is on disk before its row is committed.</summary>
public interface IFiles
{
    /// <summary>Problems: <c>file.tooLarge</c>, <c>file.type</c>, <c>file.empty</c>.</summary>
    ValueTask<Result<StoredFile>> SaveAsync(Stream content, string name, string owner, CancellationToken ct);

    ValueTask<StoredFile?> FindAsync(Guid id, CancellationToken ct);

    /// <summary>Several at once, in no order; unknown ids are left out.</summary>
    ValueTask<IReadOnlyList<StoredFile>> FindAllAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct);

    ValueTask<Stream> OpenAsync(StoredFile file, CancellationToken ct);
}

/// <summary>Says whether somebody may see a file because of what it is attached to. Every feature that attaches files answers for its own; one yes is enough.</summary>
public interface IFileAccess
{
    /// <summary>False also when the file is not attached to anything of this feature.</summary>
    ValueTask<bool> MayReadAsync(Guid fileId, Actor actor, CancellationToken ct);
}

/// <summary>How something holds a file.</summary>
public enum FileHold
{
    /// <summary>As long as the draft or the dialog it stands in is there.</summary>
    ForNow,
    /// <summary>It belongs to a record that is never deleted.</summary>
    ForGood,
}

/// <summary>Says which files are attached to something. Every feature that attaches files answers for its own; a file nobody holds is deleted when its grace is over.</summary>
public interface IFileReferences
{
    /// <param name="files">At most 500.</param>
    /// <returns>Those that are held; the others are left out.</returns>
    ValueTask<IReadOnlyDictionary<Guid, FileHold>> FindAsync(IReadOnlyList<StoredFile> files, CancellationToken ct);
}

/// <summary>Who a file belongs to until it is attached to something.</summary>
public static class FileOwner
{
    /// <summary>The value of <see cref="StoredFile.Owner"/> for files this actor uploads; null for a visitor, who may not upload.</summary>
    public static string? Of(Actor actor) => actor.AccountId is { } id ? id.ToString("D") : null;

    /// <summary>For files put up with the tracking code of a case whose applicant has no account: they are that case's and can be attached to no other.</summary>
    public static string OfCase(Guid caseId) => "case:" + caseId.ToString("D");
}

/// <summary>Says whose the files are that somebody puts up for a case, so that who has only its tracking code can answer what was asked of them.</summary>
public interface ICaseUploads
{
    /// <summary>
    /// A value for <see cref="StoredFile.Owner"/>. Refuses with <c>case.unknown</c> (also for a wrong code), <c>case.notApplicant</c>, and with
    /// <c>supplement.notAsked</c> when the case waits for nothing from its applicant.
    /// </summary>
    /// <param name="code">Tracking code, or null.</param>
    ValueTask<Result<string>> OwnerAsync(Actor actor, string number, string? code, CancellationToken ct);
}
