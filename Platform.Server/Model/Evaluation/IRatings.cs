namespace Platform.Model.Evaluation;

/// <summary>A service event as the applicant of its case sees it.</summary>
/// <param name="ServiceName">consult, file, supplement, pay or collect.</param>
/// <param name="Until">End of the rating window; for a rating that was taken back the moment of it, because it is not given again.</param>
/// <param name="Grade">1 very satisfied … 5 very dissatisfied when rated, else null. Only for the account of the applicant: a tracking code is on papers of the case.</param>
public sealed record RatableService(int ServiceNumber, string ServiceName, DateTimeOffset At, DateTimeOffset Until, int? Grade);

/// <summary>What pages of a case may know of its ratings. Only for the applicant: whoever handled the case must not see who rated.</summary>
public interface IRatings
{
    /// <summary>By service number.</summary>
    ValueTask<IReadOnlyList<RatableService>> ListAsync(string projectNo, CancellationToken ct);

    /// <summary>Those of the cases in which a service waits to be rated and the window is open.</summary>
    ValueTask<IReadOnlySet<string>> OpenAsync(IReadOnlyCollection<string> projectNos, CancellationToken ct);
}
