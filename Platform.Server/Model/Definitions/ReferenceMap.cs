using System.Text.Json;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Model.Definitions;

/// <summary>A definition that names another one, directly or through others.</summary>
/// <param name="Name">With the place at which it does.</param>
/// <param name="Way">From it to what is named, the last step left out.</param>
public sealed record Naming(DefinitionName Name, IReadOnlyList<DefinitionReference> Way);

/// <summary>Who names whom among what is in force: of an item its layers together, of everything else the nearest owner's version. Pure and immutable; made for one question.</summary>
/// <param name="inForce">At most one version per owner, kind and key.</param>
/// <param name="read">What a document names; it is asked once per version.</param>
public sealed class ReferenceMap(IEnumerable<Definition> inForce, Func<Definition, IReadOnlyList<DefinitionReference>> read)
{
    private readonly Dictionary<DefinitionReference, IReadOnlyList<Definition>> _owners = inForce
        .GroupBy(d => new DefinitionReference(d.Id.Kind, d.Id.Key))
        .ToDictionary(g => g.Key, g => (IReadOnlyList<Definition>)[.. g.OrderBy(d => d.Id.Owner.Level).ThenBy(d => d.Id.Owner)]);

    private ILookup<DefinitionReference, DefinitionReference>? _users;

    /// <summary>Of a definition to any owner's document that names it: more than any single place has, and never less.</summary>
    private ILookup<DefinitionReference, DefinitionReference> Users => _users ??= _owners
        .SelectMany(o => o.Value.SelectMany(read).Distinct().Select(named => (Named: named, By: o.Key)))
        .ToLookup(p => p.Named, p => p.By);

    /// <summary>Owners strictly below a place that have the definition, by code.</summary>
    public IReadOnlyList<LocalityCode> OwnersBelow(DefinitionReference of, LocalityCode place) =>
        [.. Owners(of).Select(d => d.Id.Owner).Where(o => o != place && place.Covers(o)).Order()];

    /// <summary>What the definition as it holds at a place names there.</summary>
    public IReadOnlyList<DefinitionReference> NamedBy(DefinitionReference user, LocalityCode place)
    {
        var layers = Owners(user).Where(d => d.Id.Owner.Covers(place)).ToList();
        return user.Kind != DefinitionKind.Item ? layers is [.., var nearest] ? read(nearest) : []
            : layers.Count switch { 0 => [], 1 => read(layers[0]), _ => OfMerged(layers) };
    }

    /// <summary>
    /// Everything that names a definition of this owner, by kind, key and place: at the owner itself, and at each place below that has a version or layer of its own of what
    /// names it. Places where another owner's version of the definition holds are left out. What is published is not among it.
    /// </summary>
    public IReadOnlyList<Naming> NamingOf(DefinitionName name, CancellationToken ct = default)
    {
        var named = new DefinitionReference(name.Kind, name.Key);
        var candidates = Above(named);
        var found = new List<Naming>();
        foreach (var place in candidates.SelectMany(c => OwnersBelow(c, name.Owner)).Append(name.Owner).Distinct().Order().Where(p => Holds(name, p)))
        {
            ct.ThrowIfCancellationRequested();
            found.AddRange(At(place, named).Where(n => place == name.Owner || Owners(new(n.Name.Kind, n.Name.Key)).Any(d => d.Id.Owner == place)));
        }

        return [.. found.OrderBy(n => n.Name.Kind).ThenBy(n => n.Name.Key, StringComparer.Ordinal).ThenBy(n => n.Name.Owner)];
    }

    /// <summary>What the layers of an item say together.</summary>
    private static IReadOnlyList<DefinitionReference> OfMerged(IReadOnlyList<Definition> layers)
    {
        var facts = ItemLayers.Inherited([.. layers.Select(d => new ItemLayer(d.Id.Owner, JsonElement.Parse(d.Json)))]);
        return DefinitionReferences.Of(DefinitionKind.Item, JsonSerializer.SerializeToElement(facts.ToDictionary(f => f.Key, f => f.Value.Value, StringComparer.Ordinal), ModelJson.Options));
    }

    /// <summary>Whether the version of this owner is what holds at a place; a layer of an item holds below whatever others say.</summary>
    private bool Holds(DefinitionName name, LocalityCode place) =>
        name.Kind == DefinitionKind.Item || !Owners(new(name.Kind, name.Key)).Any(d => d.Id.Owner != name.Owner && name.Owner.Covers(d.Id.Owner) && d.Id.Owner.Covers(place));

    private HashSet<DefinitionReference> Above(DefinitionReference named)
    {
        var found = new HashSet<DefinitionReference>();
        var open = new Queue<DefinitionReference>([named]);
        while (open.TryDequeue(out var next))
        {
            foreach (var user in Users[next].Where(found.Add))
            {
                open.Enqueue(user);
            }
        }

        return found;
    }

    private IEnumerable<Naming> At(LocalityCode place, DefinitionReference named)
    {
        var names = new Dictionary<DefinitionReference, IReadOnlyList<DefinitionReference>>();
        var ways = new Dictionary<DefinitionReference, IReadOnlyList<DefinitionReference>> { [named] = [] };
        var open = new Queue<DefinitionReference>([named]);
        while (open.TryDequeue(out var next))
        {
            foreach (var user in Users[next].Where(u => !ways.ContainsKey(u) && NamesOf(u).Contains(next)))
            {
                ways[user] = next == named ? [] : [next, .. ways[next]];
                open.Enqueue(user);
            }
        }

        return ways.Where(w => w.Key != named).Select(w => new Naming(new DefinitionName(w.Key.Kind, w.Key.Key, place), w.Value));

        IReadOnlyList<DefinitionReference> NamesOf(DefinitionReference user) => names.TryGetValue(user, out var known) ? known : names[user] = NamedBy(user, place);
    }

    private IReadOnlyList<Definition> Owners(DefinitionReference of) => _owners.GetValueOrDefault(of) ?? [];
}
