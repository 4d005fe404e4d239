using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Forms;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Server.Items;

/// <summary>A form that comes into force still asks what the materials of its items depend on; otherwise a paper would silently never be asked for again.</summary>
internal sealed class FormOfItemsCheck(IDefinitions inForce) : IDefinitionCheck
{
    public DefinitionKind Kind => DefinitionKind.Form;

    public async ValueTask<IReadOnlyList<DefinitionFinding>> CheckAsync(DefinitionDraft draft, CheckStage stage, CancellationToken ct)
    {
        if (stage != CheckStage.Publish || !FormDefinitionRules.Read(draft.Document.GetRawText()).Succeeded)
        {
            return [];
        }

        var form = await ComposeAsync(draft.InForce, draft.Document, draft.Owner, ct);
        var before = await inForce.FindActiveAsync(DefinitionKind.Form, draft.Key, draft.Owner, ct) is { } active ? await ComposeAsync(inForce, JsonElement.Parse(active.Json), draft.Owner, ct) : null;
        var findings = new List<DefinitionFinding>();
        foreach (var key in await draft.InForce.ListKeysAsync(DefinitionKind.Item, ct))
        {
            foreach (var item in await ItemsAsync(draft, key, ct))
            {
                // What the form in force does not ask either is an old fault, which is not the form's to mend.
                IReadOnlyList<Problem> known = before is null ? [] : ItemReferences.CheckForm(item, before);
                findings.AddRange(ItemReferences.CheckForm(item, form).Select(p => new DefinitionFinding(p, Blocks: !known.Any(k => IsSame(k, p)))));
            }
        }

        return [.. findings.DistinctBy(f => (f.Problem.Field, f.Problem.Values!["item"], f.Problem.Values["name"])).Select(f => f with { Problem = f.Problem with { Field = null } })];
    }

    private static bool IsSame(Problem one, Problem other) => one.Field == other.Field && Equals(one.Values!["name"], other.Values!["name"]);

    /// <summary>The form with the questions it takes from the library.</summary>
    internal static async ValueTask<Form> ComposeAsync(IDefinitions among, JsonElement form, LocalityCode owner, CancellationToken ct) =>
        FormQuestions.Compose(form.Deserialize<Form>(ModelJson.Options)!, (await FormParts.OfAsync(among, form, owner, ct)).Questions);

    /// <summary>The item as the place and those below offer it with this very form.</summary>
    private static async ValueTask<IReadOnlyList<ServiceItem>> ItemsAsync(DefinitionDraft draft, string key, CancellationToken ct)
    {
        var below = await draft.InForce.ListBelowAsync(DefinitionKind.Item, key, draft.Owner, ct);
        var here = await draft.InForce.ListLayersAsync(DefinitionKind.Item, key, draft.Owner, ct);

        // Few items name one form, and only theirs are worth reading.
        if (!below.Concat(here).Any(d => d.Json.Contains($"\"{draft.Key}\"", StringComparison.Ordinal)))
        {
            return [];
        }

        var own = await draft.InForce.ListBelowAsync(DefinitionKind.Form, draft.Key, draft.Owner, ct);
        var found = new List<ServiceItem>();
        foreach (var owner in below.Select(d => d.Id.Owner).Prepend(draft.Owner).Where(o => !own.Any(f => f.Id.Owner.Covers(o))))
        {
            var layers = (await draft.InForce.ListLayersAsync(DefinitionKind.Item, key, owner, ct)).Select(d => new ItemLayer(d.Id.Owner, JsonElement.Parse(d.Json))).ToList();
            if (layers.Count > 0 && ItemLayers.OfferedAt(layers, owner) && ItemLayers.Merge(layers).TryGet(out var item) && item.Form == draft.Key)
            {
                found.Add(item);
            }
        }

        return found;
    }
}
