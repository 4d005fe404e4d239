using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Flows;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Items;

/// <summary>
/// The catalogue over the definitions. A version is written down when it is first found, so that a case that pins it can be opened for ever.
/// </summary>
internal sealed class ItemCatalogue(
    IDefinitions definitions,
    EffectiveItems effective,
    PinnedForms forms,
    ItemPinning pinning,
    ItemCompiler compiler,
    ItemSnapshotStore snapshots,
    ICommitQueue commits,
    TimeProvider clock) : IItemCatalogue
{
    private const int MaxTake = 100;
    private const int MaxFound = 20_000;

    private readonly ConcurrentDictionary<(LocalityCode Locality, string Key), Found> _found = new();
    private readonly ConcurrentDictionary<string, PublishedItem> _versions = new(StringComparer.Ordinal);

    public async ValueTask<ItemPage> ListAsync(LocalityCode locality, string? text, string? cursor, int take, CancellationToken ct)
    {
        var size = Math.Clamp(take, 1, MaxTake);
        var items = (await effective.ListAsync(locality, ct))
            .Where(i => cursor is null || string.CompareOrdinal(i.Item.Key, cursor) > 0)
            .Where(i => ItemSearch.Matches(i.SearchTexts, text))
            .Take(size + 1)
            .ToList();
        return new ItemPage([.. items.Take(size).Select(i => Summary(i.Item, locality))], items.Count > size ? items[size - 1].Item.Key : null);
    }

    public async ValueTask<PublishedItem?> FindAsync(LocalityCode locality, string code, CancellationToken ct)
    {
        var generation = await definitions.GenerationAsync(ct);
        if (_found.TryGetValue((locality, code), out var known) && known.Generation == generation)
        {
            return known.Item;
        }

        if (await effective.FindAsync(locality, code, ct) is not { } item)
        {
            return null;
        }

        var published = await PublishedAsync(locality, item, ct);
        if (_found.Count >= MaxFound)
        {
            _found.Clear();
        }

        _found[(locality, code)] = new Found(generation, published);
        return published;
    }

    public async ValueTask<PublishedItem> GetAsync(string versionId, CancellationToken ct)
    {
        if (_versions.TryGetValue(versionId, out var known))
        {
            return known;
        }

        var (pins, item) = await PinnedAsync(versionId, ct);
        return _versions.GetOrAdd(versionId, await compiler.CompileAsync(versionId, pins, item, ct));
    }

    public async ValueTask<PublishedItem> OnPresentCalendarAsync(string versionId, CancellationToken ct)
    {
        var (pins, item) = await PinnedAsync(versionId, ct);
        var calendar = await forms.FindAsync(DefinitionKind.Calendar, item.Calendar, pins.Locality, ct);
        return calendar is null || calendar.Id == pins.Calendar ? await GetAsync(versionId, ct) : await KeepAsync(pins with { Calendar = calendar.Id }, item, ct);
    }

    public async ValueTask<PublishedItem> OnFlowAsync(string versionId, DefinitionId flow, CancellationToken ct)
    {
        var (pins, item) = await PinnedAsync(versionId, ct);
        if (flow == pins.Flow)
        {
            return await GetAsync(versionId, ct);
        }

        if ((flow with { Version = pins.Flow.Version }) != pins.Flow)
        {
            throw new InvalidOperationException($"Item version '{versionId}' runs on {pins.Flow}, of which {flow} is no version.");
        }

        var parts = await pinning.PinPartsAsync(await definitions.GetAsync(flow, ct), pins.Locality, ct)
            ?? throw new InvalidOperationException($"A flow or decision table within {flow} is not in force in {pins.Locality}.");
        return await KeepAsync(parts.Into(pins with { Flow = flow }), item, ct);
    }

    private static ItemSummary Summary(ServiceItem item, LocalityCode locality) =>
        new(item.Key, item.Name, item.Summary, item.Authority.Name, item.Themes, item.Audience, item.CaseType, item.PromisedLimit, locality, item.Sample, item.EffectiveFrom, item.EffectiveUntil);

    private async ValueTask<PublishedItem?> PublishedAsync(LocalityCode locality, EffectiveItem item, CancellationToken ct)
    {
        return await pinning.PinAsync(locality, item, ct) is { } pins ? await KeepAsync(pins, item.Item, ct) : null;
    }

    private async ValueTask<(ItemPins Pins, ServiceItem Item)> PinnedAsync(string versionId, CancellationToken ct)
    {
        var snapshot = await snapshots.FindAsync(versionId, ct) ?? throw new InvalidOperationException($"There is no item version '{versionId}'.");
        return (JsonSerializer.Deserialize<ItemPins>(snapshot.Pins, ModelJson.Options)!, WrittenItem.Read(snapshot.Item));
    }

    /// <summary>The combination compiled, and written down when it is seen for the first time.</summary>
    private async ValueTask<PublishedItem> KeepAsync(ItemPins pins, ServiceItem item, CancellationToken ct)
    {
        var versionId = pins.VersionId();
        if (_versions.TryGetValue(versionId, out var known))
        {
            return known;
        }

        var published = await compiler.CompileAsync(versionId, pins, item, ct);
        var json = JsonSerializer.Serialize(item, ModelJson.Options);
        await commits.CommitAsync<Done>(
            async (transaction, token) =>
            {
                await ItemSnapshotStore.AddAsync(transaction, versionId, pins, json, clock.GetUtcNow(), token);
                return Done.It;
            },
            ct);
        return _versions.GetOrAdd(versionId, published);
    }

    private sealed record Found(long Generation, PublishedItem? Item);
}
