using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model.Editing;

namespace Platform.Designer.Editors.Fields;

/// <summary>Where and why typed JSON is none.</summary>
/// <param name="Line">Counts from 1.</param>
/// <param name="Column">Counts characters from 1.</param>
/// <param name="Twice">The name that is given twice in one object; null for another fault.</param>
public sealed record JsonFault(int Line, int Column, string? Twice = null);

/// <summary>
/// Reads JSON that a person typed, at its word: no comments, no trailing commas, no name twice in one object, nothing after the end. A <c>null</c> is a value that
/// was typed; it is not the same as nothing.
/// </summary>
public static class TypedJson
{
    private static readonly JsonReaderOptions Options = new() { CommentHandling = JsonCommentHandling.Disallow, AllowTrailingCommas = false, MaxDepth = 64 };

    /// <param name="value">What was read; null when it is no JSON.</param>
    public static JsonFault? Read(string text, out Held? value)
    {
        value = null;
        if (Fault(text) is { } fault)
        {
            return fault;
        }

        value = new Held(JsonNode.Parse(text));
        return null;
    }

    /// <summary>An object, as documents and parts of them are; the fault of anything else is its beginning.</summary>
    public static JsonFault? ReadObject(string text, out JsonObject? value)
    {
        var fault = Read(text, out var read);
        value = read?.Value as JsonObject;
        return fault ?? (value is null ? new JsonFault(1, 1) : null);
    }

    private static JsonFault? Fault(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(bytes, Options);
        var names = new Stack<HashSet<string>>();
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                        names.Push(new HashSet<string>(StringComparer.Ordinal));
                        break;
                    case JsonTokenType.EndObject:
                        names.Pop();
                        break;
                    case JsonTokenType.PropertyName when reader.GetString()! is var name && !names.Peek().Add(name):
                        return At(bytes, (int)reader.TokenStartIndex, name);
                    case JsonTokenType.String:
                        _ = reader.GetString();
                        break;
                    default:
                        break;
                }
            }

            return null;
        }
        catch (JsonException broken)
        {
            return At(bytes, OffsetOf(bytes, broken), null);
        }
        catch (InvalidOperationException)
        {
            // Half of a character that is written as two.
            return At(bytes, (int)reader.TokenStartIndex, null);
        }
    }

    private static int OffsetOf(byte[] bytes, JsonException broken)
    {
        var at = 0;
        for (var line = broken.LineNumber ?? 0; line > 0 && Array.IndexOf(bytes, (byte)'\n', at) is >= 0 and var end; line--)
        {
            at = end + 1;
        }

        return (int)Math.Min(bytes.Length, at + (broken.BytePositionInLine ?? 0));
    }

    private static JsonFault At(byte[] bytes, int offset, string? twice)
    {
        var before = Encoding.UTF8.GetString(bytes, 0, offset);
        var lineStart = before.LastIndexOf('\n') + 1;
        return new JsonFault(before.Count(c => c == '\n') + 1, before.Length - lineStart + 1, twice);
    }
}
