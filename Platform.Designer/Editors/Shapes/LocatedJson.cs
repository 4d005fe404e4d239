using System.Text;
using System.Text.Json;

namespace Platform.Designer.Editors.Shapes;

/// <summary>A stretch of a text; lines and characters count from 1, the end is behind the last character.</summary>
public readonly record struct TextRange(int Line, int Column, int EndLine, int EndColumn);

/// <summary>A value of a JSON text that knows where it stands.</summary>
internal sealed class LocatedJson
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    private readonly List<LocatedMember> _members = [];
    private readonly List<LocatedJson> _items = [];

    private LocatedJson(JsonTokenType kind, int start) => (Kind, Start) = (kind, start);

    /// <summary>The token the value begins with.</summary>
    public JsonTokenType Kind { get; }

    public int Start { get; }

    public int End { get; private set; }

    /// <summary>What a text says, and how a number is written; null for anything else.</summary>
    public string? Said { get; private set; }

    public IReadOnlyList<LocatedMember> Members => _members;

    public IReadOnlyList<LocatedJson> Items => _items;

    /// <param name="json">Sound JSON in UTF-8; offsets count its bytes.</param>
    public static LocatedJson Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Options);
        reader.Read();
        return Read(ref reader);
    }

    public LocatedJson? Find(string name) => _members.Find(m => m.Name == name)?.Value;

    private static LocatedJson Read(ref Utf8JsonReader reader)
    {
        var value = new LocatedJson(reader.TokenType, (int)reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var (name, start, end) = (reader.GetString()!, (int)reader.TokenStartIndex, (int)reader.TokenStartIndex + reader.ValueSpan.Length + 2);
                    reader.Read();
                    value._members.Add(new LocatedMember(name, start, end, Read(ref reader)));
                }

                break;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    value._items.Add(Read(ref reader));
                }

                break;
            case JsonTokenType.String:
                value.Said = reader.GetString();
                break;
            case JsonTokenType.Number:
                value.Said = Encoding.UTF8.GetString(reader.ValueSpan);
                break;
            default:
                break;
        }

        value.End = (int)reader.BytesConsumed;
        return value;
    }
}

/// <summary>A member of an object; its name stands, with its quotes, between the two offsets.</summary>
internal sealed record LocatedMember(string Name, int NameStart, int NameEnd, LocatedJson Value);

/// <summary>Turns offsets of bytes into lines and characters.</summary>
internal sealed class TextLines
{
    private readonly byte[] _text;
    private readonly List<int> _starts = [0];

    public TextLines(byte[] text)
    {
        _text = text;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == (byte)'\n')
            {
                _starts.Add(i + 1);
            }
        }
    }

    public TextRange Range(int start, int end)
    {
        var ((line, column), (endLine, endColumn)) = (At(start), At(end));
        return new TextRange(line, column, endLine, endColumn);
    }

    private (int Line, int Column) At(int offset)
    {
        var found = _starts.BinarySearch(offset);
        var line = found >= 0 ? found : ~found - 1;
        return (line + 1, Encoding.UTF8.GetCharCount(_text, _starts[line], offset - _starts[line]) + 1);
    }
}
