using Platform.Model.Cases;
using Platform.Model.Definitions;
using Platform.Model.Localities;

namespace Platform.Server.Definitions.Retiring;

/// <summary>Finds out what it would mean if something were not in force.</summary>
internal sealed class Absences(DefinitionCache cache, ReferencesInForce references, IOpenCases cases)
{
    /// <summary>What would be left behind if these were not in force.</summary>
    /// <param name="names">In force.</param>
    public async ValueTask<Absence> OfAsync(IReadOnlyList<DefinitionName> names, CancellationToken ct)
    {
        var all = await ReferencesInForce.AroundAsync(names, cache, ct);
        var inForce = all.Values.Where(d => !names.Contains(NameOf(d))).ToList();
        var held = names.Where(n => inForce.Exists(d => d.Id.Kind == n.Kind && d.Id.Key == n.Key && d.Id.Owner.Covers(n.Owner))).ToHashSet();
        var map = new ReferenceMap(inForce, references.Of);
        var (left, touched) = (new List<LeftBehind>(), new List<(DefinitionName, DefinitionName)>());
        foreach (var name in names)
        {
            var users = map.NamingOf(name, ct).Where(n => n.Way.Count == 0).Select(n => (n.Name, IsLayer: false))
                .Concat(name.Kind == DefinitionKind.Item ? map.OwnersBelow(new(name.Kind, name.Key), name.Owner).Select(o => (name with { Owner = o }, IsLayer: true)) : []).ToList();
            if (held.Contains(name))
            {
                touched.AddRange(users.Select(u => (u.Item1, name)));
            }
            else
            {
                left.AddRange(users.Select(u => new LeftBehind(u.Item1, name, u.IsLayer)));
                left.AddRange(await CallersAsync(name, ct));
            }
        }

        var open = 0L;
        foreach (var of in names.Where(n => n.Kind == DefinitionKind.Item && !names.Any(o => o != n && o.Kind == n.Kind && o.Key == n.Key && o.Owner.Covers(n.Owner))).GroupBy(n => n.Owner))
        {
            open += (await cases.CountAsync(new LocalityScope(of.Key), [.. of.Select(n => n.Key)], ct)).Sum(o => (long)o.Number);
        }

        return new Absence(held, left, touched, open);
    }

    /// <summary>Versions of flows that open cases run on and that call a connector: a binding is looked for when it is called, not kept with the case.</summary>
    private async ValueTask<IReadOnlyList<LeftBehind>> CallersAsync(DefinitionName name, CancellationToken ct)
    {
        var callers = new HashSet<DefinitionName>();
        if (name.Kind == DefinitionKind.ConnectorBinding)
        {
            var flows = (await cases.CountAsync(new LocalityScope(name.Owner), await cache.ListKeysAsync(DefinitionKind.Item, ct), ct)).Where(o => o.Number > 0).Select(o => o.Flow).OfType<DefinitionId>().Distinct();
            foreach (var flow in flows)
            {
                var version = await cache.GetAsync(flow, ct);
                if (version.State != DefinitionState.Active && references.Of(version).Contains(new(name.Kind, name.Key)))
                {
                    callers.Add(NameOf(version));
                }
            }
        }

        return [.. callers.Select(c => new LeftBehind(c, name, IsLayer: false))];
    }

    private static DefinitionName NameOf(Definition definition) => new(definition.Id.Kind, definition.Id.Key, definition.Id.Owner);
}

/// <summary>What it would mean if something were not in force.</summary>
/// <param name="HeldAbove">Of those, what an owner above has too: it holds instead.</param>
/// <param name="Touched">What names one of those, or rests on it, as a place has it.</param>
internal sealed record Absence(
    IReadOnlySet<DefinitionName> HeldAbove, IReadOnlyList<LeftBehind> Left, IReadOnlyList<(DefinitionName User, DefinitionName Of)> Touched, long OpenCases);

/// <param name="User">In force, and with nothing to go by.</param>
/// <param name="Of">What it would miss.</param>
/// <param name="IsLayer">A layer of an item that would have nothing to rest on; otherwise it names what is missing.</param>
internal sealed record LeftBehind(DefinitionName User, DefinitionName Of, bool IsLayer);
