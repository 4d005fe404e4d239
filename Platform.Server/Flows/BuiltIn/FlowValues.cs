using System.Collections;
using System.Text.Json;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>
/// Values by name, ascending. Never changed: changing gives another one. What was read from a state stays JSON text until it is asked for, since most values
/// are carried along from one advance to the next.
/// </summary>
internal sealed class FlowValues : IEnumerable<KeyValuePair<string, JsonElement>>
{
    private readonly Entry[] _entries;

    private FlowValues(Entry[] entries) => _entries = entries;

    public static FlowValues Empty { get; } = new([]);

    public int Count => _entries.Length;

    public bool TryGetValue(string name, out JsonElement value)
    {
        var place = Find(name);
        value = place < 0 ? default : ValueAt(place);
        return place >= 0;
    }

    public FlowValues With(string name, JsonElement value)
    {
        var place = Find(name);
        if (place >= 0)
        {
            var changed = (Entry[])_entries.Clone();
            changed[place] = new(name, value, null);
            return new(changed);
        }

        return new([.. _entries.AsSpan(0, ~place), new(name, value, null), .. _entries.AsSpan(~place)]);
    }

    public FlowValues With(IEnumerable<KeyValuePair<string, JsonElement>> values) => values.Aggregate(this, (all, one) => all.With(one.Key, one.Value));

    public FlowValues Without(string name)
    {
        var place = _entries.Length == 0 ? -1 : Find(name);
        return place < 0 ? this : _entries.Length == 1 ? Empty : new([.. _entries.AsSpan(0, place), .. _entries.AsSpan(place + 1)]);
    }

    public IEnumerator<KeyValuePair<string, JsonElement>> GetEnumerator()
    {
        for (var i = 0; i < _entries.Length; i++)
        {
            yield return new(_entries[i].Name, ValueAt(i));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>As an object; nothing when there are none.</summary>
    public void Write(Utf8JsonWriter json, ReadOnlySpan<byte> member)
    {
        if (_entries.Length == 0)
        {
            return;
        }

        json.WriteStartObject(member);
        foreach (var (name, value, text) in _entries)
        {
            json.WritePropertyName(name);
            if (text is not null)
            {
                json.WriteRawValue(text, skipInputValidation: true);
            }
            else
            {
                value.WriteTo(json);
            }
        }

        json.WriteEndObject();
    }

    /// <param name="text">What <paramref name="json"/> reads.</param>
    public static FlowValues Read(ref Utf8JsonReader json, ReadOnlySpan<byte> text)
    {
        var entries = new List<Entry>();
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            var name = json.GetString()!;
            json.Read();
            var start = (int)json.TokenStartIndex;
            json.Skip();
            entries.Add(new(name, default, text[start..(int)json.BytesConsumed].ToArray()));
        }

        return entries.Count == 0 ? Empty : new([.. entries]);
    }

    private JsonElement ValueAt(int place)
    {
        var entry = _entries[place];
        if (entry is { Text: { } text, Value.ValueKind: JsonValueKind.Undefined })
        {
            var json = new Utf8JsonReader(text);
            _entries[place] = entry = entry with { Value = JsonElement.ParseValue(ref json) };
        }

        return entry.Value;
    }

    /// <summary>Its place, or the complement of where it would stand.</summary>
    private int Find(string name)
    {
        var (low, high) = (0, _entries.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(_entries[middle].Name, name);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    /// <param name="Text">Its JSON where it was read; then the value is known once it was asked for.</param>
    private readonly record struct Entry(string Name, JsonElement Value, byte[]? Text);
}
