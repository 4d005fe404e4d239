using System.Globalization;
using System.Text.Json.Nodes;
using Platform.Model.Editing;

namespace Platform.Designer.Editors;

/// <summary>
/// A place of a document that is being edited. Entries of a list that names them are found by name, so that a place stays the same while colleagues add and
/// move others; where a list has no names its entries are counted.
/// </summary>
public sealed class Spot
{
    private readonly Spot? _parent;
    private readonly string? _member;
    private readonly string? _entry;
    private readonly int _index;

    private Spot(Spot? parent, string? member, string? entry, int index) => (_parent, _member, _entry, _index) = (parent, member, entry, index);

    /// <summary>The whole document.</summary>
    public static Spot Root { get; } = new(null, null, null, 0);

    /// <summary>As problems name it: <c>entries[r].label</c>.</summary>
    public string Path => _parent is null ? "" : _member is null ? $"{_parent.Path}[{_entry ?? _index.ToString(CultureInfo.InvariantCulture)}]" : _parent._parent is null ? _member : $"{_parent.Path}.{_member}";

    public Spot Member(string name) => new(this, name, null, 0);

    /// <param name="list">The list at this place, as it is now.</param>
    public Spot Entry(JsonArray list, int index) => new(this, null, EntryNames.Of(list)?[index], index);

    /// <summary>What stands here; null when nothing does.</summary>
    public JsonNode? Find(JsonObject document) => _parent is null ? document : Step(_parent.Find(document));

    /// <summary>Puts a value here; null takes away what stands here. Objects on the way that are missing are made.</summary>
    public void Put(JsonObject document, JsonNode? value)
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
                holder[_member] = value;
                break;
            case JsonArray list when _member is null && IndexIn(list) is >= 0 and var at:
                PutEntry(list, at, value);
                break;
            case null when _member is not null && value is not null && parent._parent is not null:
                parent.Put(document, new JsonObject { [_member] = value });
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

        return (JsonArray?)Find(document) ?? [];
    }

    public override string ToString() => Path;

    private static void PutEntry(JsonArray list, int at, JsonNode? value)
    {
        list.RemoveAt(at);
        if (value is not null)
        {
            list.Insert(at, value);
        }
    }

    private JsonNode? Step(JsonNode? holder) => holder switch
    {
        JsonObject one when _member is not null => one[_member],
        JsonArray list when _member is null && IndexIn(list) is >= 0 and var at => list[at],
        _ => null,
    };

    private int IndexIn(JsonArray list)
    {
        if (_entry is null)
        {
            return _index < list.Count ? _index : -1;
        }

        for (var i = 0; i < list.Count; i++)
        {
            if (EntryNames.Of(list[i]) == _entry)
            {
                return i;
            }
        }

        return -1;
    }
}
