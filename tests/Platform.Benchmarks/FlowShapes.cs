using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model.Flows;

namespace Platform.Benchmarks;

/// <summary>The flows that are measured: rows and branches of tasks, a loop, and decisions between tasks by JavaScript and by a variable.</summary>
/// <param name="task">Type of every task.</param>
/// <param name="port">The outcome by which tasks are left.</param>
/// <param name="accepting">As a case runs them: accepted first, and every way that leads on leads to an end.</param>
internal sealed class FlowShapes(string task, string port, bool accepting = false)
{
    public IEnumerable<(string Name, FlowDefinition Flow, int Tasks)> All()
    {
        yield return ("3 tasks", Row(3), 3);
        yield return ("20 tasks, 4 branches, a loop", Wide(4, 4, loop: true), 20);
        yield return ("200 tasks, 10 branches", Wide(10, 20, loop: false), 200);
        yield return ("3 tasks, decided by JavaScript", Decided("JavaScript", JsonValue.Create("getReady() == true")), 3);
        yield return ("3 tasks, decided by a variable", Decided("Variable", new JsonObject { ["id"] = "v", ["name"] = "Ready" }), 3);
    }

    private FlowDefinition Row(int tasks) => Chart(
        "row" + tasks,
        "t1",
        Enumerable.Range(1, tasks).Select(n => Activity("t" + n, task)),
        Enumerable.Range(1, tasks - 1).Select(n => ("t" + n, port, $"t{n + 1}")));

    /// <summary>Tasks in branches beside each other; with a loop, one more decision after the merge that goes back once.</summary>
    private FlowDefinition Wide(int branches, int length, bool loop)
    {
        var fork = Activity("fork", "Elsa.FlowFork");
        fork["branches"] = new JsonArray([.. Enumerable.Range(1, branches).Select(b => (JsonNode)$"b{b}")]);
        var join = Activity("join", "Elsa.FlowJoin");
        join["mode"] = Input("WaitAll");
        List<JsonObject> activities = [fork, join];
        List<(string, string, string)> connections = [];
        for (var b = 1; b <= branches; b++)
        {
            for (var n = 1; n <= length; n++)
            {
                activities.Add(Activity($"t{b}-{n}", task));
                connections.Add(n == 1 ? ("fork", $"b{b}", $"t{b}-1") : ($"t{b}-{n - 1}", port, $"t{b}-{n}"));
            }

            connections.Add(($"t{b}-{length}", port, "join"));
        }

        if (loop)
        {
            activities.AddRange([Activity("l1", task), Activity("l2", task), Round(), Decision("again", "JavaScript", JsonValue.Create("getR() < 2"))]);
            connections.AddRange([("join", "Done", "l1"), ("l1", port, "l2"), ("l2", port, "round"), ("round", "Done", "again"), ("again", "True", "l1"), ("again", "False", "end")]);
        }

        return Chart($"wide{branches}x{length}{loop}", "fork", activities, connections);
    }

    private FlowDefinition Decided(string type, JsonNode value)
    {
        List<JsonObject> activities = [];
        List<(string, string, string)> connections = [];
        for (var n = 1; n <= 3; n++)
        {
            activities.AddRange([Activity("t" + n, task), Decision("d" + n, type, value)]);
            connections.AddRange([("t" + n, port, "d" + n), ("d" + n, "True", n < 3 ? $"t{n + 1}" : "end"), ("d" + n, "False", "end")]);
        }

        return Chart("decided" + type, "t1", activities, connections, new JsonObject { ["id"] = "v", ["name"] = "Ready", ["typeName"] = "Boolean", ["value"] = "true" });
    }

    private static JsonObject Round()
    {
        var round = Activity("round", "Elsa.SetVariable");
        round["variable"] = new JsonObject { ["id"] = "r" };
        round["value"] = new JsonObject { ["typeName"] = "Int32", ["expression"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "getR() + 1" } };
        return round;
    }

    private static JsonObject Decision(string id, string type, JsonNode value)
    {
        var decision = Activity(id, "Elsa.FlowDecision");
        decision["condition"] = new JsonObject { ["typeName"] = "Boolean", ["expression"] = new JsonObject { ["type"] = type, ["value"] = value.DeepClone() } };
        return decision;
    }

    private static JsonObject Activity(string id, string type) => new() { ["id"] = id, ["type"] = type };

    private static JsonObject Input(string value) => new() { ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = value } };

    private FlowDefinition Chart(string name, string first, IEnumerable<JsonObject> activities, IEnumerable<(string Source, string Port, string Target)> connections, JsonObject? variable = null)
    {
        List<JsonObject> before = accepting ? [Activity("accept", "Platform.Accept"), Activity("supplement", "Platform.Supplement")] : [];
        List<(string, string, string)> into = accepting
            ?
            [
                ("start", "Done", "accept"), ("accept", "Accepted", first), ("accept", "Supplement", "supplement"), ("accept", "Refused", "end"), ("accept", "NotRequired", "end"),
                ("supplement", "Supplied", "accept"), ("supplement", "Overdue", "end"),
            ]
            : [("start", "Done", first)];
        List<JsonObject> all = [Activity("start", "Elsa.Start"), .. before, .. activities, .. accepting ? [Activity("end", "Elsa.Finish")] : Array.Empty<JsonObject>()];
        var json = new JsonObject
        {
            ["definitionId"] = name,
            ["name"] = name,
            ["version"] = 1,
            ["variables"] = new JsonArray([.. variable is null ? Array.Empty<JsonNode>() : [variable], new JsonObject { ["id"] = "r", ["name"] = "R", ["typeName"] = "Int32", ["value"] = "0" }]),
            ["inputs"] = new JsonArray(),
            ["root"] = new JsonObject
            {
                ["id"] = "flow",
                ["type"] = "Elsa.Flowchart",
                ["activities"] = new JsonArray([.. all]),
                ["connections"] = new JsonArray([.. into.Concat(connections).Where(c => accepting || c.Item3 != "end").Select(c => (JsonNode)new JsonObject
                {
                    ["source"] = new JsonObject { ["activity"] = c.Item1, ["port"] = c.Item2 },
                    ["target"] = new JsonObject { ["activity"] = c.Item3, ["port"] = "In" },
                })]),
            },
        };
        return new(name, JsonElement.Parse(json.ToJsonString()));
    }
}
