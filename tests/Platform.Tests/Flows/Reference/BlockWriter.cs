using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Tests.Flows.Reference;

/// <summary>Draws a block as a flow in Elsa's format, and says what its steps end with.</summary>
internal sealed class BlockWriter
{
    private readonly Dictionary<string, string[][]> _outcomes = [];
    private readonly JsonArray _variables = [];

    public static (JsonElement Definition, IReadOnlyDictionary<string, string[][]> Outcomes) Write(Block block)
    {
        var writer = new BlockWriter();
        var root = writer.Chart("root", block);
        return (JsonSerializer.SerializeToElement(new JsonObject { ["definitionId"] = "random", ["variables"] = writer._variables, ["root"] = root }), writer._outcomes);
    }

    /// <summary>The name by which the flows that wait for it are told.</summary>
    public static string EventOf(string wait) => "told-" + wait;

    private JsonObject Chart(string id, Block inner)
    {
        var chart = new Drawing();
        chart.Add(Activity("Start", id + "start"));
        chart.Connect([(id + "start", "Done")], Draw(chart, inner, single: false).Entry!);
        return chart.ToJson(id);
    }

    /// <param name="single">Whether all ways have to meet before the end.</param>
    private Strand Draw(Drawing chart, Block block, bool single)
    {
        switch (block)
        {
            case Block.Nothing:
                return new Strand(null, []);
            case Block.Series series:
                return DrawSeries(chart, series, single);
            case Block.All all:
                var fork = all.Fork ? Step(all.Id) : Gateway("FlowFork", all.Id, ("branches", Texts(Ports(all.Branches.Count))));
                chart.Add(fork);
                return Meet(chart, all.Id, all.Merge, single, Merge.WaitAll, all.Branches.Select((b, i) => (all.Fork ? "Done" : Port(i), b)));
            case Block.First first:
                chart.Add(Gateway("FlowFork", first.Id, ("branches", Texts(Ports(first.Branches.Count)))));
                return Meet(chart, first.Id, Merge.WaitAny, single, Merge.WaitAny, first.Branches.Select((b, i) => (Port(i), b)));
            case Block.Pick pick:
                chart.Add(Decider(pick));
                var otherwise = pick.Plan.Any(p => p.Count > 1) ? Merge.WaitAllActive : Merge.WaitAny;
                return Meet(chart, pick.Id, pick.Merge, single, otherwise, pick.Branches.Select((b, i) => (pick.Kind == PickKind.Decision ? i == 0 ? "True" : "False" : Port(i), b)));
            case Block.Repeat repeat:
                var body = Draw(chart, repeat.Body, single: false);
                Say(repeat.Id, [.. repeat.Plan.Select(back => new[] { back ? "Back" : "Done" })]);
                chart.Add(Step(repeat.Id));
                chart.Connect(body.Exits, repeat.Id);
                chart.Connect([(repeat.Id, "Back")], body.Entry!);
                return new Strand(body.Entry, [(repeat.Id, "Done")]);
            default:
                var activity = Activity(block, inChart: true);
                chart.Add(activity);
                var id = activity["id"]!.GetValue<string>();
                return new Strand(id, block is Block.Leave ? [] : [(id, "Done")]);
        }
    }

    private Strand DrawSeries(Drawing chart, Block.Series series, bool single)
    {
        string? entry = null;
        IReadOnlyList<(string, string)> exits = [];
        for (var i = 0; i < series.Parts.Count; i++)
        {
            var strand = Draw(chart, series.Parts[i], single && i == series.Parts.Count - 1);
            if (entry is not null)
            {
                chart.Connect(exits, strand.Entry!);
            }

            (entry, exits) = (entry ?? strand.Entry, strand.Exits);
        }

        return new Strand(entry, exits);
    }

    /// <summary>Draws the branches of <paramref name="fork"/>, and where they meet.</summary>
    /// <param name="hidden">Mode of the join that stands there when none is wanted and yet they have to meet.</param>
    private Strand Meet(Drawing chart, string fork, Merge? merge, bool single, Merge hidden, IEnumerable<(string Port, Block Branch)> branches)
    {
        var drawn = merge ?? (single ? hidden : null);
        var exits = new List<(string, string)>();
        foreach (var (port, branch) in branches)
        {
            var strand = Draw(chart, branch, single: drawn == Merge.WaitAny);
            if (strand.Entry is null)
            {
                exits.Add((fork, port));
            }
            else
            {
                chart.Connect([(fork, port)], strand.Entry);
                exits.AddRange(strand.Exits);
            }
        }

        if (drawn is not { } mode)
        {
            return new Strand(fork, exits);
        }

        var id = TokenGame.MergeOf(fork);
        chart.Add(mode == Merge.Step ? Step(id) : Gateway("FlowJoin", id, ("mode", mode.ToString())));
        chart.Connect(exits, id);
        return new Strand(fork, [(id, "Done")]);
    }

