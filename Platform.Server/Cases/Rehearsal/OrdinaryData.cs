using System.Text.Json.Nodes;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Forms;
using Platform.Model.Items;
using Platform.Server.Cases.Workbench;

namespace Platform.Server.Cases.Rehearsal;

/// <summary>What the dialog of a task would hold in the plainest case, so that a rehearsal needs no more than the choice of an outcome.</summary>
internal static class OrdinaryData
{
    private const int SupplementDays = 10;
    private const int ToldDays = 30;

    /// <param name="text">Stands wherever words are asked for.</param>
    public static JsonObject For(PublishedItem item, TaskKind kind, string outcome, string text, DateOnly today)
    {
        var materials = item.Item.Materials.Select(m => m.Key).ToList();
        var paths = item.Form.Form.Pages.SelectMany(p => p.Sections).SelectMany(s => s.Elements).OfType<FormField>().Where(f => f.HasAnswer).Select(f => f.Key).ToList();
        var form = new TaskForm
        {
            Outcome = outcome, Reason = text, CompetentBody = text, Findings = text, Reasons = text, LegalBasis = text, Remedies = text, ToldDays = ToldDays, Method = DeliveryMethod.Window, Proof = text,
            Notice = new() { Deadline = today.AddDays(SupplementDays) },
        };
        var (marks, key) = materials is [var material, ..] ? (form.Notice.Materials, material) : (form.Notice.Fields, paths.FirstOrDefault() ?? "");
        marks[key] = new NoticeMark { Ticked = true, Reason = text };
        return form.Data(kind, paths, materials);
    }
}
