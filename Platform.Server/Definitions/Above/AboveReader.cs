using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Server.Definitions.Above;

/// <summary>Reads what is above the definitions of a place, and what these rest on.</summary>
internal sealed class AboveReader(DefinitionStore store, DefinitionCache cache)
{
    /// <summary>What the merges came to; one small entry per definition that rests on something older.</summary>
    private readonly ConcurrentDictionary<DefinitionName, (string Of, bool IsBehind)> _judged = new();

    /// <summary>What a version of a lower place says when it says nothing of its own: of an item no more than its key, of the other kinds the same as above.</summary>
    public static JsonObject Following(DefinitionName name, Definition above) =>
        name.Kind == DefinitionKind.Item ? new JsonObject { ["key"] = name.Key } : Document(above);

    /// <summary>True when a version says nothing of its own.</summary>
    public static bool Follows(Definition own, Definition above) => own.Id.Kind == DefinitionKind.Item
        ? Document(own).All(m => m.Key is "key" or "$schema" or "schemaVersion")
        : JsonNode.DeepEquals(Document(own), Document(above));

    /// <summary>What is in force at the nearest owner above.</summary>
    public async ValueTask<Definition?> NearestAsync(DefinitionName name, CancellationToken ct) =>
        (await cache.ListLayersAsync(name.Kind, name.Key, name.Owner, ct)).LastOrDefault(d => d.Id.Owner != name.Owner);

    /// <summary>What is in force above and counts for the definition, from the top down.</summary>
    public async ValueTask<IReadOnlyList<Definition>> AboveAsync(DefinitionName name, CancellationToken ct)
    {
        var layers = await cache.ListLayersAsync(name.Kind, name.Key, name.Owner, ct);
        return Counting(name.Kind, layers.Where(d => d.Id.Owner != name.Owner));
    }

    /// <summary>
    /// What the draft rests on, or will when it is begun. A draft takes over what the version in force rests on, so that nothing that changed above is forgotten;
    /// where nothing is to be decided, or nothing of its own is there yet, it rests on what is above now.
    /// </summary>
    public async ValueTask<Basis> GroundAsync(DefinitionName name, CancellationToken ct)
    {
        var standing = await store.ListStandingAsync(name, ct);
        if (standing.FirstOrDefault(d => d.State == DefinitionState.Draft) is { } draft)
        {
            return await BasisOfAsync(draft, ct);
        }

        var above = await AboveAsync(name, ct);
        var now = Basis.Of(above.Select(d => d.Id));
        if (standing is not [{ } active] || await BasisOfAsync(active, ct) is not { } carried || carried == now)
        {
            return now;
        }

        return (await MergeAsync(name, carried, above, (await store.FindVersionAsync(active.Id, ct))!, ct)).IsOpen ? carried : now;
    }

    /// <summary>What a version rests on, from the record or from the history.</summary>
    public async ValueTask<Basis> BasisOfAsync(Definition own, CancellationToken ct) =>
        own.RestsOn ?? InForceAt(own, await store.ListPublishedAsync(OwnersAbove(own.Id.Owner), (own.Id.Kind, own.Id.Key), ct));

    public async ValueTask<AboveState> ReadAsync(DefinitionName name, CancellationToken ct)
    {
        var here = await store.FindAsync(name, DefinitionState.Draft, ct) ?? await store.FindAsync(name, DefinitionState.Active, ct);
        var above = await AboveAsync(name, ct);
        return here is null
            ? new AboveState(name, null, above, Basis.Of(above.Select(d => d.Id)), AboveMerge.Nothing)
            : await StateAsync(name, here, await BasisOfAsync(here, ct), above, ct);
    }

    /// <summary>The definitions of a place that are behind, by kind and key.</summary>
    public async ValueTask<IReadOnlyList<AboveState>> ListBehindAsync(LocalityCode locality, CancellationToken ct)
    {
        var behind = new List<AboveState>();
        foreach (var older in await ListOlderAsync(locality, ct))
        {
            if (await JudgeAsync(older, ct) is { IsBehind: true } state)
            {
                behind.Add(state);
            }
        }

        return behind;
    }

