using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Model.Editing;

/// <summary>What has to be done to one document to get another.</summary>
public static class DocumentDiff
{
    /// <summary>
    /// The changes in the order in which they apply; carried out on <paramref name="before"/> they give <paramref name="after"/>. Objects are compared
    /// member by member, lists entry by entry where the entries have names on both sides.
    /// </summary>
    /// <param name="renames">An entry that only got another name counts as renamed; otherwise as one that went and one that came.</param>
    public static DocumentPatch Between(JsonObject before, JsonObject after, bool renames = true)
    {
        var changes = new List<DocumentChange>();
        Members(DocumentPath.Root, before, after, new Sink(changes, renames));
        return new DocumentPatch(changes);
    }

    private static void Members(DocumentPath at, JsonObject before, JsonObject after, Sink into)
    {
        foreach (var name in before.Select(m => m.Key).Union(after.Select(m => m.Key), StringComparer.Ordinal))
        {
            var had = before.TryGetPropertyValue(name, out var old);
            var has = after.TryGetPropertyValue(name, out var now);
            if (had && has)
            {
                Value(at.Member(name), old, now, into);
            }
            else
            {
                into.Changes.Add(new MemberSet(had ? Copy(old) : null, has ? Copy(now) : null) { Path = at.Member(name) });
            }
        }
    }

    private static void Value(DocumentPath at, JsonNode? before, JsonNode? after, Sink into)
    {
        if (JsonNode.DeepEquals(before, after))
        {
            return;
        }

        if (before is JsonObject left && after is JsonObject right)
        {
            Members(at, left, right, into);
        }
        else if (before is JsonArray old && after is JsonArray now && !EntryNames.ArePositions(at) && EntryNames.AreAlike(old, now)
            && EntryNames.Of(old) is { } oldNames && EntryNames.Of(now) is { } newNames && AreNamedAlike(Index((old, oldNames)), Index((now, newNames))))
        {
            Entries(at, (old, oldNames), (now, newNames), into);
        }
        else
        {
            into.Changes.Add(new MemberSet(Copy(before), Copy(after)) { Path = at });
        }
    }

    private static void Entries(DocumentPath at, (JsonArray List, IReadOnlyList<string> Names) before, (JsonArray List, IReadOnlyList<string> Names) after, Sink into)
    {
        var old = Index(before);
        var now = Index(after);
        var order = before.Names.ToList();
        if (into.Renames)
        {
            Rename(at, old, now, order, into.Changes);
        }

        Remove(at, old, now, order, into.Changes);
        Arrange(at, now, after.Names, order, old, into.Changes);
        foreach (var name in after.Names)
        {
            // A value that is its own name has nothing within; an entry that came anew was added whole.
            if (old.TryGetValue(name, out var entry) && entry is JsonObject left && now[name] is JsonObject right)
            {
                Members(at.Entry(name), left, right, into);
            }
        }
    }

    /// <summary>Entries of one name have it from the same member: otherwise what changes one into the other would lose it on the way.</summary>
    private static bool AreNamedAlike(Dictionary<string, JsonNode?> old, Dictionary<string, JsonNode?> now) =>
        old.All(o => o.Value is not JsonObject was || !now.TryGetValue(o.Key, out var entry) || entry is not JsonObject become || NamesAsBefore(was, become));

    private static bool NamesAsBefore(JsonObject was, JsonObject become) =>
        EntryNames.IsConnection(was) == EntryNames.IsConnection(become) && (EntryNames.IsConnection(was) || EntryNames.NamingMember(was) == EntryNames.NamingMember(become));

    /// <summary>An entry that went and one that came, equal but for their names, is one that was renamed.</summary>
    private static void Rename(DocumentPath at, Dictionary<string, JsonNode?> old, Dictionary<string, JsonNode?> now, List<string> order, List<DocumentChange> changes)
    {
        var came = now.Where(n => !old.ContainsKey(n.Key) && n.Value is JsonObject).ToList();
        foreach (var gone in order.Where(n => !now.ContainsKey(n) && old[n] is JsonObject).ToList())
        {
            var was = (JsonObject)old[gone]!;
            if (EntryNames.NamingMember(was) is { } member && came.FindIndex(c => IsRenamed(member, was, (JsonObject)c.Value!)) is >= 0 and var found)
            {
                var name = came[found].Key;
                changes.Add(new EntryRenamed(member, gone, name) { Path = at });
                came.RemoveAt(found);
                old.Remove(gone);
                old[name] = now[name];
                order[order.IndexOf(gone)] = name;
            }
        }
    }