    private JsonObject Decider(Block.Pick pick)
    {
        switch (pick.Kind)
        {
            case PickKind.Decision:
                return Gateway("FlowDecision", pick.Id, ("condition", pick.Plan[0].Contains(0)));
            case PickKind.SwitchFirst or PickKind.SwitchAny:
                var cases = new JsonArray([.. Enumerable.Range(0, pick.Branches.Count).Select(i => Case(Port(i), pick.Plan[0].Contains(i)))]);
                return Gateway("FlowSwitch", pick.Id, ("cases", cases), ("mode", pick.Kind == PickKind.SwitchAny ? "MatchAny" : "MatchFirst"));
            default:
                Say(pick.Id, [.. pick.Plan.Select(taken => taken.Count == 0 ? ["Nowhere"] : taken.Select(Port).ToArray())]);
                return Step(pick.Id);
        }
    }

    /// <summary>A block that is one activity; what can only be drawn with connections gets a chart of its own.</summary>
    private JsonObject Activity(Block block, bool inChart = false) => block switch
    {
        Block.Step step => Step(step.Id),
        Block.Wait wait => Wait(wait),
        Block.Leave leave => Activity(leave.Kind switch { LeaveKind.Flow => "Finish", LeaveKind.Loop => "Break", _ => inChart ? "End" : "Complete" }, leave.Id),
        Block.Chart chart => Chart(chart.Id, chart.Inner),
        Block.Sequence sequence => Activity("Sequence", sequence.Id, ("activities", List(sequence.Parts))),
        Block.Parallel { Kind: ParallelKind.Parallel } parallel => Activity("Parallel", parallel.Id, ("activities", List(parallel.Branches))),
        Block.Parallel fork => Activity("Fork", fork.Id, ("joinMode", fork.Kind == ParallelKind.Race ? "WaitAny" : "WaitAll"), ("branches", List(fork.Branches))),
        Block.Switch { If: true } choice => Activity("If", choice.Id, ("condition", choice.Taken[0] == 0), ("then", Activity(choice.Branches[0])), ("else", Activity(choice.Branches[1]))),
        Block.Switch choice => Switch(choice),
        Block.Loop loop => Loop(loop),
        Block.Lanes lanes => Activity("ParallelForEach", lanes.Id, ("items", Items(lanes.Items)), ("body", Activity(lanes.Body))),
        Block.Net net => Net(net),
        _ => throw new InvalidOperationException($"{block.GetType().Name} is no activity."),
    };

    private static JsonObject Wait(Block.Wait wait) => wait.Kind switch
    {
        WaitKind.Task => Activity("RunTask", wait.Id, ("taskName", wait.Id)),
        WaitKind.Timer => Activity("Delay", wait.Id, ("timeSpan", TokenGame.SpanOf(wait.Id).ToString())),
        WaitKind.Event => Activity("Event", wait.Id, ("eventName", EventOf(wait.Id))),
        _ => new JsonObject { ["id"] = wait.Id, ["type"] = "Test.Wait" },
    };

    private JsonObject Switch(Block.Switch choice)
    {
        var cases = choice.Branches.Select((b, i) =>
        {
            var one = Case(Port(i), choice.Taken.Contains(i));
            one["activity"] = Activity(b);
            return (JsonNode?)one;
        });
        var activity = Activity("Switch", choice.Id, ("cases", new JsonArray([.. cases])), ("mode", choice.Every ? "MatchAny" : "MatchFirst"));
        if (choice.Otherwise is { } otherwise)
        {
            activity["default"] = Activity(otherwise);
        }

        return activity;
    }

