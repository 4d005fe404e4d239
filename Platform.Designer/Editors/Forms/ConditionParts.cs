using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Shapes;

namespace Platform.Designer.Editors.Forms;

/// <summary>A field that a condition can ask about.</summary>
/// <param name="Name">As conditions write it.</param>
/// <param name="Options">What can be chosen there; empty where anything can be typed.</param>
/// <param name="Inside">Fields of one entry of a repeat.</param>
public sealed record ConditionField(string Name, string Label, string Type, IReadOnlyList<(string Value, string Label)> Options, IReadOnlyList<ConditionField> Inside)
{
    public bool IsRepeat => Type == "repeat";

    /// <summary>The answer is a number in JSON.</summary>
    public bool IsNumber => Type is "number" or "integer";
}

/// <summary>Parts of conditions as they stand in a file.</summary>
public static class ConditionParts
{
    /// <summary>What a row can say, by the word with which it is chosen.</summary>
    public static readonly string[] Operators = ["equals", "notEquals", "less", "lessOrEqual", "greater", "greaterOrEqual", "in", "contains", "isEmpty", "isAnswered", "anyItem", "everyItem", "count"];

    private static readonly char[] Commas = [',', '，', '、'];

    public static readonly string[] Comparisons = ["equals", "notEquals", "less", "lessOrEqual", "greater", "greaterOrEqual"];

    public static JsonObject New(string field) => new() { ["op"] = "compare", ["field"] = field, ["is"] = "equals", ["value"] = "" };

    public static string OpOf(JsonNode? part) => part is JsonObject one ? ValueTexts.Write(one["op"], ShapeKind.Line) : "";

    public static bool IsGroup(JsonNode? part) => OpOf(part) is "all" or "any";

    /// <summary>The word of <see cref="Operators"/> that a part says; empty for one that has no row, which is edited as JSON.</summary>
    public static string OperatorOf(JsonObject part) => OpOf(part) switch
    {
        "compare" => ValueTexts.Write(part["is"], ShapeKind.Line),
        "not" when part["condition"] is JsonObject inner && OpOf(inner) == "isEmpty" => "isAnswered",
        "in" or "contains" or "isEmpty" or "anyItem" or "everyItem" or "count" => OpOf(part),
        _ => "",
    };

    public static string FieldOf(JsonObject part) => OpOf(part) switch
    {
        "not" => part["condition"] is JsonObject inner ? ValueTexts.Write(inner["field"], ShapeKind.Line) : "",
        "anyItem" or "everyItem" or "count" => ValueTexts.Write(part["repeat"], ShapeKind.Line),
        _ => ValueTexts.Write(part["field"], ShapeKind.Line),
    };

    /// <summary>The part with another field or operator; what still fits is kept.</summary>
    public static JsonObject With(JsonObject part, string field, string word) => word switch
    {
        "in" => new() { ["op"] = "in", ["field"] = field, ["values"] = part["values"]?.DeepClone() ?? (part["value"] is { } one ? new JsonArray(one.DeepClone()) : new JsonArray()) },
        "contains" => new() { ["op"] = "contains", ["field"] = field, ["value"] = ValueTexts.Write(part["value"], ShapeKind.Line) },
        "isEmpty" => new() { ["op"] = "isEmpty", ["field"] = field },
        "isAnswered" => new() { ["op"] = "not", ["condition"] = new JsonObject { ["op"] = "isEmpty", ["field"] = field } },
        "anyItem" or "everyItem" => new() { ["op"] = word, ["repeat"] = field, ["where"] = part["where"]?.DeepClone() ?? new JsonObject { ["op"] = "all", ["conditions"] = new JsonArray() } },
        "count" => new() { ["op"] = "count", ["repeat"] = field, ["is"] = part["is"]?.DeepClone() ?? "greaterOrEqual", ["value"] = part["value"] is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? value.DeepClone() : 1 },
        _ => Compare(part, field, word),
    };

    /// <summary>The comparison with a value that answers of the field can have; one that fits stays.</summary>
    public static JsonObject Fitting(JsonObject part, ConditionField? field)
    {
        if (field is null || OpOf(part) != "compare" || part["value"] is not { } value)
        {
            return part;
        }

        var (kind, text) = (value.GetValueKind(), ValueTexts.Write(value, ShapeKind.Line));
        if (field.Type == "boolean" && kind is not (JsonValueKind.True or JsonValueKind.False))
        {
            part["value"] = true;
        }
        else if (field.IsNumber ? kind != JsonValueKind.Number : field.Options.Count > 0 && field.Options.All(o => o.Value != text))
        {
            part["value"] = Value(field, text) is { } read && field.IsNumber && read.GetValueKind() == JsonValueKind.Number ? read : "";
        }

        return part;
    }

    /// <summary>The operators that make sense for a field.</summary>
    public static IEnumerable<string> OperatorsFor(ConditionField? field) => field switch
    {
        null => Operators,
        { IsRepeat: true } => ["anyItem", "everyItem", "count", "isEmpty", "isAnswered"],
        { Type: "boolean" } => ["equals", "notEquals", "isEmpty", "isAnswered"],
        { Type: "choices" or "file" } => ["contains", "isEmpty", "isAnswered"],
        { Type: "number" or "integer" or "money" or "date" } => [.. Comparisons, "isEmpty", "isAnswered"],
        _ => ["equals", "notEquals", "in", "contains", "isEmpty", "isAnswered"],
    };

    /// <summary>What was typed as the value that the field's answers have.</summary>
    public static JsonNode Value(ConditionField? field, string typed) => field switch
    {
        { IsNumber: true } when ValueTexts.TryRead(typed, ShapeKind.Number, out var number) && number is { Value: { } read } => read,
        { Type: "boolean" } => typed == "true",
        _ => typed,
    };

    /// <summary>Several values in one box, with commas between, Chinese ones too.</summary>
    public static JsonArray Values(ConditionField? field, string typed) =>
        [.. typed.Split(Commas, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(v => Value(field, v))];

    private static JsonObject Compare(JsonObject part, string field, string word)
    {
        var compare = new JsonObject { ["op"] = "compare", ["field"] = field, ["is"] = word };
        if (part["other"] is { } other && OpOf(part) == "compare")
        {
            compare["other"] = other.DeepClone();
        }
        else
        {
            compare["value"] = part["value"]?.DeepClone() ?? (part["values"] is JsonArray { Count: > 0 } values ? values[0]?.DeepClone() : null) ?? "";
        }

        return compare;
    }
}
