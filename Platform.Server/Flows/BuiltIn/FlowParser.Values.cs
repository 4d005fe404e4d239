using System.Text.Json;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>Inputs, outputs, expressions and variables of a definition.</summary>
internal sealed partial class FlowParser
{
    private void ReadMembers(JsonElement json, FlowNode node, Dictionary<string, FlowExpression> inputs, Dictionary<string, string> outputs)
    {
        foreach (var member in json.EnumerateObject())
        {
            var value = member.Value;
            if (Reserved.Contains(member.Name) || value.ValueKind == JsonValueKind.Null || IsActivity(value))
            {
                continue;
            }

            if (value.ValueKind == JsonValueKind.Object && IsGroup(node.Activity.Description, member.Name))
            {
                foreach (var part in value.EnumerateObject())
                {
                    ReadMember(part.Value, node, $"{member.Name}.{part.Name}", inputs, outputs);
                }
            }
            else
            {
                ReadMember(value, node, member.Name, inputs, outputs);
            }
        }
    }

    /// <summary>Whether a member holds inputs or outputs of its own, which are called <c>inputs.age</c>.</summary>
    public static bool IsGroup(StepDescription? description, string name) =>
        description?.Inputs.Any(i => i.Name == name && i.Editor is StepEditor.TableInputs or StepEditor.TableOutputs) == true;

