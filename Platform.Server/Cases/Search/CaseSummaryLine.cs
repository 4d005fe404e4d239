using System.Text.Json;
using Platform.Model;
using Platform.Model.Clocks;
using Platform.Model.Forms;

namespace Platform.Server.Cases.Search;

/// <summary>What lists show of a case beside its columns.</summary>
/// <param name="Applicant">Masked.</param>
/// <param name="IdNumber">Masked.</param>
/// <param name="Warnings">From when on the day the case is due on is pressing.</param>
internal sealed record CaseSummaryLine(LocalizedText ItemName, LocalizedText AuthorityName, string Applicant, string IdNumber, bool NeedsApplicant, WarningDays? Warnings = null)
{
    public static CaseSummaryLine Of(CaseFile file) => new(
        file.ItemName, file.AuthorityName, Masks.Apply(Mask.Name, file.Content.Applicant.Name), Masks.Apply(Mask.IdNumber, file.Content.Applicant.IdNumber),
        file.Tasks.Exists(t => t.Audience.Applicant), file.Warnings);

    public string ToJson() => JsonSerializer.Serialize(this, ModelJson.Options);
}
