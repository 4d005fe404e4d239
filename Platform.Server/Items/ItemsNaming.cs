using System.Text.Json;
using Platform.Model.Definitions;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Server.Items;

/// <summary>The items that name a definition which is to come into force.</summary>
internal static class ItemsNaming
{
    /// <summary>The item as the place of the draft and those below offer it with this very definition; places that have one of their own by this name are left out.</summary>
    /// <param name="key">Of the item.</param>
    /// <param name="names">Whether the item names the draft.</param>
    public static async ValueTask<IReadOnlyList<(LocalityCode Owner, ServiceItem Item)>> ListAsync(DefinitionDraft draft, string key, Func<ServiceItem, bool> names, CancellationToken ct)
    {
        var below = await draft.InForce.ListBelowAsync(DefinitionKind.Item, key, draft.Owner, ct);
        var here = await draft.InForce.ListLayersAsync(DefinitionKind.Item, key, draft.Owner, ct);

        // Few items name one definition, and only theirs are worth reading.
        if (!below.Concat(here).Any(d => d.Json.Contains($"\"{draft.Key}\"", StringComparison.Ordinal)))
        {
            return [];
        }

        var own = await draft.InForce.ListBelowAsync(draft.Kind, draft.Key, draft.Owner, ct);
        var found = new List<(LocalityCode, ServiceItem)>();
        foreach (var owner in below.Select(d => d.Id.Owner).Prepend(draft.Owner).Where(o => !own.Any(f => f.Id.Owner.Covers(o))))
        {
            var layers = await LayersAsync(draft.InForce, key, owner, ct);
            if (layers.Count > 0 && ItemLayers.OfferedAt(layers, owner) && ItemLayers.Merge(layers).TryGet(out var item) && names(item))
            {
                found.Add((owner, item));
            }
        }

        return found;
    }

    /// <summary>From the top down.</summary>
    public static async ValueTask<IReadOnlyList<ItemLayer>> LayersAsync(IDefinitions among, string key, LocalityCode owner, CancellationToken ct) =>
        [.. (await among.ListLayersAsync(DefinitionKind.Item, key, owner, ct)).Select(d => new ItemLayer(d.Id.Owner, JsonElement.Parse(d.Json)))];
}
