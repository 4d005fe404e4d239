using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Bundles;
using Platform.Model.Definitions;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Server.Items.Bundles;

/// <summary>
/// The bundles over the definitions and the catalogue of items. A version is written down when it is first found, so that a draft that keeps it can be
/// opened as long as it lives.
/// </summary>
internal sealed class BundleCatalogue(IDefinitions definitions, IItemCatalogue items, PinnedForms forms, BundleSnapshotStore snapshots, TimeProvider clock) : IBundleCatalogue
{
    private const int MaxFound = 20_000;

    private readonly ConcurrentDictionary<(LocalityCode Locality, string Key), Found> _found = new();
    private readonly ConcurrentDictionary<string, PublishedBundle> _versions = new(StringComparer.Ordinal);

    public async ValueTask<IReadOnlyList<BundleSummary>> ListAsync(LocalityCode locality, string? text, CancellationToken ct)
    {
        var found = new List<BundleSummary>();
        foreach (var key in await definitions.ListKeysAsync(DefinitionKind.Bundle, ct))
        {
            if (await FindAsync(locality, key, ct) is { } bundle && ItemSearch.Matches(Texts(bundle), text))
            {
                found.Add(Summary(bundle));
            }
        }

        return found;
    }

    public async ValueTask<PublishedBundle?> FindAsync(LocalityCode locality, string code, CancellationToken ct)
    {
        var generation = await definitions.GenerationAsync(ct);
        if (_found.TryGetValue((locality, code), out var known) && known.Generation == generation)
        {
            return known.Bundle;
        }

        var bundle = await definitions.FindActiveAsync(DefinitionKind.Bundle, code, locality, ct) is { } definition ? await PublishedAsync(definition, locality, ct) : null;
        if (bundle is null)
        {
            // Anybody may ask for any name: only what exists is kept.
            return null;
        }

        if (_found.Count >= MaxFound)
        {
            _found.Clear();
        }

        _found[(locality, code)] = new(generation, bundle);
        return bundle;
    }

    public async ValueTask<PublishedBundle> GetAsync(string versionId, CancellationToken ct)
    {
        if (_versions.TryGetValue(versionId, out var known))
        {
            return known;
        }

        var json = await snapshots.FindAsync(versionId, ct) ?? throw new InvalidOperationException($"There is no bundle version '{versionId}'.");
        var pins = JsonSerializer.Deserialize<BundlePins>(json, ModelJson.Options)!;
        return _versions.GetOrAdd(versionId, await ComposeAsync(versionId, pins, ct));
    }

    public static BundleSummary Summary(PublishedBundle bundle) => new(
        bundle.Bundle.Key,
        bundle.Bundle.Name,
        bundle.Bundle.Summary,
        bundle.Bundle.Themes,
        bundle.Bundle.Audience,
        [.. bundle.Parts.Select(p => (Part: p.Part, Item: p.Item.Item)).Select(p => new BundleItem(p.Item.Key, p.Item.Name, p.Item.Authority.Code, p.Item.Authority.Name, p.Item.CaseType, p.Item.PromisedLimit, p.Part.IsOptional))],
        bundle.Locality,
        bundle.Bundle.Sample);

    private static IReadOnlyList<string> Texts(PublishedBundle bundle) =>
    [
        .. bundle.Bundle.Name.Texts.Values,
        .. bundle.Bundle.Summary.Texts.Values,
        .. bundle.Parts.SelectMany(p => p.Item.Item.Name.Texts.Values),
        bundle.Bundle.Key,
    ];

    private static Bundle Read(Definition definition) => JsonSerializer.Deserialize<Bundle>(definition.Json, ModelJson.Options)!;

    private async ValueTask<PublishedBundle?> PublishedAsync(Definition definition, LocalityCode locality, CancellationToken ct)
    {
        var bundle = Read(definition);
        var versions = new List<string>();
        foreach (var part in bundle.Items)
        {
            if (await items.FindAsync(locality, part.Item, ct) is { } item)
            {
                versions.Add(item.VersionId);
            }
            else if (!part.IsOptional)
            {
                return null;
            }
        }

        if (versions.Count == 0 || await forms.PinAsync(bundle.Form, locality, ct) is not { } form)
        {
            return null;
        }

        var pins = new BundlePins(locality, definition.Id, form, versions);
        var versionId = pins.VersionId();
        if (_versions.TryGetValue(versionId, out var known))
        {
            return known;
        }

        await snapshots.AddAsync(versionId, pins, clock.GetUtcNow(), ct);
        return _versions.GetOrAdd(versionId, await ComposeAsync(versionId, pins, ct));
    }

    private async ValueTask<PublishedBundle> ComposeAsync(string versionId, BundlePins pins, CancellationToken ct)
    {
        var bundle = Read(await definitions.GetAsync(pins.Bundle, ct));
        var parts = new List<PublishedPart>();
        foreach (var version in pins.Items)
        {
            var item = await items.GetAsync(version, ct);
            parts.Add(new(bundle.Items.Single(p => p.Item == item.Item.Key), item));
        }

        return new(versionId, pins.Locality, bundle, await forms.CompileAsync(pins.Form, ct), parts);
    }

    private sealed record Found(long Generation, PublishedBundle Bundle);
}
