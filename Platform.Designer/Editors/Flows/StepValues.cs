using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Designer.Editors.Flows;

/// <summary>Values of a step's inputs as Elsa writes them: <c>{"typeName":"String","expression":{"type":"Literal","value":"x"}}</c>.</summary>
public static class StepValues
{
    /// <summary>Kinds of expression that can be typed, the plain value first.</summary>
    public static readonly string[] Kinds = ["Literal", "JavaScript", "Liquid", "Variable"];

    /// <summary>The kind of expression an input has: <c>Literal</c>, also for structures; <c>JavaScript</c> …</summary>
    public static string KindOf(JsonNode? input) => Expression(input) is { } expression && FlowChart.Text(expression, "type") is { Length: > 0 } type ? type is "Object" ? "Literal" : type : "Literal";

    /// <summary>The value as it stands in an input box.</summary>
    public static string TextOf(JsonNode? input) => Expression(input) is { } expression
        ? ValueTexts.Write(expression["value"], ShapeKind.Line)
        : input is JsonObject ? "" : ValueTexts.Write(input, ShapeKind.Line);

    /// <summary>The literal value as JSON, structures read from their text; null when it is absent or an expression.</summary>
    public static JsonElement? Literal(JsonNode? input)
    {
        if (input is null)
        {
            return null;
        }

        if (Expression(input) is not { } expression)
        {
            return Element(input);
        }

        return FlowChart.Text(expression, "type") switch
        {
            "Object" => Parse(ValueTexts.Write(expression["value"], ShapeKind.Line)),
            "Literal" or "" => Element(expression["value"]),
            _ => null,
        };
    }

    /// <summary>An input with a plain value; null takes it away.</summary>
    public static JsonNode? Write(StepEditor editor, JsonNode? value) => value is null ? null
        : value is JsonObject or JsonArray ? Input("Object", "Object", value.ToJsonString(ModelJson.Options))
        : Input(TypeOf(editor), "Literal", value);

    /// <summary>An input that is computed.</summary>
    public static JsonNode? WriteExpression(StepEditor editor, string kind, string text) => text.Length == 0 ? null : Input(TypeOf(editor), kind, text);

    /// <summary>What was typed as the plain value of an input; false when it is none.</summary>
    public static bool TryRead(StepEditor editor, string text, out JsonNode? value)
    {
        var kind = editor switch
        {
            StepEditor.Number => ShapeKind.Number,
            StepEditor.Json or StepEditor.Outcomes or StepEditor.Signers or StepEditor.Cases => ShapeKind.Json,
            _ => ShapeKind.Line,
        };
        if (editor == StepEditor.Texts)
        {
            var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            value = lines.Length == 0 ? null : new JsonArray([.. lines.Select(l => (JsonNode)l)]);
            return true;
        }

        return ValueTexts.TryRead(text, kind, out value);
    }

    private static JsonObject Input(string typeName, string type, JsonNode? value) =>
        new() { ["typeName"] = typeName, ["expression"] = new JsonObject { ["type"] = type, ["value"] = value } };

    private static string TypeOf(StepEditor editor) => editor switch
    {
        StepEditor.Number => "Int32",
        StepEditor.Switch or StepEditor.Condition => "Boolean",
        StepEditor.Duration => "TimeSpan",
        StepEditor.Moment => "DateTimeOffset",
        StepEditor.Json or StepEditor.Outcomes or StepEditor.Signers or StepEditor.Cases or StepEditor.Texts or StepEditor.LocalizedText => "Object",
        _ => "String",
    };

    private static JsonObject? Expression(JsonNode? input) => input is JsonObject written ? written["expression"] as JsonObject : null;

    private static JsonElement? Element(JsonNode? node) => node is null ? null : JsonElement.Parse(node.ToJsonString());

    private static JsonElement? Parse(string json)
    {
        try
        {
            return JsonElement.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