    /// <summary>Their names alone. A definition is merged once for as long as neither it nor what is above it changes.</summary>
    public async ValueTask<IReadOnlySet<DefinitionName>> ListBehindNamesAsync(LocalityCode locality, CancellationToken ct)
    {
        var behind = new HashSet<DefinitionName>();
        foreach (var older in await ListOlderAsync(locality, ct))
        {
            if (_judged.TryGetValue(older.Name, out var known) && known.Of == older.Judged ? known.IsBehind : (await JudgeAsync(older, ct)).IsBehind)
            {
                behind.Add(older.Name);
            }
        }

        return behind;
    }

    /// <summary>The definitions of a place that rest on something else than what is above now.</summary>
    private async ValueTask<IReadOnlyList<Older>> ListOlderAsync(LocalityCode locality, CancellationToken ct)
    {
        // What was saved before it was written down is looked up in the history of all owners above, once.
        IReadOnlyList<Definition>? history = null;
        var older = new List<Older>();
        foreach (var own in (await store.ListOwnAsync(locality, ct)).GroupBy(d => (d.Id.Kind, d.Id.Key)))
        {
            var here = own.MinBy(d => d.State)!;
            var name = new DefinitionName(here.Id.Kind, here.Id.Key, here.Id.Owner);
            if (await AboveAsync(name, ct) is not { Count: > 0 } above)
            {
                continue;
            }

            var rests = here.RestsOn ?? InForceAt(here, history ??= await store.ListPublishedAsync(OwnersAbove(locality), null, ct));
            if (Basis.Of(above.Select(d => d.Id)) is var now && rests != now)
            {
                older.Add(new Older(name, here, rests, above, $"{here.ETag} {rests} < {now}"));
            }
        }

        return older;
    }

    private async ValueTask<AboveState> JudgeAsync(Older older, CancellationToken ct)
    {
        var state = await StateAsync(older.Name, older.Here, older.RestsOn, older.Above, ct);
        _judged[older.Name] = (older.Judged, state.IsBehind);
        return state;
    }

    private async ValueTask<AboveState> StateAsync(DefinitionName name, Definition here, Basis rests, IReadOnlyList<Definition> above, CancellationToken ct) =>
        new(name, here, above, rests, await MergeAsync(name, rests, above, here, ct)) { SaysNothing = above is [.., var nearest] && here.State == DefinitionState.Draft && Follows(here, nearest) };

    private async ValueTask<AboveMerge> MergeAsync(DefinitionName name, Basis rests, IReadOnlyList<Definition> above, Definition here, CancellationToken ct)
    {
        if (above.Count == 0)
        {
            return AboveMerge.Nothing;
        }

        var origin = new List<Definition>();
        foreach (var id in rests.Of(name.Kind, name.Key))
        {
            origin.Add(await cache.GetAsync(id, ct));
        }

        return name.Kind == DefinitionKind.Item
            ? LayerMerge.Of([.. origin.Select(Layer)], [.. above.Select(Layer)], Layer(here))
            : CopyMerge.Of(origin is [.., var from] ? Document(from) : null, Document(above[^1]), Document(here));
    }

    /// <summary>What was in force above when a version was saved.</summary>
    private static Basis InForceAt(Definition own, IReadOnlyList<Definition> published) => Basis.Of(Counting(
        own.Id.Kind,
        published.Where(d => d.Id.Kind == own.Id.Kind && d.Id.Key == own.Id.Key && d.PublishedAt <= own.SavedAt)
            .GroupBy(d => d.Id.Owner).Select(g => g.MaxBy(d => d.Id.Version)!).OrderBy(d => d.Id.Owner.Level)).Select(d => d.Id));

    /// <summary>Layers of an item count together, of the other kinds the nearest as a whole.</summary>
    private static IReadOnlyList<Definition> Counting(DefinitionKind kind, IEnumerable<Definition> fromTheTop) =>
        kind == DefinitionKind.Item ? [.. fromTheTop] : [.. fromTheTop.TakeLast(1)];

    private static IReadOnlyList<LocalityCode> OwnersAbove(LocalityCode owner) => [.. owner.SelfAndAncestors().Skip(1)];

    private static ItemLayer Layer(Definition definition) => new(definition.Id.Owner, JsonElement.Parse(definition.Json));

    private static JsonObject Document(Definition definition) => (JsonObject)JsonNode.Parse(definition.Json)!;

    /// <param name="Judged">What the merge depends on.</param>
    private sealed record Older(DefinitionName Name, Definition Here, Basis RestsOn, IReadOnlyList<Definition> Above, string Judged);
}
