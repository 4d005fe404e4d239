using Platform.Model.Cases;
using Platform.Server.Cases.Journal;

namespace Platform.Server.Cases;

/// <summary>Answers other features who stands on which side of a case, without handing out what is in it.</summary>
internal sealed class CaseParties(CaseReader cases, JournalStore journal) : ICaseParties
{
    public async ValueTask<CaseApplicantContact?> FindApplicantAsync(string number, CancellationToken ct) =>
        await cases.FindAsync(number, ct) is { Content.Applicant: var applicant } file ? new(applicant.Name, applicant.Phone, file.ApplicantAccount) : null;

    public async ValueTask<bool> MatchesAsync(string number, string lastFour, CancellationToken ct) =>
        lastFour.Length == 4
        && await cases.FindAsync(number, ct) is { Content: var content }
        && (Ends(content.Applicant, lastFour) || Ends(content.Agent, lastFour));

    public async ValueTask<bool> HandledAsync(string number, Guid staff, CancellationToken ct) =>
        await cases.FindAsync(number, ct) is { } file
        && (file.Tasks.Exists(t => t.Assignee == staff) || await journal.HasActedAsync(file, staff, ct));

    private static bool Ends(CaseApplicant? party, string lastFour) => party?.IdNumber is { Length: > 4 } id && id.EndsWith(lastFour, StringComparison.OrdinalIgnoreCase);
}
