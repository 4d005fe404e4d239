using Platform.Model.Localities;

namespace Platform.Server.Evaluation;

/// <summary>Where the handling of a negative rating stands (DOMAIN §6.3, up to the verification).</summary>
internal enum RatingTaskState
{
    /// <summary>Waits for somebody of the desk.</summary>
    Received,
    /// <summary>Somebody calls back and checks.</summary>
    Verifying,
    /// <summary>Found malicious; a second person must agree.</summary>
    Malicious,
    Closed,
}

internal enum RatingFinding
{
    /// <summary>The complaint is right: the rating counts.</summary>
    Confirmed,
    /// <summary>Given by mistake: set aside.</summary>
    Mistaken,
    /// <summary>Given in bad faith: set aside once a second person agrees.</summary>
    Malicious,
}

/// <summary>A negative rating at the neutral desk.</summary>
/// <param name="Outcome">What the verification found; for <see cref="RatingTaskState.Malicious"/> not final yet.</param>
/// <param name="Version">Grows with every change; two people never both succeed on the same one.</param>
internal sealed record RatingTask(
    Guid Id,
    string ProjectNo,
    int ServiceNumber,
    LocalityCode Locality,
    string Authority,
    RatingTaskState State,
    DateTimeOffset OpenedAt,
    DateTimeOffset DueAt,
    Guid? Assignee = null,
    string? AssigneeName = null,
    RatingFinding? Outcome = null,
    string? Finding = null,
    Guid? VerifiedBy = null,
    DateTimeOffset? VerifiedAt = null,
    Guid? AgreedBy = null,
    DateTimeOffset? ClosedAt = null,
    int Version = 1);
