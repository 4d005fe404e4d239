using System.Text.Json;

namespace Platform.Model.Flows;

/// <summary>Finds activities in the document of a flow, for those who check more of them than the interpreter knows.</summary>
public static class FlowActivities
{
    public const string CallConnector = "Platform.CallConnector";

    /// <summary>All activities of a type, however deep, in document order.</summary>
    public static IEnumerable<JsonElement> Of(JsonElement json, string type)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var found in json.EnumerateArray().SelectMany(item => Of(item, type)))
            {
                yield return found;
            }
        }
        else if (json.ValueKind == JsonValueKind.Object)
        {
            if (json.TryGetProperty("type", out var own) && own.ValueKind == JsonValueKind.String && own.ValueEquals(type))
            {
                yield return json;
            }

            foreach (var found in json.EnumerateObject().SelectMany(member => Of(member.Value, type)))
            {
                yield return found;
            }
        }
    }

    public static string IdOf(JsonElement activity) => activity.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString()! : "";

    /// <summary>The text of an input that is written as it stands; null when it is missing, no text, or known only at run time.</summary>
    public static string? LiteralOf(JsonElement activity, string input)
    {
        if (!activity.TryGetProperty(input, out var written))
        {
            return null;
        }

        if (written.ValueKind == JsonValueKind.Object)
        {
            var literal = written.TryGetProperty("expression", out var expression) && expression.ValueKind == JsonValueKind.Object
                && expression.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("Literal");
            written = literal && expression.TryGetProperty("value", out var value) ? value : default;
        }

        return written.ValueKind == JsonValueKind.String && written.GetString() is { Length: > 0 } text ? text : null;
    }
}