    private void ReadMember(JsonElement value, FlowNode node, string name, Dictionary<string, FlowExpression> inputs, Dictionary<string, string> outputs)
    {
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("memoryReference", out var reference) && !value.TryGetProperty("expression", out _))
        {
            ReadOutput(node, name, reference, outputs);
        }
        else
        {
            inputs[name] = ReadInput(value, node, name);
        }
    }

    private void ReadOutput(FlowNode node, string name, JsonElement reference, Dictionary<string, string> outputs)
    {
        if (reference.ValueKind == JsonValueKind.Object && Text(reference, "id") is { Length: > 0 } id)
        {
            outputs[name] = id;
            if (node.FindVariable(id) is null)
            {
                Report(Problem.Invalid("flow.variableUnknown", $"{node.Path}.{name}", ("id", node.Id), ("name", id)));
            }
        }
    }

    private FlowExpression ReadInput(JsonElement value, FlowNode node, string name)
    {
        if (node.Activity is SetVariableActivity && name == "variable")
        {
            return ReadVariable(value, node, $"{node.Path}.{name}");
        }

        if (node.Activity is RunJavaScriptActivity && name == "script" && FlowActivities.LiteralIn(value) is { ValueKind: not JsonValueKind.Object } literal && FlowValue.ToText(literal) is { } script)
        {
            // Its text is the script, whatever the type of the expression says.
            return ReadScript(script, node, $"{node.Path}.{name}");
        }

        return value.ValueKind == JsonValueKind.Object && value.TryGetProperty("expression", out var expression)
            ? ReadExpression(expression, node, $"{node.Path}.{name}")
            : new FlowExpression.Literal(value);
    }

    private FlowExpression ReadExpression(JsonElement expression, FlowNode node, string path)
    {
        if (expression.ValueKind == JsonValueKind.Null)
        {
            return new FlowExpression.Literal(null);
        }

        if (expression.ValueKind != JsonValueKind.Object || !expression.TryGetProperty("type", out var written) || written.ValueKind != JsonValueKind.String)
        {
            return new FlowExpression.Literal(expression);
        }

        var type = written.GetString()!;
        var value = expression.TryGetProperty("value", out var found) && found.ValueKind != JsonValueKind.Null ? found : (JsonElement?)null;
        switch (type)
        {
            case "Literal":
                return new FlowExpression.Literal(value);
            case "Object" or "Json":
                return ReadObject(value, node, path);
            case "Variable":
                return ReadVariable(value ?? default, node, path);
            case "Input":
                return new FlowExpression.Input(value is { ValueKind: JsonValueKind.Object } input ? Text(input, "name") ?? "" : FlowValue.ToText(value) ?? "");
            case "JavaScript":
                return ReadScript(FlowValue.ToText(value) ?? "", node, path);
            case "Liquid":
                return ReadLiquid(FlowValue.ToText(value) ?? "", node, path);
            default:
                Report(Problem.Invalid("flow.expressionType", path, ("id", node.Id), ("type", type)));
                return new FlowExpression.Broken($"expressions of type '{type}' cannot be evaluated here");
        }
    }

    private FlowExpression ReadObject(JsonElement? value, FlowNode node, string path)
    {
        if (value is not { ValueKind: JsonValueKind.String } text)
        {
            return new FlowExpression.Literal(value);
        }

        if (string.IsNullOrWhiteSpace(text.GetString()))
        {
            return new FlowExpression.Literal(null);
        }

        return FlowValue.TryParse(text.GetString()!, out var parsed, out var fault) ? new FlowExpression.Literal(parsed) : Unreadable(fault, node, path);
    }

    private FlowExpression.Variable ReadVariable(JsonElement value, FlowNode node, string path)
    {
        var reference = value.ValueKind == JsonValueKind.Object ? Text(value, "id") ?? Text(value, "name") : value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        var variable = reference is null ? null : node.FindVariable(reference);
        if (variable is null && value.ValueKind == JsonValueKind.Object && Text(value, "name") is { } name)
        {
            variable = node.FindVariable(name);
        }

        if (variable is null)
        {
            Report(Problem.Invalid("flow.variableUnknown", path, ("id", node.Id), ("name", reference)));
        }

        return new FlowExpression.Variable(reference ?? "", variable?.Id);
    }

    private FlowExpression ReadScript(string text, FlowNode node, string path)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new FlowExpression.Literal(null);
        }

        return FlowScripts.TryPrepare(text, out var script, out var fault) ? new FlowExpression.Script(text, script) : Unreadable(fault, node, path);
    }

    private FlowExpression ReadLiquid(string text, FlowNode node, string path) =>
        FlowLiquid.TryPrepare(text, out var template, out var fault) ? new FlowExpression.Liquid(text, template) : Unreadable(fault, node, path);

    /// <summary>What is written cannot be read: who looks for it needs the step, the input and the place within what is written.</summary>
    private FlowExpression.Broken Unreadable(Problem fault, FlowNode node, string path)
    {
        var input = path[(node.Path.Length + 1)..];
        object called = node.Activity.Description?.Inputs.FirstOrDefault(i => i.Name == input)?.Title
            ?? (input.StartsWith("cases[", StringComparison.Ordinal) ? input[6..input.LastIndexOf(']')] : (object)input);
        Report(Problem.Invalid("flow.expressionSyntax", path, ("id", node.Id), ("input", called), ("reason", fault)));
        return new FlowExpression.Broken($"what is written cannot be read ({fault.Code}{(fault.Values is { } at && at.TryGetValue("line", out var line) ? $", line {line}" : "")})");
    }

    private List<FlowVariable> ReadVariables(JsonElement json, string path)
    {
        var reading = _reading.Peek();
        var variables = new List<FlowVariable>();
        foreach (var written in Items(json, "variables"))
        {
            var name = Text(written, "name") ?? Text(written, "id");
            if (string.IsNullOrEmpty(name))
            {
                continue;
            }

            var value = written.TryGetProperty("value", out var found) ? DefaultOf(found, Text(written, "typeName"), written) : null;
            var id = Text(written, "id") is { Length: > 0 } own ? own : name;
            var variable = new FlowVariable(id, name, value, reading.Prefix + id);
            if (_variables.Exists(v => v.Slot == variable.Slot))
            {
                Report(Problem.Invalid("flow.variableTwice", path, ("name", variable.Id)));
                continue;
            }

            _variables.Add(variable);
            variables.Add(variable);
        }

        return variables;
    }

    /// <summary>Elsa keeps defaults as text; by the declared type the text is a number, a truth value, JSON or just text.</summary>
    private static JsonElement? DefaultOf(JsonElement value, string? typeName, JsonElement variable)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return value.ValueKind == JsonValueKind.Null ? null : value;
        }

        var isArray = variable.TryGetProperty("isArray", out var array) && array.ValueKind == JsonValueKind.True;
        if (typeName is null or "String" or "Guid" or "DateTime" or "DateTimeOffset" or "TimeSpan" && !isArray)
        {
            return value;
        }

        var text = value.GetString()!;
        return text.Length == 0 ? null : FlowValue.TryParse(text, out var parsed) || FlowValue.TryParse(text.ToLowerInvariant(), out parsed) ? parsed : value;
    }
}
