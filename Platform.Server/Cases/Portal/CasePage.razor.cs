using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Platform.Designer.Ui.Forms;
using Platform.Model.Cases;
using Platform.Model.Identity;
using Platform.Model.Items;

namespace Platform.Server.Cases.Portal;

/// <summary>A case as its applicant follows it.</summary>
public sealed partial class CasePage
{
    private FormSurroundings _surroundings = FormSurroundings.None;
    private IReadOnlyList<MaterialRequirement> _requirements = [];
    private IReadOnlyList<MaterialRequirement> _changedMaterials = [];
    private Dictionary<string, JsonNode?> _changes = [];

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "done")]
    private string? Done { get; set; }

    /// <summary>Key of what just happened, or null.</summary>
    private string? Told => Done switch { "withdrawn" => "case.withdrawn", "supplemented" => "case.supplemented", _ => null };

    private IReadOnlyList<(string, string)> Trail => Current.Actor.Kind == ActorKind.Resident
        ? [(Shell["nav.home"].Value, "/"), (T["mine.title"].Value, "/my/cases")]
        : [(Shell["nav.home"].Value, "/"), (T["track.title"].Value, "/track")];

    private string Who =>
        Case!.State == CaseState.Supplementing ? T["case.who.you"]
        : Case.Step is { } step ? T["case.who.step", Case.StepAuthority ?? Case.AuthorityName, step]
        : Case.State is CaseState.Delivered || Case.State.IsTerminal() ? T["case.who.done"]
        : Case.AuthorityName.ToString();

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        if (Case is null)
        {
            return;
        }

        _surroundings = await Wizard.SurroundingsAsync(Item.Form, Answers, Case.Materials, $"{Root}/files/", Ct, Query);
        _requirements = MaterialRules.Required(Item.Item, Case.Scenario, Answers);
        _changes = Case.Changes.Where(c => c.Path.StartsWith("answers.", StringComparison.Ordinal)).DistinctBy(c => c.Path)
            .ToDictionary(c => c.Path["answers.".Length..], c => c.Old is { } old ? Node(old) : null);
        _changedMaterials = [.. _requirements.Where(r => Case.Changes.Any(c => c.Path == $"materials.{r.Key}"))];
    }

    private static JsonNode? Node(JsonElement value) => JsonSerializer.SerializeToNode(value);

    private bool IsOpen(ServiceView service) => Clock.GetUtcNow() < service.Until;
}
