using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Forms;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Server.Items;

/// <summary>A form that comes into force still asks what the materials of its items depend on; otherwise a paper would silently never be asked for again.</summary>
internal sealed class FormOfItemsCheck : IDefinitionCheck
{
    public DefinitionKind Kind => DefinitionKind.Form;

    public async ValueTask<IReadOnlyList<DefinitionFinding>> CheckAsync(DefinitionDraft draft, CheckStage stage, CancellationToken ct)
    {
        if (stage != CheckStage.Publish || !FormDefinitionRules.Read(draft.Document.GetRawText()).Succeeded)
        {
            return [];
        }

        var form = await ComposeAsync(draft.InForce, draft.Document, draft.Owner, ct);
        var problems = new List<Problem>();
        foreach (var key in await draft.InForce.ListKeysAsync(DefinitionKind.Item, ct))
        {
            var owners = (await draft.InForce.ListBelowAsync(DefinitionKind.Item, key, draft.Owner, ct)).Select(d => d.Id.Owner).Prepend(draft.Owner);
            foreach (var owner in owners)
            {
                if (await ItemAsync(draft, key, owner, ct) is { } item)
                {
                    problems.AddRange(ItemReferences.CheckForm(item, form));
                }
            }
        }

        return [.. problems.DistinctBy(p => (p.Field, p.Values!["item"], p.Values["name"])).Select(p => new DefinitionFinding(p with { Field = null }))];
    }

    /// <summary>The form with the questions it takes from the library.</summary>
    internal static async ValueTask<Form> ComposeAsync(IDefinitions among, JsonElement form, LocalityCode owner, CancellationToken ct) =>
        FormQuestions.Compose(form.Deserialize<Form>(ModelJson.Options)!, (await FormParts.OfAsync(among, form, owner, ct)).Questions);

    /// <summary>The item as a place offers it with this very form; null where it does not.</summary>
    private static async ValueTask<ServiceItem?> ItemAsync(DefinitionDraft draft, string key, LocalityCode owner, CancellationToken ct)
    {
        var layers = (await draft.InForce.ListLayersAsync(DefinitionKind.Item, key, owner, ct)).Select(d => new ItemLayer(d.Id.Owner, JsonElement.Parse(d.Json))).ToList();
        return layers.Count > 0 && ItemLayers.OfferedAt(layers, owner) && ItemLayers.Merge(layers).TryGet(out var item) && item.Form == draft.Key
            && await draft.InForce.ListBelowAsync(DefinitionKind.Form, draft.Key, draft.Owner, ct) is var own && !own.Any(f => f.Id.Owner.Covers(owner)) ? item : null;
    }
}
