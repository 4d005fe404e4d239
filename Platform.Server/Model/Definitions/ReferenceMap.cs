using System.Text.Json;
using System.Text.Json.Nodes;
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
    private const string Policies = "policies";

    private readonly Dictionary<DefinitionReference, IReadOnlyList<Definition>> _owners = inForce
        .GroupBy(d => new DefinitionReference(d.Id.Kind, d.Id.Key))
        .ToDictionary(g => g.Key, g => (IReadOnlyList<Definition>)[.. g.OrderBy(d => d.Id.Owner.Level).ThenBy(d => d.Id.Owner)]);

    /// <summary>What each layer of an item says of other definitions; null where it says nothing.</summary>
    private readonly Dictionary<Definition, ItemLayer?> _telling = new(ReferenceEqualityComparer.Instance);

    /// <summary>By item and the owners of the layers that say something: thousands of places take what a few layers say.</summary>
    private readonly Dictionary<(string Item, string Owners), IReadOnlyList<DefinitionReference>> _merged = [];

    private Dictionary<(DefinitionReference Of, LocalityCode Owner), Definition>? _at;
    private ILookup<DefinitionReference, DefinitionReference>? _users;

    private Dictionary<(DefinitionReference Of, LocalityCode Owner), Definition> AtOwner => _at ??= _owners.SelectMany(o => o.Value.Select(d => (o.Key, Definition: d))).ToDictionary(o => (o.Key, o.Definition.Id.Owner), o => o.Definition);

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
        var nearestFirst = place.SelfAndAncestors().Select(owner => AtOwner.GetValueOrDefault((user, owner))).OfType<Definition>();
        return user.Kind == DefinitionKind.Item ? OfLayers(user.Key, nearestFirst.Reverse()) : nearestFirst.FirstOrDefault() is { } nearest ? read(nearest) : [];
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
            found.AddRange(At(place, named).Where(n => place == name.Owner || AtOwner.ContainsKey((new(n.Name.Kind, n.Name.Key), place))));
        }

        return [.. found.OrderBy(n => n.Name.Kind).ThenBy(n => n.Name.Key, StringComparer.Ordinal).ThenBy(n => n.Name.Owner)];
    }

    /// <summary>What the layers of an item say together, from the top down. Each fact is merged for itself, so that only those that name others count.</summary>
    private IReadOnlyList<DefinitionReference> OfLayers(string item, IEnumerable<Definition> layers)
    {
        var telling = layers.Select(Telling).OfType<ItemLayer>().ToList();
        var which = (item, string.Join(' ', telling.Select(l => l.Owner)));
        return _merged.TryGetValue(which, out var known) ? known : _merged[which] = OfMerged(telling);
    }

    private static IReadOnlyList<DefinitionReference> OfMerged(IReadOnlyList<ItemLayer> layers) =>
        DefinitionReferences.Of(DefinitionKind.Item, JsonSerializer.SerializeToElement(ItemLayers.Inherited(layers).ToDictionary(f => f.Key, f => f.Value.Value, StringComparer.Ordinal), ModelJson.Options));

    private ItemLayer? Telling(Definition layer)
    {
        if (_telling.TryGetValue(layer, out var known))
        {
            return known;
        }

        var said = Only(JsonElement.Parse(layer.Json), [.. DefinitionReferences.MembersOfItem, Policies]);
        if (said[Policies] is not null)
        {
            said[Policies] = Only(JsonElement.Parse(layer.Json).GetProperty(Policies), [.. DefinitionReferences.MembersOfItem]);
        }

        return _telling[layer] = said.Count == 0 ? null : new ItemLayer(layer.Id.Owner, JsonSerializer.SerializeToElement(said, ModelJson.Options));
    }

    private static JsonObject Only(JsonElement document, IReadOnlyList<string> members) => document.ValueKind != JsonValueKind.Object
        ? []
        : new(document.EnumerateObject().Where(m => members.Contains(m.Name)).DistinctBy(m => m.Name).Select(m => KeyValuePair.Create(m.Name, JsonSerializer.SerializeToNode(m.Value, ModelJson.Options))));

    /// <summary>Whether the version of this owner is what holds at a place; a layer of an item holds below whatever others say.</summary>
    private bool Holds(DefinitionName name, LocalityCode place) =>
        name.Kind == DefinitionKind.Item || !place.SelfAndAncestors().TakeWhile(o => o != name.Owner).Any(o => AtOwner.ContainsKey((new(name.Kind, name.Key), o)));

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
