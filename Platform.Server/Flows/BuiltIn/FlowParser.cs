using System.Text.Json;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>
/// Reads an Elsa 3 workflow definition. What it cannot read becomes a problem that names the element, and an activity that faults when it is reached, so
/// that a flow with a fault in one corner still runs as far as it can.
/// </summary>
internal sealed partial class FlowParser(ActivityTypes types)
{
    private const int DeepestNesting = 20;
    private const int MostActivities = 2_000;
    private const int MostShown = 80;

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

    /// <summary>The flow being read, and within which flows it is read, innermost last.</summary>
    private readonly Stack<Reading> _reading = new();

    /// <summary>Nothing is there that a flow could begin with.</summary>
    public static Problem NoRoot { get; } = Problem.Invalid("flow.unreadable", "root");

    /// <summary>A parser reads one definition.</summary>
    /// <exception cref="FlowUnreadableException">There is no root activity at all, there is too much, or something is of another kind than it should be.</exception>
    public CompiledFlow Parse(FlowDefinition definition)
    {
        try
        {
            return ParseWhole(definition);
        }
        catch (Exception e) when (e is JsonException or (InvalidOperationException and not FlowUnreadableException))
        {
            var (path, id) = _nodes is [.., var last] ? (last.Path, last.Id) : ("root", "root");
            throw new FlowUnreadableException(Problem.Invalid("flow.kind", path, ("id", id)), e);
        }
    }

    private CompiledFlow ParseWhole(FlowDefinition definition)
    {
        var json = definition.Json;
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("root", out var root) || root.ValueKind != JsonValueKind.Object)
        {
            throw new FlowUnreadableException(NoRoot);
        }

        _reading.Push(new Reading(definition, Identify(definition, isChild: false), "", []));
        if (json.TryGetProperty("version", out var version) && VersionIn(version) is null)
        {
            Report(Problem.Invalid("flow.version", "version", ("value", Shown(version))));
        }