    private static bool IsRenamed(string member, JsonObject was, JsonObject now) =>
        EntryNames.NamingMember(now) == member && was[member]!.GetValueKind() == JsonValueKind.String && now[member]!.GetValueKind() == JsonValueKind.String && was.Count == now.Count && was.All(m => m.Key == member || (now.TryGetPropertyValue(m.Key, out var same) && JsonNode.DeepEquals(m.Value, same)));

    private static void Remove(DocumentPath at, Dictionary<string, JsonNode?> old, Dictionary<string, JsonNode?> now, List<string> order, List<DocumentChange> changes)
    {
        foreach (var gone in order.Where(n => !now.ContainsKey(n)).ToList())
        {
            changes.Add(new EntryRemoved(gone, PlaceIn(order, order.IndexOf(gone)), old[gone]!.DeepClone()) { Path = at });
            order.Remove(gone);
        }
    }

    private static void Arrange(
        DocumentPath at, Dictionary<string, JsonNode?> now, IReadOnlyList<string> wanted, List<string> order, Dictionary<string, JsonNode?> old, List<DocumentChange> changes)
    {
        var stay = LongestInOrder(wanted, order);
        for (var i = 0; i < wanted.Count; i++)
        {
            var (name, next) = (wanted[i], i == 0 ? 0 : order.IndexOf(wanted[i - 1]) + 1);
            if (!old.ContainsKey(name))
            {
                order.Insert(next, name);
                changes.Add(new EntryAdded(name, PlaceIn(order, next), now[name]!.DeepClone()) { Path = at });
            }
            else if (!stay.Contains(name))
            {
                var was = order.IndexOf(name);
                var from = PlaceIn(order, was);
                order.RemoveAt(was);
                next = i == 0 ? 0 : order.IndexOf(wanted[i - 1]) + 1;
                order.Insert(next, name);
                if (next != was)
                {
                    changes.Add(new EntryMoved(name, from, PlaceIn(order, next)) { Path = at });
                }
            }
        }
    }

    /// <summary>The most entries that need not move: the longest run of <paramref name="wanted"/> that stands in the same order in <paramref name="order"/>.</summary>
    private static HashSet<string> LongestInOrder(IReadOnlyList<string> wanted, List<string> order)
    {
        var place = order.Select((n, i) => (n, i)).ToDictionary(p => p.n, p => p.i, StringComparer.Ordinal);
        var known = wanted.Where(place.ContainsKey).ToList();
        var tails = new List<int>();
        var before = new int[known.Count];
        for (var i = 0; i < known.Count; i++)
        {
            var at = tails.FindIndex(t => place[known[t]] >= place[known[i]]);
            before[i] = (at < 0 ? tails.Count : at) is > 0 and var length ? tails[length - 1] : -1;
            if (at < 0)
            {
                tails.Add(i);
            }
            else
            {
                tails[at] = i;
            }
        }

        var stay = new HashSet<string>(StringComparer.Ordinal);
        for (var i = tails.Count > 0 ? tails[^1] : -1; i >= 0; i = before[i])
        {
            stay.Add(known[i]);
        }

        return stay;
    }

    private static EntryPlace PlaceIn(List<string> order, int index) =>
        new(index > 0 ? order[index - 1] : null, index + 1 < order.Count ? order[index + 1] : null);

    private static Dictionary<string, JsonNode?> Index((JsonArray List, IReadOnlyList<string> Names) entries) =>
        entries.Names.Select((name, i) => (name, entries.List[i])).ToDictionary(e => e.name, e => e.Item2, StringComparer.Ordinal);

    private static Held Copy(JsonNode? value) => new(value?.DeepClone());

    /// <summary>Where changes are written down, and whether renames are among them.</summary>
    private readonly record struct Sink(List<DocumentChange> Changes, bool Renames);
}
