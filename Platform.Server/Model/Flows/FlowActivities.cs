using System.Text.Json;

namespace Platform.Model.Flows;

/// <summary>Finds activities in the document of a flow, for those who check more of them than the interpreter knows.</summary>
public static class FlowActivities
{
    public const string CallConnector = "Platform.CallConnector";
    public const string Notify = "Platform.Notify";
    public const string StartCase = "Platform.StartCase";

    private const string Custom = "customProperties";

    private static readonly (string Holder, string Member)[] TitleMembers = [(Custom, "title"), ("metadata", "displayText")];

    /// <summary>What activities of some types name by literals in an input, each once, in document order.</summary>
    public static IReadOnlyList<string> Names(JsonElement flow, IReadOnlyList<string> types, string input) =>
        [.. Of(flow, types).Select(a => LiteralOf(a, input)).OfType<string>().Distinct()];

    /// <summary>All activities of some types, however deep, in document order, with those that undo steps.</summary>
    public static IEnumerable<JsonElement> Of(JsonElement flow, params IReadOnlyList<string> types) =>
        All(flow).SelectMany(a => CompensationOf(a) is { } undoing ? All(undoing).Prepend(a) : [a]).Where(a => types.Any(t => a.GetProperty("type").ValueEquals(t)));

    /// <summary>All activities, however deep, in document order, without what custom properties hold.</summary>
    public static IEnumerable<JsonElement> All(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var found in json.EnumerateArray().SelectMany(All))
            {
                yield return found;
            }
        }
        else if (json.ValueKind == JsonValueKind.Object)
        {
            if (json.TryGetProperty("type", out var own) && own.ValueKind == JsonValueKind.String)
            {
                yield return json;
            }

            foreach (var found in json.EnumerateObject().Where(m => m.Name != Custom).SelectMany(member => All(member.Value)))
            {
                yield return found;
            }
        }
    }

    /// <summary>The activity that undoes this one, or null; see <see cref="FlowCompensation"/>.</summary>
    public static JsonElement? CompensationOf(JsonElement activity) =>
        activity.TryGetProperty(Custom, out var custom) && custom.ValueKind == JsonValueKind.Object && custom.TryGetProperty(FlowCompensation.Member, out var undoing) && undoing.ValueKind == JsonValueKind.Object
            ? undoing
            : null;

    public static string IdOf(JsonElement activity) => activity.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString()! : "";

    /// <summary>Where the title of an activity is written: the member, and what stands in it. Of two that are written the first counts.</summary>
    public static IEnumerable<(string Member, JsonElement Written)> TitlesIn(JsonElement activity)
    {
        foreach (var (holder, member) in TitleMembers)
        {
            if (activity.TryGetProperty(holder, out var properties) && properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(member, out var title)
                && title.ValueKind is JsonValueKind.String or JsonValueKind.Object)
            {
                yield return ($"{holder}.{member}", title);
            }
        }
    }

    /// <summary>What people call the activity; null where nothing is written that can be read.</summary>
    public static LocalizedText? TitleOf(JsonElement activity) => TitlesIn(activity).Select(t => ReadTitle(t.Written)).FirstOrDefault(t => t is not null);

    /// <summary>Null for what is neither a text nor one text for each language.</summary>
    public static LocalizedText? ReadTitle(JsonElement written)
    {
        try
        {
            return written.Deserialize<LocalizedText>(ModelJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The text of an input that is written as it stands; null when it is missing, empty, no text, or known only at run time.</summary>
    public static string? LiteralOf(JsonElement activity, string input) => activity.TryGetProperty(input, out var written) ? TextIn(written) : null;

    /// <summary>The text an input is written as, as the interpreter reads it: numbers and truth values are texts too. Null when it is empty, no text, or known only at run time.</summary>
    public static string? TextIn(JsonElement input) => LiteralIn(input) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString() is { Length: > 0 } some ? some : null,
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } value => value.GetRawText(),
        _ => null,
    };

    /// <summary>The value of an input that is written as it stands: bare, or as an expression of type Literal; null when it is known only at run time.</summary>
    public static JsonElement? LiteralIn(JsonElement input) =>
        input.ValueKind != JsonValueKind.Object || !input.TryGetProperty("expression", out var expression) ? input
        : expression.ValueKind == JsonValueKind.Object && expression.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("Literal")
            && expression.TryGetProperty("value", out var value) ? value
        : null;
}
