using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Model.Editing;

/// <summary>What became of a change: done, in conflict, or neither when it had been done already.</summary>
internal readonly record struct ChangeOutcome(DocumentChange? Done, DocumentConflict? Conflict)
{
    public static ChangeOutcome DoneBefore => default;
}

/// <summary>How single changes are carried out.</summary>
internal static class ChangeRules
{
    /// <summary>Changes <paramref name="document"/>, or leaves it as it is.</summary>
    public static ChangeOutcome Apply(JsonObject document, DocumentChange change) => change switch
    {
        MemberSet set => Set(document, set),
        _ when change is not MemberSet && EntryNames.ArePositions(change.Path) => Whole(document, change),
        EntryAdded added => ListAt(document, added.Path) is { } list ? Add(list, added) : Gone(added),
        EntryRemoved removed => ListAt(document, removed.Path) is { } list ? Remove(list, removed) : Gone(removed),
        EntryMoved moved => ListAt(document, moved.Path) is { } list ? Move(list, moved) : Gone(moved),
        EntryRenamed renamed => ListAt(document, renamed.Path) is { } list ? Rename(list, renamed) : Gone(renamed),
        _ => throw new InvalidOperationException($"There is no such change: {change.GetType()}."),
    };

    private static ChangeOutcome Set(JsonObject document, MemberSet set)
    {
        if (DocumentPlaces.Find(document, set.Path.Parent) is not JsonObject holder)
        {
            return Gone(set);
        }

        var current = holder.TryGetPropertyValue(set.Path.Last.Name, out var value) ? new Held(value) : null;
        if (current == set.After)
        {
            return ChangeOutcome.DoneBefore;
        }

        if (current != set.Before)
        {
            return new(null, new DocumentConflict(set, current is null ? null : new Held(current.Value?.DeepClone())));
        }

        Write(holder, set.Path.Last.Name, set.After);
        if (!ReferenceEquals(DocumentPlaces.Find(document, set.Path.Parent), holder))
        {
            // It was a part of the name of an entry: such a change is a renaming, and the way back would not be found.
            Write(holder, set.Path.Last.Name, set.Before);
            return new(null, new DocumentConflict(set, set.Before));
        }

        return new(set, null);
    }

    private static void Write(JsonObject holder, string member, Held? value)
    {
        if (value is not null)
        {
            holder[member] = value.Value?.DeepClone();
        }
        else
        {
            holder.Remove(member);
        }
    }

    private static ChangeOutcome Add(JsonArray list, EntryAdded added)
    {
        if (NamesFor(list, added.Value) is not { } names || EntryNames.Of(added.Value) != added.Name)
        {
            return new(null, new DocumentConflict(added, new Held(list.DeepClone())));
        }

        if (IndexOf(names, added.Name) is >= 0 and var known)
        {
            return JsonNode.DeepEquals(list[known], added.Value) ? ChangeOutcome.DoneBefore : new(null, new DocumentConflict(added, new Held(list[known]?.DeepClone())));
        }

        var at = IndexFor(names, added.Name, added.Place);
        list.Insert(at, added.Value.DeepClone());
        return new(added with { Place = PlaceAt(list, at) }, null);
    }

    private static ChangeOutcome Remove(JsonArray list, EntryRemoved removed)
    {
        if (NamesFor(list, removed.Value) is not { } names)
        {
            return new(null, new DocumentConflict(removed, new Held(list.DeepClone())));
        }

        if (IndexOf(names, removed.Name) is not (>= 0 and var at))
        {
            return ChangeOutcome.DoneBefore;
        }

        if (!JsonNode.DeepEquals(list[at], removed.Value))
        {
            return new(null, new DocumentConflict(removed, new Held(list[at]?.DeepClone())));
        }

        var place = PlaceAt(list, at);
        list.RemoveAt(at);
        return new(removed with { Place = place }, null);
    }

    private static ChangeOutcome Move(JsonArray list, EntryMoved moved)
    {
        // Who removes an entry does not ask where it stood, so who moves it does not ask whether it is still there.
        if (EntryNames.Of(list) is not { } names || IndexOf(names, moved.Name) is not (>= 0 and var was))
        {
            return ChangeOutcome.DoneBefore;
        }

        var (from, entry) = (PlaceAt(list, was), list[was]);
        list.RemoveAt(was);
        var at = IndexFor([.. names.Where(n => n != moved.Name)], moved.Name, moved.To);
        list.Insert(at, entry);
        return at == was ? ChangeOutcome.DoneBefore : new(moved with { From = from, To = PlaceAt(list, at) }, null);
    }

    private static ChangeOutcome Rename(JsonArray list, EntryRenamed renamed)
    {
        var names = EntryNames.Of(list) ?? [];
        if (IndexOf(names, renamed.Before) is not (>= 0 and var at) || list[at] is not JsonObject entry)
        {
            return IndexOf(names, renamed.After) >= 0 ? ChangeOutcome.DoneBefore : Gone(renamed);
        }

        if (IndexOf(names, renamed.After) is >= 0 and var taken)
        {
            return new(null, new DocumentConflict(renamed, new Held(list[taken]?.DeepClone())));
        }

        if (EntryNames.IsConnection(entry) || EntryNames.NamingMember(entry) != renamed.Member || renamed.After.Length == 0 || entry[renamed.Member]!.GetValueKind() != JsonValueKind.String)
        {
            return new(null, new DocumentConflict(renamed, new Held(entry.DeepClone())));
        }

        entry[renamed.Member] = renamed.After;
        return new(renamed, null);
    }

    /// <summary>A list whose entries are counted is set as one.</summary>
    private static ChangeOutcome Whole(JsonObject document, DocumentChange change) =>
        DocumentPlaces.Find(document, change.Path) is { } list ? new(null, new DocumentConflict(change, new Held(list.DeepClone()))) : Gone(change);

    /// <summary>
    /// Where an entry belongs: after its neighbour, or before the other one when that is gone, or at the end. What others put between the two meanwhile
    /// stands in order of names, so that it does not matter who came first.
    /// </summary>
    private static int IndexFor(IReadOnlyList<string> names, string name, EntryPlace place)
    {
        var after = place.After is null ? -1 : IndexOf(names, place.After);
        var before = place.Before is null ? names.Count : IndexOf(names, place.Before);
        if (place.After is not null && after < 0)
        {
            return before < 0 ? names.Count : before;
        }

        var at = after + 1;
        while (before > at && string.CompareOrdinal(names[at], name) < 0)
        {
            at++;
        }

        return at;
    }

    private static EntryPlace PlaceAt(JsonArray list, int index) =>
        new(index > 0 ? EntryNames.Of(list[index - 1]) : null, index + 1 < list.Count ? EntryNames.Of(list[index + 1]) : null);

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The names in the list, or null when <paramref name="entry"/> has no place among such entries.</summary>
    private static IReadOnlyList<string>? NamesFor(JsonArray list, JsonNode entry) => EntryNames.AreAlike(list, new JsonArray(entry.DeepClone())) ? EntryNames.Of(list) : null;

    private static JsonArray? ListAt(JsonObject document, DocumentPath path) => DocumentPlaces.Find(document, path) as JsonArray;

    private static ChangeOutcome Gone(DocumentChange change) => new(null, new DocumentConflict(change, null));
}
