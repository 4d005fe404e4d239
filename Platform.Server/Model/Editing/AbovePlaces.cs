using System.Text.Json.Nodes;

namespace Platform.Model.Editing;

/// <summary>Places that one document has and another may not.</summary>
internal static class AbovePlaces
{
    /// <summary>What stands at a place; null when nothing does, which is not the same as a null that stands there.</summary>
    public static Held? HeldAt(JsonObject document, DocumentPath place)
    {
        var holder = DocumentPlaces.Find(document, place.Parent);
        return (holder, place.Last.IsEntry) switch
        {
            (JsonObject members, false) => members.TryGetPropertyValue(place.Last.Name, out var value) ? new Held(value?.DeepClone()) : null,
            (JsonArray list, true) => list.FirstOrDefault(e => EntryNames.Of(e) == place.Last.Name) is { } entry ? new Held(entry.DeepClone()) : null,
            _ => null,
        };
    }

    /// <summary>The names of the entries of a list, or null when there is none or it is one value.</summary>
    public static IReadOnlyList<string>? NamesAt(JsonObject document, DocumentPath list) =>
        DocumentPlaces.Find(document, list) is JsonArray found && !EntryNames.ArePositions(list) ? EntryNames.Of(found) : null;

    /// <summary>
    /// How far into <paramref name="document"/> one gets on the way to what a change is about: the place itself, the first on the way that is not there, or a
    /// list whose entries are of another kind than those in <paramref name="above"/>.
    /// </summary>
    public static DocumentPath Reach(JsonObject document, JsonObject above, DocumentChange change)
    {
        // An entry that does not fit among the others makes the list a matter of one choice, and so does its order.
        var fits = change switch
        {
            EntryAdded added => DocumentPlaces.Find(document, added.Path) is not JsonArray list || EntryNames.AreAlike(list, new JsonArray(added.Value.DeepClone())),
            EntryRemoved removed => DocumentPlaces.Find(document, removed.Path) is not JsonArray list || EntryNames.AreAlike(list, new JsonArray(removed.Value.DeepClone())),
            EntryMoved => false,
            _ => true,
        };
        return Reach(document, above, fits ? change.Element : change.Path);
    }

    /// <summary>Makes a place of <paramref name="document"/> what it is in <paramref name="above"/>; where the way to it is missing, it is taken from there too.</summary>
    public static void Adopt(JsonObject document, JsonObject above, DocumentPath place)
    {
        var reached = Reach(document, above, place);
        var value = HeldAt(above, reached);
        switch (DocumentPlaces.Find(document, reached.Parent))
        {
            case JsonObject holder when value is null:
                holder.Remove(reached.Last.Name);
                break;
            case JsonObject holder:
                holder[reached.Last.Name] = value.Value?.DeepClone();
                break;
            case JsonArray list:
                AdoptEntry(document, list, above, reached, value?.Value);
                break;
            default:
                throw new InvalidOperationException($"There is no way to '{reached}' in the document.");
        }
    }

    /// <summary>Puts the entries both have into the order they have in <paramref name="above"/>, on the places they have here: what is only here stays where it is.</summary>
    public static void Arrange(JsonObject document, JsonObject above, DocumentPath place)
    {
        if (DocumentPlaces.Find(document, place) is not JsonArray list || EntryNames.Of(list) is not { } names || NamesAt(above, place) is not { } there)
        {
            return;
        }

        var order = new Queue<string>(there.Where(names.Contains));
        var byName = names.Zip(list).ToDictionary(e => e.First, e => e.Second?.DeepClone(), StringComparer.Ordinal);
        for (var i = 0; i < names.Count; i++)
        {
            if (there.Contains(names[i]))
            {
                list[i] = byName[order.Dequeue()];
            }
        }
    }

    private static void AdoptEntry(JsonObject document, JsonArray list, JsonObject above, DocumentPath place, JsonNode? value)
    {
        var at = -1;
        for (var i = 0; i < list.Count && at < 0; i++)
        {
            at = EntryNames.Of(list[i]) == place.Last.Name ? i : -1;
        }

        if (value is null)
        {
            if (at >= 0)
            {
                list.RemoveAt(at);
            }
        }
        else if (at >= 0)
        {
            list[at] = value.DeepClone();
        }
        else
        {
            var names = NamesAt(above, place.Parent) ?? [];
            var index = names.ToList().IndexOf(place.Last.Name);
            var between = new EntryPlace(index > 0 ? names[index - 1] : null, index + 1 < names.Count ? names[index + 1] : null);
            if (ChangeRules.Apply(document, new EntryAdded(place.Last.Name, between, value) { Path = place.Parent }).Conflict is not null)
            {
                Adopt(document, above, place.Parent);
            }
        }
    }

    private static DocumentPath Reach(JsonObject document, JsonObject above, DocumentPath place)
    {
        var (at, reached) = ((JsonNode?)document, DocumentPath.Root);
        foreach (var step in place.Steps)
        {
            if (step.IsEntry ? at is not JsonArray list || EntryNames.Of(list) is null || !IsOfOneKind(list, above, reached) : at is not JsonObject)
            {
                return reached;
            }

            reached = step.IsEntry ? reached.Entry(step.Name) : reached.Member(step.Name);
            at = DocumentPlaces.Find(document, reached);
            if (at is null)
            {
                return reached;
            }
        }

        return reached;
    }

    /// <summary>Words here and objects above are no entries of one list, though they may have the same names.</summary>
    private static bool IsOfOneKind(JsonArray list, JsonObject above, DocumentPath place) =>
        DocumentPlaces.Find(above, place) is not JsonArray there || EntryNames.AreAlike(list, there);
}
