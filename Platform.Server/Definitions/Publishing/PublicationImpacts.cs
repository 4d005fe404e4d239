using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Editors;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Server.Definitions.Publishing;

/// <summary>Finds out what a publication reaches.</summary>
internal sealed class PublicationImpacts(DefinitionStore store, DefinitionCache cache, ReferencesInForce references, ILocalities localities, IOpenCases cases, TimeProvider clock)
{
    public const int MostNames = 1_000;

    private const int MostDrafts = 100;

    public async ValueTask<Result<PublicationImpact>> FindAsync(Actor actor, IReadOnlyList<DefinitionName> names, CancellationToken ct)
    {
        if (names.FirstOrDefault(n => !actor.May(Permissions.DefinitionsRead, n.Owner)) is { } barred)
        {
            return DefinitionProblems.Forbidden(barred.Owner);
        }

        if (names.Count is 0 or > MostNames || names.Distinct().Count() != names.Count)
        {
            return Problem.Invalid("definition.selection", null, ("value", names.Count), ("expected", $"1 … {MostNames}"));
        }

        var published = new List<Definition>();
        foreach (var name in names)
        {
            if ((await store.FindAsync(name, DefinitionState.Draft, ct) ?? await store.FindAsync(name, DefinitionState.Active, ct)) is not { } definition)
            {
                return Problem.NotFound("definition.notFound", ("value", name.ToString()));
            }

            published.Add(definition);
        }

        return await FindAsync(names, published, ct);
    }

    /// <summary>Open cases of a flow, or of the flow that an item runs on; null where there is none in force.</summary>
    public async ValueTask<FlowCases?> CasesAsync(DefinitionName name, CancellationToken ct)
    {
        var key = name.Kind switch
        {
            DefinitionKind.Flow => name.Key,
            DefinitionKind.Item => await FlowOfAsync(name, ct),
            _ => null,
        };
        if (key is null || await cache.FindActiveAsync(DefinitionKind.Flow, key, name.Owner, ct) is not { } flow)
        {
            return null;
        }

        IReadOnlyList<string> items = name.Kind == DefinitionKind.Item ? [name.Key] : await cache.ListKeysAsync(DefinitionKind.Item, ct);
        var open = (await cases.CountAsync(new LocalityScope(name.Owner), items, ct)).Where(o => o.Flow is { } of && of.Key == key && of.Owner == flow.Id.Owner).ToLookup(o => o.Flow == flow.Id, o => o.Number);
        return new FlowCases(NameOf(flow), open[true].Sum(), open[false].Sum());
    }

    private async ValueTask<string?> FlowOfAsync(DefinitionName item, CancellationToken ct)
    {
        var map = new ReferenceMap(await cache.ListLayersAsync(DefinitionKind.Item, item.Key, item.Owner, ct), references.Of);
        return map.NamedBy(new(DefinitionKind.Item, item.Key), item.Owner).Where(r => r.Kind == DefinitionKind.Flow).Select(r => r.Key).FirstOrDefault();
    }

