using System.Globalization;
using System.Text.Json.Nodes;
using Platform.Model.Editing;

namespace Platform.Designer.Editors;

/// <summary>
/// What the entries of one list are called on the page, for as long as the page lives: an entry keeps its key when it moves, when others come and go, and when it
/// gets another name. So whoever types the name of an entry stays in the box, and what was open stays open. Used by one circuit only.
/// </summary>
public sealed class EntryKeys
{
    private JsonArray _list = [];
    private string[] _keys = [];
    private int _made;

    /// <summary>Keys of the entries in order.</summary>
    /// <param name="list">The list as it is now; documents on a desk are never changed in place.</param>
    public IReadOnlyList<string> Follow(JsonArray list)
    {
        if (!ReferenceEquals(list, _list))
        {
            _keys = [.. Origins(list).Select(was => was < 0 ? Next() : _keys[was])];
            _list = list;
        }

        return _keys;
    }

    private string Next() => (_made++).ToString(CultureInfo.InvariantCulture);

    /// <summary>Where each entry stood before; -1 for one that is new.</summary>
    private int[] Origins(JsonArray list)
    {
        var origins = Enumerable.Repeat(-1, list.Count).ToArray();
        var left = Enumerable.Range(0, _list.Count).ToHashSet();
        if (EntryNames.Of(_list) is { } old && EntryNames.Of(list) is { } now)
        {
            MatchNames(origins, left, old, now, n => n);
            if (left.Count > 0 && origins.Contains(-1))
            {
                var renamed = Renames(list);
                MatchNames(origins, left, old, now, n => renamed.GetValueOrDefault(n));
            }
        }
        else
        {
            // What stands where it stood comes before its like elsewhere.
            MatchPlaces(origins, left, at => JsonNode.DeepEquals(_list[at], list[at]));
            MatchElsewhere(origins, left, (was, at) => JsonNode.DeepEquals(_list[was], list[at]));
        }

        // An entry in the place of one that is gone, while no other came or went, is the one that was there and got another name or other words.
        if (list.Count == _list.Count)
        {
            MatchPlaces(origins, left, _ => true);
        }

        return origins;
    }

    private Dictionary<string, string> Renames(JsonArray list) =>
        DocumentDiff.Between(new JsonObject { ["l"] = _list.DeepClone() }, new JsonObject { ["l"] = list.DeepClone() }).Changes.OfType<EntryRenamed>()
            .Where(r => r.Path.Steps.Count == 1).ToDictionary(r => r.Before, r => r.After, StringComparer.Ordinal);

    private static void MatchNames(int[] origins, HashSet<int> left, IReadOnlyList<string> old, IReadOnlyList<string> now, Func<string, string?> become)
    {
        var places = now.Select((n, i) => (n, i)).ToDictionary(n => n.n, n => n.i, StringComparer.Ordinal);
        foreach (var was in left.Order().ToList())
        {
            if (become(old[was]) is { } name && places.TryGetValue(name, out var at) && origins[at] < 0)
            {
                origins[at] = was;
                left.Remove(was);
            }
        }
    }

    private static void MatchPlaces(int[] origins, HashSet<int> left, Func<int, bool> isSame)
    {
        for (var at = 0; at < origins.Length; at++)
        {
            if (origins[at] < 0 && left.Contains(at) && isSame(at))
            {
                origins[at] = at;
                left.Remove(at);
            }
        }
    }

    private static void MatchElsewhere(int[] origins, HashSet<int> left, Func<int, int, bool> isSame)
    {
        for (var at = 0; at < origins.Length; at++)
        {
            if (origins[at] < 0 && left.Order().Where(was => isSame(was, at)).Select(was => (int?)was).FirstOrDefault() is { } found)
            {
                origins[at] = found;
                left.Remove(found);
            }
        }
    }
}
