using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Forms;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Server.Items;

/// <summary>An item of one locality after merging.</summary>
/// <param name="Layers">The versions it was merged from, from the top down.</param>
/// <param name="SearchTexts">What a search looks at: names, summaries, themes and the key, in every language.</param>
internal sealed record EffectiveItem(ServiceItem Item, IReadOnlyList<Definition> Layers, IReadOnlyList<string> SearchTexts);

/// <summary>
/// Merges the active layers of each item for a locality. Results are kept until something is published; every locality of the country may ask, so
/// the memory is bounded and starts anew when full.
/// </summary>
internal sealed class EffectiveItems(IDefinitions definitions, ILogger<EffectiveItems> log)
{
    private const int MaxLocalities = 5_000;

    private readonly ConcurrentDictionary<LocalityCode, Resolved> _resolved = new();

    /// <summary>What people can apply for in the locality, by key.</summary>
    public async ValueTask<IReadOnlyList<EffectiveItem>> ListAsync(LocalityCode locality, CancellationToken ct) => (await ResolveAsync(locality, ct)).Items;

    public async ValueTask<EffectiveItem?> FindAsync(LocalityCode locality, string key, CancellationToken ct) =>
        (await ResolveAsync(locality, ct)).ByKey.GetValueOrDefault(key);

    private async ValueTask<Resolved> ResolveAsync(LocalityCode locality, CancellationToken ct)
    {
        var generation = await definitions.GenerationAsync(ct);
        if (_resolved.TryGetValue(locality, out var known) && known.Generation == generation)
        {
            return known;
        }

        var themes = await ThemesAsync(locality, ct);
        var items = new List<EffectiveItem>();
        foreach (var key in await definitions.ListKeysAsync(DefinitionKind.Item, ct))
        {
            if (await MergeAsync(key, locality, themes, ct) is { } item)
            {
                items.Add(item);
            }
        }

        if (_resolved.Count >= MaxLocalities)
        {
            _resolved.Clear();
        }

        return _resolved[locality] = new Resolved(generation, items, items.ToDictionary(i => i.Item.Key, StringComparer.Ordinal));
    }

    /// <summary>The names of the themes; without the table only their codes are found.</summary>
    private async ValueTask<CodeTables> ThemesAsync(LocalityCode locality, CancellationToken ct) =>
        await definitions.FindActiveAsync(DefinitionKind.CodeTable, ItemSearch.ThemeTable, locality, ct) is { } table
            ? new CodeTables([JsonSerializer.Deserialize<CodeTable>(table.Json, ModelJson.Options)!])
            : CodeTables.None;

    private async ValueTask<EffectiveItem?> MergeAsync(string key, LocalityCode locality, CodeTables themes, CancellationToken ct)
    {
        var versions = await definitions.ListLayersAsync(DefinitionKind.Item, key, locality, ct);
        IReadOnlyList<ItemLayer> layers = [.. versions.Select(v => new ItemLayer(v.Id.Owner, JsonElement.Parse(v.Json)))];
        if (!ItemLayers.OfferedAt(layers, locality))
        {
            return null;
        }

        var merged = ItemLayers.Merge(layers);
        if (merged.TryGet(out var item))
        {
            return new EffectiveItem(item, versions, ItemSearch.Texts(item, themes));
        }

        // Publishing checks the layers together, so this takes a change behind its back; the other items of the locality go on.
        ItemsLog.Unusable(log, key, locality.Value, string.Join(", ", merged.Problems.Select(p => $"{p.Code} {p.Field}")));
        return null;
    }

    private sealed record Resolved(long Generation, IReadOnlyList<EffectiveItem> Items, Dictionary<string, EffectiveItem> ByKey);
}