        var node = Read(root, "root", null, 0, ReadVariables(json, "variables"), 0);
        return new CompiledFlow(node, _nodes, _variables, _problems);
    }

    /// <summary>As it is written; of what is long the beginning.</summary>
    private static string Shown(JsonElement written) => written.GetRawText() is { Length: > MostShown } text ? text[..MostShown] + "…" : written.GetRawText();

    private static FlowIdentity Identify(FlowDefinition definition, bool isChild) => new(
        Text(definition.Json, "definitionId") ?? definition.VersionId,
        definition.VersionId,
        definition.Json.TryGetProperty("version", out var version) ? VersionIn(version) ?? 1 : 1,
        [.. Items(definition.Json, "inputs").Select(i => Text(i, "name")).OfType<string>()],
        isChild,
        definition.Tables);

    private static int? VersionIn(JsonElement written) => written.ValueKind == JsonValueKind.Number && written.TryGetInt32(out var number) ? number : null;

    private FlowNode Read(JsonElement json, string path, FlowNode? parent, int position, IReadOnlyList<FlowVariable> scope, int depth)
    {
        if (depth > DeepestNesting || _nodes.Count == MostActivities)
        {
            throw new FlowUnreadableException(Problem.Invalid("flow.tooMuch", path, ("most", MostActivities), ("deepest", DeepestNesting)));
        }

        var type = Text(json, "type") ?? "";
        var id = Text(json, "id");
        if (string.IsNullOrEmpty(id))
        {
            id = $"{parent?.Id ?? "flow"}-{position}";
            Report(Problem.Invalid("flow.idMissing", path));
        }

        var activity = types.Find(type);
        if (activity is UnknownActivity)
        {
            Report(Problem.Invalid("flow.unknownActivity", path, ("id", id), ("type", type)));
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
            Title = ReadTitle(json, path, id),
            Parent = parent,
            Position = position,
            Json = json,
            Activity = activity,
            Inputs = inputs,
            Outputs = outputs,
            Cases = cases,
            CanStart = CanStart(json),
            Declared = declared,
            Flow = _reading.Peek().Identity,
            Name = Text(json, "name") is { Length: > 0 } name ? name : id,
        };
        _nodes.Add(node);
        declared.AddRange(ReadVariables(json, $"{path}.variables"));
        node.Scope = declared.Count > 0 ? [.. declared, .. scope] : scope;

        // What a loop gives to its body it does not see itself: the items of an inner loop may be an item of the outer one.
        declared.AddRange(activity.LoopVariables.Select(v => new FlowVariable($"{node.Key}:{v}", v, null, $"{node.Key}:{v}", IsLoop: true)));
        ReadMembers(json, node, inputs, outputs);
        if (activity is not (UnknownActivity or StepActivity))
        {
            ReadChildren(json, node, cases, [.. declared.Where(v => v.IsLoop), .. node.Scope], depth);
        }

        return node;
    }

    private void ReadChildren(JsonElement json, FlowNode node, List<FlowCaseBranch> cases, IReadOnlyList<FlowVariable> scope, int depth)
    {
        var children = new List<FlowNode>();
        foreach (var child in Items(json, "activities"))
        {
            if (child.ValueKind == JsonValueKind.Object)
            {
                children.Add(Read(child, $"{node.Path}.activities[{Text(child, "id") ?? children.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)}]", node, children.Count, scope, depth + 1));
            }
        }

        var ports = new Dictionary<string, FlowNode>(StringComparer.Ordinal);
        foreach (var port in PortNames)
        {
            if (json.TryGetProperty(port, out var embedded) && IsActivity(embedded))
            {
                ports[port] = Read(embedded, $"{node.Path}.{port}", node, children.Count, scope, depth + 1);
                children.Add(ports[port]);
            }
        }

        foreach (var branch in Items(json, "cases"))
        {
            if (branch.ValueKind != JsonValueKind.Object)
            {
                Report(Problem.Invalid("flow.case", $"{node.Path}.cases", ("id", node.Id), ("value", Shown(branch))));
                continue;
            }

            var label = Text(branch, "label") ?? $"Case {cases.Count + 1}";
            var condition = branch.TryGetProperty("condition", out var written) ? ReadExpression(written, node, $"{node.Path}.cases[{label}].condition") : new FlowExpression.Literal(null);
            FlowNode? child = null;
            if (branch.TryGetProperty("activity", out var embedded) && IsActivity(embedded))
            {
                child = Read(embedded, $"{node.Path}.cases[{label}].activity", node, children.Count, scope, depth + 1);
                children.Add(child);
            }

            cases.Add(new FlowCaseBranch(label, condition, child));
        }

        if (node.Activity is ForkActivity)
        {
            children.AddRange(Items(json, "branches").Where(IsActivity).Select((b, i) => Read(b, $"{node.Path}.branches[{Text(b, "id")}]", node, children.Count + i, scope, depth + 1)).ToList());
        }

        if (node.Activity is ChildFlowActivity && ReadChildFlow(json, node, depth) is { } within)
        {
            children.Add(within);
        }

        node.Children = children;
        node.Ports = ports;
        if (node.Activity is FlowchartActivity)
        {
            node.Graph = new FlowGraph(children.Count, StartOf(json, children), ReadConnections(json, node, children));
        }
    }

    /// <summary>The first activity of the flow that is run within this one; it sees no variable of this one. Its own mistakes were found when it was published.</summary>
    private FlowNode? ReadChildFlow(JsonElement json, FlowNode node, int depth)
    {
        var reading = _reading.Peek();
        if (ChildFlows.NameOf(json) is not { } name)
        {
            Report(Problem.Invalid("flow.childDynamic", node.Path, ("id", node.Id)));
            return null;
        }

        if (reading.Within(name))
        {
            Report(Problem.Invalid("flow.childInItself", node.Path, ("id", node.Id), ("name", name)));
            return null;
        }

        if (!reading.Definition.Children.TryGetValue(name, out var child) || !child.Json.TryGetProperty("root", out var root) || root.ValueKind != JsonValueKind.Object)
        {
            Report(Problem.Invalid("flow.childUnknown", node.Path, ("id", node.Id), ("name", name)));
            return null;
        }

        _reading.Push(new Reading(child, Identify(child, isChild: true), node.Key + "/", [.. reading.Outer, reading.Identity.DefinitionId, name]));
        var variables = ReadVariables(child.Json, "variables");
        var top = Read(root, $"{node.Path}({name})", node, 0, variables, depth + 1);
        top.Declared = [.. variables, .. top.Declared];
        _reading.Pop();
        return top;
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
                Report(Problem.Invalid("flow.connectionUnknown", $"{node.Path}.connections", ("source", source), ("target", target), ("missing", missing)));
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

    private string UniqueKey(string id, FlowNode? parent, string path)
    {
        var reading = _reading.Peek();
        if (_keys.Add(reading.Prefix + id))
        {
            return reading.Prefix + id;
        }

        Report(Problem.Invalid("flow.idTwice", path, ("id", id)));
        var key = $"{parent?.Key}:{id}";
        while (!_keys.Add(key))
        {
            key += "'";
        }

        return key;
    }

    private void Report(Problem problem)
    {
        if (!_reading.Peek().Identity.IsChild)
        {
            _problems.Add(problem);
        }
    }

    private LocalizedText? ReadTitle(JsonElement json, string path, string id)
    {
        foreach (var (member, written) in FlowActivities.TitlesIn(json))
        {
            if (FlowActivities.ReadTitle(written) is { } title)
            {
                return title;
            }

            Report(Problem.Invalid("flow.title", $"{path}.{member}", ("id", id)));
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

    /// <param name="Prefix">Of the keys and slots of what it contains.</param>
    /// <param name="Outer">Names of the flows it is read within.</param>
    private sealed record Reading(FlowDefinition Definition, FlowIdentity Identity, string Prefix, IReadOnlyList<string> Outer)
    {
        public bool Within(string name) => Identity.DefinitionId == name || Outer.Contains(name);
    }
}

/// <summary>A document that cannot be read as a flow at all.</summary>
/// <param name="problem">What is wrong with it, and where.</param>
internal sealed class FlowUnreadableException(Problem problem, Exception? inner = null) : InvalidOperationException($"{problem.Code} at {problem.Field}", inner)
{
    public Problem Problem => problem;
}