    private async ValueTask<PublicationImpact> FindAsync(IReadOnlyList<DefinitionName> names, IReadOnlyList<Definition> published, CancellationToken ct)
    {
        var inForce = await ReferencesInForce.AroundAsync(names, new SupposedDefinitions(cache, published), ct);
        var map = new ReferenceMap(inForce.Values, references.Of);
        var found = names.SelectMany(n => map.NamingOf(n, ct).Concat(Itself(n, map)).Concat(LooseUses.Issuing(n, inForce)).Concat(LooseUses.Showing(n, inForce))).GroupBy(n => n.Name).Select(g => g.MinBy(n => n.Way.Count)!).ToList();
        var items = found.Where(n => n.Name.Kind == DefinitionKind.Item).OrderBy(n => n.Name.Key, StringComparer.Ordinal).ThenBy(n => n.Name.Owner).ToList();
        var open = await CountAsync([.. names.Select(n => n.Owner).Distinct()], [.. items.Select(i => i.Name.Key).Distinct()], ct);
        var (tree, today) = (await localities.TreeAsync(ct), ChinaTime.DayOf(clock.GetUtcNow()));
        var openOf = open.ToLookup(o => o.Item, o => o.Number);
        var titles = new Dictionary<Definition, string?>(ReferenceEqualityComparer.Instance);
        var below = names.Select(n => n.Owner).Distinct().ToDictionary(o => o, o => OpenPlaces.Below(tree, o, today));
        return new PublicationImpact(
            [.. names.Zip(published, (n, d) => new DefinitionReach(new(n, TitleOf(d) ?? n.Key), below[n.Owner].Of(n, map.OwnersBelow(new(n.Kind, n.Key), n.Owner))))],
            [.. items.Select(i => new TouchedItem(i.Name, TitleAt(i.Name), i.Way, openOf[i.Name.Key].Sum()))],
            [.. found.Where(n => n.Name.Kind != DefinitionKind.Item && !names.Contains(n.Name)).Select(n => new TitledDefinition(n.Name, TitleAt(n.Name)))],
            await DraftsAsync(names, ct),
            open.Sum(o => o.Number),
            await FlowsAsync(names, open, ct));

        string TitleAt(DefinitionName name) => name.Owner.SelfAndAncestors().Select(owner => inForce.GetValueOrDefault(name with { Owner = owner })).OfType<Definition>()
            .Select(Titled).FirstOrDefault(t => t is not null) ?? name.Key;

        string? Titled(Definition definition) => titles.TryGetValue(definition, out var known) ? known : titles[definition] = TitleOf(definition);
    }

    /// <summary>An item that is published is touched itself, and so is every layer on top of it.</summary>
    private static IEnumerable<Naming> Itself(DefinitionName name, ReferenceMap map) => name.Kind != DefinitionKind.Item
        ? []
        : map.OwnersBelow(new(name.Kind, name.Key), name.Owner).Prepend(name.Owner).Select(place => new Naming(name with { Owner = place }, []));

    private async ValueTask<IReadOnlyList<OpenCases>> CountAsync(IReadOnlyList<LocalityCode> owners, IReadOnlyList<string> items, CancellationToken ct)
    {
        var counts = new List<OpenCases>();
        foreach (var owner in owners.Where(o => !owners.Any(other => other != o && other.Covers(o))))
        {
            counts.AddRange(await cases.CountAsync(new LocalityScope(owner), items, ct));
        }

        return counts;
    }

    private async ValueTask<IReadOnlyList<FlowCases>> FlowsAsync(IReadOnlyList<DefinitionName> names, IReadOnlyList<OpenCases> open, CancellationToken ct)
    {
        var flows = new List<FlowCases>();
        foreach (var name in names.Where(n => n.Kind == DefinitionKind.Flow))
        {
            var active = await store.FindAsync(name, DefinitionState.Active, ct);
            var running = open.Where(o => o.Flow is { } flow && flow.Key == name.Key && flow.Owner == name.Owner).ToLookup(o => o.Flow == active?.Id, o => o.Number);
            flows.Add(new FlowCases(name, running[true].Sum(), running[false].Sum()));
        }

        return flows;
    }

    private async ValueTask<IReadOnlyList<TitledDefinition>> DraftsAsync(IReadOnlyList<DefinitionName> names, CancellationToken ct)
    {
        var found = new Dictionary<DefinitionName, TitledDefinition>();
        foreach (var name in names)
        {
            var holding = await store.ListDraftsHoldingAsync(new LocalityScope(name.Owner), name.Key, MostDrafts, ct);
            foreach (var draft in holding.Where(d => !names.Contains(NameOf(d)) && references.Of(d).Contains(new(name.Kind, name.Key))))
            {
                found[NameOf(draft)] = new(NameOf(draft), TitleOf(draft) ?? draft.Id.Key);
            }
        }

        return [.. found.Values.OrderBy(d => d.Name.Kind).ThenBy(d => d.Name.Key, StringComparer.Ordinal).ThenBy(d => d.Name.Owner)];
    }

    private static string? TitleOf(Definition definition) => JsonNode.Parse(definition.Json) is JsonObject document ? DocumentTitles.Of(document) : null;

    private static DefinitionName NameOf(Definition definition) => new(definition.Id.Kind, definition.Id.Key, definition.Id.Owner);
}
