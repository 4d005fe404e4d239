using System.Globalization;
using System.Text.Json.Nodes;
using Platform.Model.Editing;

namespace Platform.Designer.Editors;

/// <summary>
/// A place of a document that is being edited. Entries of a list that names them are found by name, so that a place stays the same while colleagues add and
/// move others. An entry of a list without names is found by what stood there; its members also by its number while the list has as many entries as it had, but
/// it is never itself removed, moved or replaced on the strength of a number. Cells of a decision table are counted.
/// </summary>
public sealed class Spot
{
    private readonly Spot? _parent;
    private readonly string? _member;
    private readonly string? _entry;
    private readonly int _index;
    private readonly int _count;
    private readonly JsonNode? _seen;

    private Spot(Spot? parent, string? member) => (_parent, _member) = (parent, member);

    private Spot(Spot parent, string? entry, JsonArray list, int index) => (_parent, _entry, _index, _count, _seen) = (parent, entry, index, list.Count, list[index]);

    /// <summary>The whole document.</summary>
    public static Spot Root { get; } = new(null, null);

    /// <summary>As problems name it: <c>entries[r].label</c>.</summary>
    public string Path => _parent is null ? "" : _member is null ? $"{_parent.Path}[{_entry ?? _index.ToString(CultureInfo.InvariantCulture)}]" : _parent._parent is null ? _member : $"{_parent.Path}.{_member}";

    /// <summary>What this is a member or an entry of; null for the whole document.</summary>
    public Spot? Parent => _parent;

    /// <summary>True for a member of an entry of a list: the one that names it has to differ from those of the others.</summary>
    public bool IsInEntry => _member is not null && _parent is { _parent: not null, _member: null };

    private bool HoldsPositions => _member is not null && EntryNames.ArePositions(_member);

    public Spot Member(string name) => new(this, name);

    /// <param name="list">The list at this place, as it is now.</param>
    public Spot Entry(JsonArray list, int index) => new(this, NamesIn(list)?[index], list, index);

    /// <summary>All entries, in order.</summary>
    /// <param name="list">The list at this place, as it is now.</param>
    public IReadOnlyList<Spot> Entries(JsonArray list)
    {
        var names = NamesIn(list);
        return [.. list.Select((_, i) => new Spot(this, names?[i], list, i))];
    }

    /// <summary>What stands here; null when nothing does.</summary>
    public JsonNode? Find(JsonObject document) => _parent is null ? document : Step(_parent.Find(document));

    /// <summary>What stands here, a null of the file included; null when nothing does.</summary>
    public Held? Hold(JsonObject document) => _parent?.Find(document) switch
    {
        JsonObject holder when _member is not null => holder.TryGetPropertyValue(_member, out var value) ? new Held(value) : null,
        JsonArray list when _member is null && IndexIn(list) is >= 0 and var at => new Held(list[at]),
        _ => _parent is null ? new Held(document) : null,
    };

    /// <summary>Puts a value here; null takes away what stands here. Objects on the way that are missing are made.</summary>
    public void Put(JsonObject document, JsonNode? value) => Write(document, value is null ? null : new Held(value));

    /// <summary>Puts a value here, which may be a null of the file; without one it takes away what stands here.</summary>
    public void Write(JsonObject document, Held? value)
    {
        if (_parent is not { } parent)
        {
            throw new InvalidOperationException("The document itself is not replaced.");
        }

        switch (parent.Find(document))
        {
            case JsonObject holder when _member is not null && value is null:
                holder.Remove(_member);
                break;
            case JsonObject holder when _member is not null:
                holder[_member] = value!.Value;
                break;
            case JsonArray list when _member is null && IndexIn(list) is >= 0 and var at:
                PutEntry(list, at, value);
                break;
            case null when _member is not null && value is not null && parent._parent is not null:
                parent.Put(document, new JsonObject { [_member] = value.Value });
                break;
            default:
                // Somebody took away what this stood in: there is nothing left to change.
                break;
        }
    }

    /// <summary>The list here, made when there is none.</summary>
    public JsonArray List(JsonObject document)
    {
        if (Find(document) is not JsonArray)
        {
            Put(document, new JsonArray());
        }

        return Find(document) as JsonArray ?? [];
    }

    /// <summary>Where this entry stands in its list now; -1 when it is gone, and for what is no entry.</summary>
    public int IndexIn(JsonObject document) => _member is null && _parent?.Find(document) is JsonArray list ? IndexIn(list) : -1;

    /// <summary>Moves this entry within its list; at the edge it stays.</summary>
    /// <param name="by">Places; before the first and after the last there is none.</param>
    /// <returns>False when nothing moved.</returns>
    public bool Move(JsonObject document, int by)
    {
        if (IndexIn(document) is not (>= 0 and var at) || _parent!.Find(document) is not JsonArray list || by == 0 || at + by < 0 || at + by >= list.Count)
        {
            return false;
        }

        var entry = list[at];
        list.RemoveAt(at);
        list.Insert(at + by, entry);
        return true;
    }

    /// <summary>Names of the other entries of the list in which this, or what this is a member of, is an entry.</summary>
    public IReadOnlyCollection<string> OtherNames(JsonObject document) =>
        IsInEntry ? _parent!.OtherNames(document)
        : _member is null && _parent is { HoldsPositions: false } && _parent.Find(document) is JsonArray list && IndexIn(list) is var at ? [.. list.Where((_, i) => i != at).Select(EntryNames.Of).OfType<string>()]
        : [];

    public override string ToString() => Path;

    private IReadOnlyList<string>? NamesIn(JsonArray list) => HoldsPositions ? null : EntryNames.Of(list);

    private static void PutEntry(JsonArray list, int at, Held? value)
    {
        list.RemoveAt(at);
        if (value is not null)
        {
            list.Insert(at, value.Value);
        }
    }

    private JsonNode? Step(JsonNode? holder) => holder switch
    {
        JsonObject one when _member is not null => one[_member],
        JsonArray list when _member is null && Nearest(list) is >= 0 and var at => list[at],
        _ => null,
    };

    /// <summary>Where it stands, or what stands in its place for all that is known.</summary>
    private int Nearest(JsonArray list) => IndexIn(list) is >= 0 and var at ? at : _entry is null && _index < list.Count && list.Count == _count ? _index : -1;

    private int IndexIn(JsonArray list)
    {
        if (_entry is not null)
        {
            return _index < list.Count && EntryNames.Of(list[_index]) == _entry ? _index : First(list, e => EntryNames.Of(e) == _entry);
        }

        if (_parent!.HoldsPositions)
        {
            return list.Count == _count ? _index : -1;
        }

        return _index < list.Count && IsSeen(list[_index]) ? _index : First(list, IsSeen);
    }

    private bool IsSeen(JsonNode? entry) => ReferenceEquals(entry, _seen) || JsonNode.DeepEquals(entry, _seen);

    private static int First(JsonArray list, Func<JsonNode?, bool> isIt)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (isIt(list[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
