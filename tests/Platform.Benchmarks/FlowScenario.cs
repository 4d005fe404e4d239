using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Benchmarks;

/// <summary>
/// The interpreter alone, on one thread: flows of 3, 20 and 200 tasks from start to end, each advance reading its state from text and writing it again, as
/// between two commits; and what a decision costs by JavaScript and by a variable. A step is an activity that was entered; CPU is that of the process.
/// </summary>
internal static class FlowScenario
{
    private static readonly FlowCase Case = new(Guid.Empty, "330110-1", "330110", "11330110MB0000001X", "item", CaseState.InReview, new(() => JsonElement.Parse("""{"area":120}""")));

    public static async Task<int> RunAsync(Options options)
    {
        foreach (var (name, flow, tasks) in Flows())
        {
            var interpreter = new BuiltInInterpreter(new ActivityTypes([new BenchTask()]), new FlowLimits());
            var rounds = Math.Max(1, options.Count * 3 / tasks);
            _ = await RunAsync(interpreter, flow, Math.Max(50, rounds / 2));
            GC.Collect();
            var (allocated, cpu, watch) = (GC.GetAllocatedBytesForCurrentThread(), Process.GetCurrentProcess().TotalProcessorTime, Stopwatch.StartNew());
            var steps = RunAsync(interpreter, flow, rounds).GetAwaiter().GetResult();
            cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
            var spent = GC.GetAllocatedBytesForCurrentThread() - allocated;
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                scenario = "interpreter",
                flow = name,
                tasks,
                runs = rounds,
                steps,
                stepsPerSecond = Math.Round(steps / watch.Elapsed.TotalSeconds),
                cpuMicrosPerStep = Math.Round(cpu.TotalMicroseconds / steps, 2),
                allocatedBytesPerStep = spent / steps,
            }));
        }

        return 0;
    }

    private static IEnumerable<(string Name, FlowDefinition Flow, int Tasks)> Flows()
    {
        yield return ("3 tasks", Row(3), 3);
        yield return ("20 tasks, 4 branches, a loop", Wide(4, 4, loop: true), 20);
        yield return ("200 tasks, 10 branches", Wide(10, 20, loop: false), 200);
        yield return ("3 tasks, decided by JavaScript", Decided("JavaScript", JsonValue.Create("getReady() == true")), 3);
        yield return ("3 tasks, decided by a variable", Decided("Variable", new JsonObject { ["id"] = "v", ["name"] = "Ready" }), 3);
    }

    /// <returns>Activities entered.</returns>
    private static async Task<long> RunAsync(BuiltInInterpreter interpreter, FlowDefinition flow, int runs)
    {
        var steps = 0L;
        for (var run = 0; run < runs; run++)
        {
            var ids = new Counted();
            var open = new Queue<Guid>();
            var advance = await interpreter.AdvanceAsync(flow, null, new FlowStimulus.Start(new Dictionary<string, JsonElement>()), new FlowRun(Case, default, 7, ids), CancellationToken.None);
            for (var again = true; again;)
            {
                steps += advance.Trace.Count(t => t.Kind == FlowTraceKind.Entered);
                foreach (var effect in advance.Effects)
                {
                    if (effect is FlowEffect.OpenTask opened)
                    {
                        open.Enqueue(opened.Task.Id);
                    }
                }

                again = open.TryDequeue(out var task);
                if (again)
                {
                    advance = await interpreter.AdvanceAsync(flow, advance.State, new FlowStimulus.TaskDone(task, "Pass", BenchTask.Nothing), new FlowRun(Case, default, 7, ids), CancellationToken.None);
                }
            }

            if (advance.Status != FlowStatus.Finished)
            {
                throw new InvalidOperationException($"The flow ended as {advance.Status}.");
            }
        }

        return steps;
    }

    private static FlowDefinition Row(int tasks) => Chart(
        "row" + tasks, [Activity("start", "Elsa.Start"), .. Enumerable.Range(1, tasks).Select(n => Activity("t" + n, BenchTask.Type))], [("start", "Done", "t1"), .. Enumerable.Range(1, tasks - 1).Select(n => ("t" + n, "Done", $"t{n + 1}"))]);

    /// <summary>Tasks in branches beside each other; with a loop, one more decision after the merge that goes back once.</summary>
    private static FlowDefinition Wide(int branches, int length, bool loop)
    {
        var fork = Activity("fork", "Elsa.FlowFork");
        fork["branches"] = new JsonArray([.. Enumerable.Range(1, branches).Select(b => (JsonNode)$"b{b}")]);
        var join = Activity("join", "Elsa.FlowJoin");
        join["mode"] = Input("WaitAll");
        List<JsonObject> activities = [Activity("start", "Elsa.Start"), fork, join];
        List<(string, string, string)> connections = [("start", "Done", "fork")];
        for (var b = 1; b <= branches; b++)
        {
            for (var n = 1; n <= length; n++)
            {
                activities.Add(Activity($"t{b}-{n}", BenchTask.Type));
                connections.Add(n == 1 ? ("fork", $"b{b}", $"t{b}-1") : ($"t{b}-{n - 1}", "Done", $"t{b}-{n}"));
            }

            connections.Add(($"t{b}-{length}", "Done", "join"));
        }

        if (loop)
        {
            activities.AddRange([Activity("l1", BenchTask.Type), Activity("l2", BenchTask.Type), Round(), Again()]);
            connections.AddRange([("join", "Done", "l1"), ("l1", "Done", "l2"), ("l2", "Done", "round"), ("round", "Done", "again"), ("again", "True", "l1")]);
        }

        return Chart($"wide{branches}x{length}{loop}", activities, connections);
    }

    private static FlowDefinition Decided(string type, JsonNode value)
    {
        List<JsonObject> activities = [Activity("start", "Elsa.Start")];
        List<(string, string, string)> connections = [("start", "Done", "t1")];
        for (var n = 1; n <= 3; n++)
        {
            var decision = Activity("d" + n, "Elsa.FlowDecision");
            decision["condition"] = new JsonObject { ["typeName"] = "Boolean", ["expression"] = new JsonObject { ["type"] = type, ["value"] = value.DeepClone() } };
            activities.AddRange([Activity("t" + n, BenchTask.Type), decision]);
            connections.Add(("t" + n, "Done", "d" + n));
            if (n < 3)
            {
                connections.Add(("d" + n, "True", $"t{n + 1}"));
            }
        }

        return Chart("decided" + type, activities, connections, new JsonObject { ["id"] = "v", ["name"] = "Ready", ["typeName"] = "Boolean", ["value"] = "true" });
    }

    private static JsonObject Round()
    {
        var round = Activity("round", "Elsa.SetVariable");
        round["variable"] = new JsonObject { ["id"] = "r" };
        round["value"] = new JsonObject { ["typeName"] = "Int32", ["expression"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "getR() + 1" } };
        return round;
    }

    private static JsonObject Again()
    {
        var again = Activity("again", "Elsa.FlowDecision");
        again["condition"] = new JsonObject { ["typeName"] = "Boolean", ["expression"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "getR() < 2" } };
        return again;
    }

    private static JsonObject Activity(string id, string type) => new() { ["id"] = id, ["type"] = type };

    private static JsonObject Input(string value) => new() { ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = value } };

    private static FlowDefinition Chart(string name, IEnumerable<JsonObject> activities, IEnumerable<(string Source, string Port, string Target)> connections, JsonObject? variable = null)
    {
        var json = new JsonObject
        {
            ["definitionId"] = name,
            ["variables"] = new JsonArray(variable, new JsonObject { ["id"] = "r", ["name"] = "R", ["typeName"] = "Int32", ["value"] = "0" }),
            ["root"] = new JsonObject
            {
                ["id"] = "flow",
                ["type"] = "Elsa.Flowchart",
                ["activities"] = new JsonArray([.. activities]),
                ["connections"] = new JsonArray([.. connections.Select(c => (JsonNode)new JsonObject
                {
                    ["source"] = new JsonObject { ["activity"] = c.Source, ["port"] = c.Port },
                    ["target"] = new JsonObject { ["activity"] = c.Target, ["port"] = "In" },
                })]),
            },
        };
        return new(name, JsonElement.Parse(json.ToJsonString()));
    }

    private sealed class Counted : IIdSource
    {
        private int _last;

        public Guid Next() => new(++_last, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /// <summary>One officer, one outcome.</summary>
    private sealed class BenchTask : IFlowStep
    {
        public const string Type = "Bench.Task";

        public static readonly JsonElement Nothing = JsonElement.Parse("{}");

        private static readonly IReadOnlyList<TaskOutcome> Outcomes = [new("Pass", LocalizedText.Of("通过", "Pass"))];

        public StepDescription Description { get; } = new(Type, LocalizedText.Of("任务", "Task"), LocalizedText.Empty, "check", "bench", [], [StepOutcome.Done]);

        public ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct)
        {
            context.OpenTask(TaskKind.Review, Description.Title, TaskAudience.Of(Roles.CaseOfficer), Outcomes);
            return new(StepResult.Wait);
        }

        public ValueTask<StepResult> ResumeAsync(StepContext context, FlowStimulus stimulus, CancellationToken ct) => new(StepResult.Complete());
    }
}
