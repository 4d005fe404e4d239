using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Editing;
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
    public static JsonNode? Write(StepEditor editor, JsonNode? value) => Write(editor, value is null ? null : new Held(value));

    /// <summary>An input with a plain value, which may be a null of JSON; without one it is taken away.</summary>
    public static JsonNode? Write(StepEditor editor, Held? value) => value switch
    {
        null => null,
        { Value: null } => FlowJson.Input("Object", "Object", "null"),
        { Value: JsonObject or JsonArray } structure => FlowJson.Structure(structure.Value),
        { Value: var plain } => FlowJson.Input(TypeOf(editor), "Literal", plain),
    };

    /// <summary>A variable of the flow as what a step writes to; null for no name.</summary>
    /// <param name="id">As it is declared.</param>
    public static JsonNode? WriteVariable(string id, string name) => name.Length == 0 ? null : new JsonObject { ["id"] = id, ["name"] = name };

    /// <summary>The variable that an input names, by name or id, however it is written; empty when it names none.</summary>
    public static string VariableOf(JsonNode? input) => input switch
    {
        JsonObject written when Expression(written) is { } expression => expression["value"] is JsonObject inner ? VariableOf(inner) : ValueTexts.Write(expression["value"], ShapeKind.Line),
        JsonObject reference => FlowJson.Text(reference, "name") ?? FlowJson.Text(reference, "id") ?? "",
        _ => ValueTexts.Write(input, ShapeKind.Line),
    };

    /// <summary>An input that is computed.</summary>
    public static JsonNode? WriteExpression(StepEditor editor, string kind, string text) => text.Length == 0 ? null : FlowJson.Input(TypeOf(editor), kind, text);

    /// <summary>True for what is typed as JSON.</summary>
    public static bool IsStructure(StepEditor editor) => editor is StepEditor.Json or StepEditor.Outcomes or StepEditor.Signers or StepEditor.Cases;

    /// <summary>What was typed as the plain value of an input; false when it is none.</summary>
    public static bool TryRead(StepEditor editor, string text, out Held? value)
    {
        var kind = editor == StepEditor.Number ? ShapeKind.Number : IsStructure(editor) ? ShapeKind.Json : ShapeKind.Line;
        if (editor == StepEditor.Texts)
        {
            var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            value = lines.Length == 0 ? null : new Held(new JsonArray([.. lines.Select(l => (JsonNode)l)]));
            return true;
        }

        return ValueTexts.TryRead(text, kind, out value);
    }

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
