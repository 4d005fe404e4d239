using System.Text.Json;

namespace Platform.Model.Flows;

/// <summary>Finds what a flow names by literals, without running it.</summary>
internal static class FlowNames
{
    /// <summary>What activities of some types name in a member, each once, in document order. What is no literal is left out.</summary>
    public static IReadOnlyList<string> In(JsonElement flow, IReadOnlyList<string> types, string member)
    {
        var names = new List<string>();
        Collect(flow, types, member, names);
        return [.. names.Distinct()];
    }

    /// <summary>The text of a member of an activity; null when it is missing, empty or no literal.</summary>
    public static string? Literal(JsonElement activity, string member)
    {
        if (!activity.TryGetProperty(member, out var written))
        {
            return null;
        }

        if (written.ValueKind == JsonValueKind.Object)
        {
            var literal = written.TryGetProperty("expression", out var expression) && expression.ValueKind == JsonValueKind.Object
                && expression.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("Literal");
            written = literal && expression.TryGetProperty("value", out var value) ? value : default;
        }

        return written.ValueKind == JsonValueKind.String && written.GetString() is { Length: > 0 } name ? name : null;
    }

    private static void Collect(JsonElement json, IReadOnlyList<string> types, string member, List<string> names)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in json.EnumerateArray())
            {
                Collect(item, types, member, names);
            }
        }
        else if (json.ValueKind == JsonValueKind.Object)
        {
            if (json.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && types.Any(t => type.ValueEquals(t)) && Literal(json, member) is { } name)
            {
                names.Add(name);
            }

            foreach (var part in json.EnumerateObject())
            {
                Collect(part.Value, types, member, names);
            }
        }
    }
}
