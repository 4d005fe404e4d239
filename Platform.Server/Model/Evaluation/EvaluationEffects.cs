using Platform.Model.Localities;

namespace Platform.Model.Evaluation;

/// <summary>A service event that may be rated; (<paramref name="ProjectNo"/>, <paramref name="ServiceNumber"/>) is the unique key of its rating (DOMAIN §6.1).</summary>
/// <param name="ProjectNo">The case number.</param>
/// <param name="ServiceNumber">Counts from 1 within the case.</param>
/// <param name="ServiceName">consult, file, supplement, pay or collect.</param>
/// <param name="TrackingCode">Whoever knows it may rate without an account.</param>
public sealed record ServiceRenderedEffect(
    Guid CaseId,
    string ProjectNo,
    int ServiceNumber,
    string ServiceName,
    string ItemCode,
    LocalizedText ItemName,
    LocalityCode Locality,
    string AuthorityCode,
    Guid? ApplicantAccountId,
    string TrackingCode,
    string? OfficerName,
    DateTimeOffset At,
    int WindowDays);