    private JsonObject Loop(Block.Loop loop)
    {
        switch (loop.Kind)
        {
            case LoopKind.For:
                return Activity("For", loop.Id, ("start", 1), ("end", loop.Times), ("body", Activity(loop.Body)));
            case LoopKind.ForEach:
                return Activity("ForEach", loop.Id, ("items", Items(loop.Times)), ("body", Activity(loop.Body)));
            default:
                // Counted in a variable, which begins anew whenever the loop does.
                var variable = new JsonObject { ["id"] = "v" + loop.Id, ["name"] = "V" + loop.Id };
                _variables.Add(new JsonObject { ["id"] = "v" + loop.Id, ["name"] = "V" + loop.Id, ["typeName"] = "Int32" });
                var body = new JsonArray(Activity(loop.Body), Activity("SetVariable", loop.Id + "up", ("variable", variable), ("value", Script($"getV{loop.Id}() + 1"))));
                var again = Activity("While", loop.Id, ("condition", Script($"getV{loop.Id}() < {loop.Times}")), ("body", Activity("Sequence", loop.Id + "body", ("activities", body))));
                return Activity("Sequence", loop.Id + "all", ("activities", new JsonArray(Activity("SetVariable", loop.Id + "zero", ("variable", variable.DeepClone()), ("value", 0)), again)));
        }
    }

    private JsonObject Net(Block.Net net)
    {
        var chart = new Drawing();
        foreach (var node in net.Nodes)
        {
            chart.Add(node.Join is { } mode ? Gateway("FlowJoin", node.Id, ("mode", mode.ToString())) : new JsonObject { ["id"] = node.Id, ["type"] = node.Waits ? "Test.Wait" : "Test.Step" });
            if (node.Join is null)
            {
                Say(node.Id, [[.. node.Ports]]);
            }
        }

        foreach (var edge in net.Edges)
        {
            chart.Connect([(net.Nodes[edge.From].Id, edge.Port)], net.Nodes[edge.To].Id);
        }

        return chart.ToJson(net.Id);
    }

    /// <summary>In every lane it ends alike.</summary>
    private void Say(string id, string[][] outcomes)
    {
        foreach (var key in Enumerable.Range(0, BlockMaker.MostItems).Select(i => $"{id}#{i}").Append(id))
        {
            _outcomes[key] = outcomes;
        }
    }

    private JsonArray List(IEnumerable<Block> parts) => new([.. parts.Select(p => (JsonNode?)Activity(p))]);

    private static JsonObject Step(string id) => new() { ["id"] = id, ["type"] = "Test.Step" };

    private static JsonObject Gateway(string type, string id, params (string Name, JsonNode? Value)[] members) => Activity(type, id, members);

    private static JsonObject Activity(string type, string id, params (string Name, JsonNode? Value)[] members)
    {
        var activity = new JsonObject { ["id"] = id, ["type"] = "Elsa." + type };
        foreach (var (name, value) in members)
        {
            activity[name] = value;
        }

        return activity;
    }

    private static JsonObject Case(string label, bool holds) => new()
    {
        ["label"] = label,
        ["condition"] = new JsonObject { ["type"] = "Literal", ["value"] = holds },
    };

    private static JsonObject Items(int count) => new()
    {
        ["typeName"] = "Object",
        ["expression"] = new JsonObject { ["type"] = "Object", ["value"] = JsonSerializer.Serialize(Enumerable.Range(0, count)) },
    };

    private static JsonObject Script(string script) => new() { ["typeName"] = "Object", ["expression"] = new JsonObject { ["type"] = "JavaScript", ["value"] = script } };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(t => (JsonNode?)t)]);

    private static IEnumerable<string> Ports(int count) => Enumerable.Range(0, count).Select(Port);

    private static string Port(int number) => "p" + number;

    /// <summary>Part of a chart.</summary>
    /// <param name="Entry">Null when there is nothing.</param>
    private sealed record Strand(string? Entry, IReadOnlyList<(string Id, string Port)> Exits);

    private sealed class Drawing
    {
        private readonly JsonArray _activities = [];
        private readonly JsonArray _connections = [];

        public void Add(JsonObject activity) => _activities.Add(activity);

        public void Connect(IReadOnlyList<(string Id, string Port)> from, string to)
        {
            foreach (var (id, port) in from)
            {
                _connections.Add(new JsonObject
                {
                    ["source"] = new JsonObject { ["activity"] = id, ["port"] = port },
                    ["target"] = new JsonObject { ["activity"] = to, ["port"] = "In" },
                });
            }
        }

        public JsonObject ToJson(string id) => new() { ["id"] = id, ["type"] = "Elsa.Flowchart", ["activities"] = _activities, ["connections"] = _connections };
    }
}
