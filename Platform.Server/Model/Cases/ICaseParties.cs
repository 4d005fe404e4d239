namespace Platform.Model.Cases;

/// <summary>How to reach the applicant of a case. Never logged, never put into an event or a journal.</summary>
/// <param name="AccountId">Null for an applicant without an account.</param>
public sealed record CaseApplicantContact(string Name, string Phone, Guid? AccountId);

/// <summary>Who stands on which side of a case, for features that must tell them apart.</summary>
public interface ICaseParties
{
    /// <summary>Null when there is no such case.</summary>
    ValueTask<CaseApplicantContact?> FindApplicantAsync(string number, CancellationToken ct);

    /// <summary>Whether these are the last four characters of the identity number of the applicant or their agent; false for an unknown case.</summary>
    ValueTask<bool> MatchesAsync(string number, string lastFour, CancellationToken ct);

    /// <summary>Whether somebody has acted on the case as staff.</summary>
    ValueTask<bool> HandledAsync(string number, Guid staff, CancellationToken ct);
}
