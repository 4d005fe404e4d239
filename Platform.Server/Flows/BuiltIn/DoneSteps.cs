using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>
/// The steps that somebody did in a flow, each once, in the order they were done first; places never change. A long flow has hundreds, of which an advance looks at
/// a few: what was read stays text until somebody asks, and is written again as it stands.
/// </summary>
internal sealed class DoneSteps(CompiledFlow flow)
{
    private const int Nobody = -1;

    private readonly List<string> _people = [];

    /// <summary>The entries as they were read, without the brackets.</summary>
    private byte[] _text = [];

    private Entry[] _entries = [];

    /// <summary>Entries that stand in <see cref="_text"/> as they are, from the first on.</summary>
    private int _asRead;

    public int Count { get; private set; }

    /// <summary>Null when this version of the flow has no such step.</summary>
    public FlowNode? NodeAt(int place)
    {
        ref var entry = ref _entries[place];
        if (entry.Node is null && entry.Key is null && flow.TryFindText(_text.AsSpan(entry.Start, entry.Length), out var node))
        {
            entry.Node = node;
        }

        return entry.Node;
    }

    public string KeyAt(int place) => _entries[place] switch
    {
        { Node: { } node } => node.Key,
        { Key: { } key } => key,
        var entry => CompiledFlow.Unescape(_text.AsSpan(entry.Start, entry.Length)),
    };

    /// <summary>Account id of whoever did it last; null = nobody known.</summary>
    public string? ByAt(int place) => _entries[place].By == Nobody ? null : _people[_entries[place].By];

    /// <summary>Remembers who did a step; answers with its place.</summary>
    public int Remember(FlowNode node, string? by)
    {
        for (var place = 0; place < Count; place++)
        {
            if (Is(ref _entries[place], node))
            {
                Credit(place, PlaceOf(by));
                return place;
            }
        }

        Add(new() { Node = node, By = PlaceOf(by) });
        return Count - 1;
    }

    /// <summary>Takes over all that another flow has, under the keys they have here.</summary>
    public void Take(DoneSteps from, Func<string, string> keyOf)
    {
        _people.AddRange(from._people);
        for (var place = 0; place < from.Count; place++)
        {
            var key = keyOf(from.KeyAt(place));
            Add(new() { Node = flow.TryFind(key, out var node) ? node : null, Key = key, By = from._entries[place].By });
        }
    }

    /// <summary>Whose they are, then the keys; a number before a key says who did it and those after it, −1 for nobody known.</summary>
    public void Write(Utf8JsonWriter json)
    {
        if (Count == 0)
        {
            return;
        }

        if (_people.Count > 0)
        {
            json.WriteStartArray("y"u8);
            foreach (var by in _people)
            {
                json.WriteStringValue(by);
            }

            json.WriteEndArray();
        }

        json.WriteStartArray("u"u8);
        if (_asRead > 0)
        {
            json.WriteRawValue(_text, skipInputValidation: true);
        }

        var who = _asRead > 0 ? _entries[_asRead - 1].By : Nobody;
        for (var place = _asRead; place < Count; place++)
        {
            if (_entries[place].By != who)
            {
                who = _entries[place].By;
                json.WriteNumberValue(who);
            }

            WriteKey(json, _entries[place]);
        }

        json.WriteEndArray();
    }

    public void ReadPeople(ref Utf8JsonReader json)
    {
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            _people.Add(json.GetString()!);
        }
    }

    /// <summary>Reads the entries, also those that are an object each, as states had them before.</summary>
    /// <param name="text">What <paramref name="json"/> reads. The entries are the last in it, so that its commas bound their number.</param>
    public void Read(ref Utf8JsonReader json, ReadOnlySpan<byte> text)
    {
        var start = (int)json.BytesConsumed;
        _entries = new Entry[text[start..].Count((byte)',') + 2];
        var by = Nobody;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            switch (json.TokenType)
            {
                case JsonTokenType.Number:
                    by = json.GetInt32();
                    break;
                case JsonTokenType.String:
                    _entries[Count++] = new() { Start = (int)json.TokenStartIndex + 1 - start, Length = json.ValueSpan.Length, By = by };
                    _asRead = Count;
                    break;
                default:
                    ReadObject(ref json);
                    break;
            }
        }

        _text = text[start..((int)json.BytesConsumed - 1)].ToArray();
    }

    private void ReadObject(ref Utf8JsonReader json)
    {
        var (key, by) = ("", (string?)null);
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            var isKey = json.ValueTextEquals("k"u8);
            json.Read();
            (key, by) = isKey ? (json.GetString()!, by) : (key, json.GetString());
        }

        Add(new() { Node = flow.TryFind(key, out var node) ? node : null, Key = key, By = PlaceOf(by) });
    }

    private bool Is(ref Entry entry, FlowNode node) =>
        entry.Node is { } known ? known == node
        : entry.Key is { } key ? key == node.Key
        : _text.AsSpan(entry.Start, entry.Length).SequenceEqual(node.KeyText.EncodedUtf8Bytes);

    private void Credit(int place, int by)
    {
        if (_entries[place].By == by)
        {
            return;
        }

        if (place < _asRead)
        {
            // The numbers between the keys no longer say who it was.
            _asRead = 0;
        }

        _entries[place].By = by;
    }

    private void WriteKey(Utf8JsonWriter json, Entry entry)
    {
        if (entry.Node is { } node)
        {
            json.WriteStringValue(node.KeyText);
        }
        else if (entry.Key is { } key)
        {
            json.WriteStringValue(key);
        }
        else
        {
            json.WriteRawValue(_text.AsSpan(entry.Start - 1, entry.Length + 2), skipInputValidation: true);
        }
    }

    private void Add(Entry entry)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(4, Count * 2));
        }

        _entries[Count++] = entry;
    }

    private int PlaceOf(string? by)
    {
        if (by is null)
        {
            return Nobody;
        }

        var place = _people.IndexOf(by);
        if (place < 0)
        {
            place = _people.Count;
            _people.Add(by);
        }

        return place;
    }

    /// <summary>The step, or its key where this version has no such step, or where the key stands in the text that was read.</summary>
    [SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
    private struct Entry
    {
        public FlowNode? Node;
        public string? Key;
        public int Start;
        public int Length;
        public int By;
    }
}
