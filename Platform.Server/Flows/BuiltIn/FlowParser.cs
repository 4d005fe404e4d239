using System.Text.Json;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>
/// Reads an Elsa 3 workflow definition. What it cannot read becomes a problem that names the element, and an activity that faults when it is reached, so
/// that a flow with a fault in one corner still runs as far as it can.
/// </summary>
internal sealed class FlowParser(ActivityTypes types)
{
    private const int DeepestNesting = 20;
    private const int MostActivities = 2_000;

    /// <summary>Members of an activity that are no inputs.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "id", "nodeId", "name", "type", "version", "customProperties", "metadata", "activities", "connections", "variables", "cases", "canStartWorkflow", "runAsynchronously",
    };

    /// <summary>Members that hold an embedded activity.</summary>
    private static readonly string[] PortNames = ["then", "else", "body", "default"];

    private readonly List<FlowNode> _nodes = [];
    private readonly List<FlowVariable> _variables = [];
    private readonly List<Problem> _problems = [];
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);

    /// <summary>A parser reads one definition.</summary>
    /// <exception cref="InvalidOperationException">There is no root activity at all.</exception>
    public CompiledFlow Parse(FlowDefinition definition)
    {
        var json = definition.Json;
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("root", out var root) || root.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidOperationException($"Flow '{definition.VersionId}' has no root activity.");
        }

        var variables = ReadVariables(json, null);
        var node = Read(root, "root", null, 0, variables, 0);
        return new CompiledFlow(Text(json, "definitionId") ?? definition.VersionId, node, _nodes, _variables, _problems);
    }

    private FlowNode Read(JsonElement json, string path, FlowNode? parent, int position, IReadOnlyList<FlowVariable> scope, int depth)
    {
        if (depth > DeepestNesting || _nodes.Count == MostActivities)
        {
            throw new InvalidOperationException($"There are more than {MostActivities} activities, or they are nested deeper than {DeepestNesting}, at {path}.");
        }

        var type = Text(json, "type") ?? "";
        var id = Text(json, "id");
        if (string.IsNullOrEmpty(id))
        {
            id = $"{parent?.Id ?? "flow"}-{position}";
            _problems.Add(Problem.Invalid("flow.idMissing", path));
        }

        var activity = types.Find(type);
        if (activity is UnknownActivity)
        {
            _problems.Add(Problem.Invalid("flow.unknownActivity", path, ("id", id), ("type", type)));
        }

        var declared = new List<FlowVariable>();
        var index = _nodes.Count;
        var inputs = new Dictionary<string, FlowExpression>(StringComparer.Ordinal);
        var outputs = new Dictionary<string, string>(StringComparer.Ordinal);
        var cases = new List<FlowCaseBranch>();
        var node = new FlowNode
        {
            Index = index,
            Id = id,
            Key = UniqueKey(id, parent, path),
            Type = type,
            Path = path,
            Title = ReadTitle(json),
            Parent = parent,
            Position = position,
            Json = json,
            Activity = activity,
            Inputs = inputs,
            Outputs = outputs,
            Cases = cases,
            CanStart = CanStart(json),
            Declared = declared,
        };
        _nodes.Add(node);
        declared.AddRange(ReadVariables(json, node));
        node.Scope = declared.Count > 0 ? [.. declared, .. scope] : scope;
        ReadMembers(json, node, inputs, outputs);
        if (activity is not (UnknownActivity or StepActivity))
        {
            ReadChildren(json, node, cases, depth);
        }

        return node;
    }

    private void ReadChildren(JsonElement json, FlowNode node, List<FlowCaseBranch> cases, int depth)
    {
        var children = new List<FlowNode>();
        foreach (var child in Items(json, "activities"))
        {
            if (child.ValueKind == JsonValueKind.Object)
            {
                children.Add(Read(child, $"{node.Path}.activities[{Text(child, "id") ?? children.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)}]", node, children.Count, node.Scope, depth + 1));
            }
        }

        var ports = new Dictionary<string, FlowNode>(StringComparer.Ordinal);
        foreach (var port in PortNames)
        {
            if (json.TryGetProperty(port, out var embedded) && IsActivity(embedded))
            {
                ports[port] = Read(embedded, $"{node.Path}.{port}", node, children.Count, node.Scope, depth + 1);
                children.Add(ports[port]);
            }
        }

        foreach (var branch in Items(json, "cases"))
        {
            var label = Text(branch, "label") ?? $"Case {cases.Count + 1}";
            var condition = branch.TryGetProperty("condition", out var written) ? ReadExpression(written, node, $"{node.Path}.cases[{label}].condition") : new FlowExpression.Literal(null);
            FlowNode? child = null;
            if (branch.TryGetProperty("activity", out var embedded) && IsActivity(embedded))
            {
                child = Read(embedded, $"{node.Path}.cases[{label}].activity", node, children.Count, node.Scope, depth + 1);
                children.Add(child);
            }

            cases.Add(new FlowCaseBranch(label, condition, child));
        }

        node.Children = children;
        node.Ports = ports;
        if (node.Activity is FlowchartActivity)
        {
            node.Graph = new FlowGraph(children.Count, StartOf(json, children), ReadConnections(json, node, children));
        }
    }

    /// <summary>In Elsa's order: an Elsa.Start, one that can start the workflow, the first nothing leads to, the first. The member <c>start</c> does not count.</summary>
    private static int StartOf(JsonElement json, List<FlowNode> children)
    {
        var targets = Items(json, "connections").Select(c => EndOf(c, "target").Activity).ToHashSet();
        return Math.Max(0, First(children, c => c.Activity is StartActivity) ?? First(children, c => c.CanStart) ?? First(children, c => !targets.Contains(c.Id)) ?? 0);
    }

    private static int? First(List<FlowNode> children, Predicate<FlowNode> matches)
    {
        var found = children.FindIndex(matches);
        return found < 0 ? null : found;
    }

    private List<FlowConnection> ReadConnections(JsonElement json, FlowNode node, List<FlowNode> children)
    {
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var child in children)
        {
            positions.TryAdd(child.Id, child.Position);
        }

        var connections = new List<FlowConnection>();
        foreach (var written in Items(json, "connections"))
        {
            var (source, port) = EndOf(written, "source");
            var (target, _) = EndOf(written, "target");
            if (source is not null && target is not null && positions.TryGetValue(source, out var from) && positions.TryGetValue(target, out var to))
            {
                connections.Add(new FlowConnection(from, string.IsNullOrEmpty(port) ? StepOutcome.DoneKey : port, to));
            }
            else
            {
                var missing = source is not null && positions.ContainsKey(source) ? target : source;
                _problems.Add(Problem.Invalid("flow.connectionUnknown", $"{node.Path}.connections", ("source", source), ("target", target), ("missing", missing)));
            }
        }

        return connections;
    }

    /// <summary>One end of a connection, in the present shape or the older flat one.</summary>
    private static (string? Activity, string? Port) EndOf(JsonElement connection, string end)
    {
        if (connection.ValueKind != JsonValueKind.Object || !connection.TryGetProperty(end, out var written))
        {
            return (null, null);
        }

        return written.ValueKind == JsonValueKind.Object
            ? (Text(written, "activity") ?? Text(written, "activityId"), Text(written, "port"))
            : (written.ValueKind == JsonValueKind.String ? written.GetString() : null, Text(connection, end + "Port"));
    }

    private void ReadMembers(JsonElement json, FlowNode node, Dictionary<string, FlowExpression> inputs, Dictionary<string, string> outputs)
    {
        foreach (var member in json.EnumerateObject())
        {
            var value = member.Value;
            if (Reserved.Contains(member.Name) || value.ValueKind == JsonValueKind.Null || IsActivity(value))
            {
                continue;
            }

            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("memoryReference", out var reference) && !value.TryGetProperty("expression", out _))
            {
                ReadOutput(node, member.Name, reference, outputs);
            }
            else
            {
                inputs[member.Name] = ReadInput(value, node, member.Name);
            }
        }
    }

    private void ReadOutput(FlowNode node, string name, JsonElement reference, Dictionary<string, string> outputs)
    {
        if (reference.ValueKind == JsonValueKind.Object && Text(reference, "id") is { Length: > 0 } id)
        {
            outputs[name] = id;
            if (node.FindVariable(id) is null)
            {
                _problems.Add(Problem.Invalid("flow.variableUnknown", $"{node.Path}.{name}", ("id", node.Id), ("name", id)));
            }
        }
    }

    private FlowExpression ReadInput(JsonElement value, FlowNode node, string name)
    {
        if (node.Activity is SetVariableActivity && name == "variable")
        {
            return ReadVariable(value, node, $"{node.Path}.{name}");
        }

        if (node.Activity is RunJavaScriptActivity && name == "script" && ScriptAsText(value) is { } script)
        {
            return ReadScript(script, node, $"{node.Path}.{name}");
        }

        return value.ValueKind == JsonValueKind.Object && value.TryGetProperty("expression", out var expression)
            ? ReadExpression(expression, node, $"{node.Path}.{name}")
            : new FlowExpression.Literal(value);
    }

    /// <summary>The script to run as Elsa Studio writes it: a literal text, not an expression to evaluate first.</summary>
    private static string? ScriptAsText(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()
        : value.ValueKind == JsonValueKind.Object && value.TryGetProperty("expression", out var expression) && Text(expression, "type") == "Literal" ? Text(expression, "value")
        : null;

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
            default:
                _problems.Add(Problem.Invalid("flow.expressionType", path, ("id", node.Id), ("type", type)));
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

        if (FlowValue.TryParse(text.GetString()!, out var parsed))
        {
            return new FlowExpression.Literal(parsed);
        }

        _problems.Add(Problem.Invalid("flow.expressionSyntax", path, ("id", node.Id), ("message", "no JSON")));
        return new FlowExpression.Broken("the value is no JSON");
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
            _problems.Add(Problem.Invalid("flow.variableUnknown", path, ("id", node.Id), ("name", reference)));
        }

        return new FlowExpression.Variable(reference ?? "", variable?.Id);
    }

    private FlowExpression ReadScript(string text, FlowNode node, string path)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new FlowExpression.Literal(null);
        }

        try
        {
            return new FlowExpression.Script(text, FlowScripts.Prepare(text));
        }
        catch (FlowExpressionException e)
        {
            _problems.Add(Problem.Invalid("flow.expressionSyntax", path, ("id", node.Id), ("message", e.Message)));
            return new FlowExpression.Broken(e.Message);
        }
    }

    private List<FlowVariable> ReadVariables(JsonElement json, FlowNode? owner)
    {
        var variables = new List<FlowVariable>();
        foreach (var written in Items(json, "variables"))
        {
            var name = Text(written, "name") ?? Text(written, "id");
            if (string.IsNullOrEmpty(name))
            {
                continue;
            }

            var value = written.TryGetProperty("value", out var found) ? DefaultOf(found, Text(written, "typeName"), written) : null;
            var variable = new FlowVariable(Text(written, "id") ?? name, name, value, owner);
            if (_variables.Exists(v => v.Id == variable.Id))
            {
                _problems.Add(Problem.Invalid("flow.variableTwice", owner is null ? "variables" : $"{owner.Path}.variables", ("name", variable.Id)));
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

    private string UniqueKey(string id, FlowNode? parent, string path)
    {
        if (_keys.Add(id))
        {
            return id;
        }

        _problems.Add(Problem.Invalid("flow.idTwice", path, ("id", id)));
        var key = $"{parent?.Key}:{id}";
        while (!_keys.Add(key))
        {
            key += "'";
        }

        return key;
    }

    private static LocalizedText? ReadTitle(JsonElement json)
    {
        foreach (var (holder, member) in (ReadOnlySpan<(string, string)>)[("customProperties", "title"), ("metadata", "displayText")])
        {
            if (json.TryGetProperty(holder, out var properties) && properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(member, out var title)
                && title.ValueKind is JsonValueKind.String or JsonValueKind.Object)
            {
                return title.Deserialize<LocalizedText>(ModelJson.Options);
            }
        }

        return null;
    }

    private static bool CanStart(JsonElement json) =>
        json.TryGetProperty("customProperties", out var properties) && properties.ValueKind == JsonValueKind.Object
        && properties.TryGetProperty("canStartWorkflow", out var can) && can.ValueKind == JsonValueKind.True;

    private static bool IsActivity(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && Text(value, "type") is not null && !value.TryGetProperty("expression", out _) && Text(value, "id") is not null;

    private static JsonElement.ArrayEnumerator Items(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : default;

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
