using System.Text.Json;
using CsCheck;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.Soundness;
using static Platform.Tests.Flows.Soundness.SoundnessProbe;

namespace Platform.Tests.Flows.Soundness;

/// <summary>
/// What is proven of random flows holds when the interpreter runs them, and what is found really happens there. Charts of steps, waits, joins and small containers with connections in
/// any direction; every step may end with any combination of its ports.
/// </summary>
public sealed class RandomSoundnessTests
{
    private const int Samples = 300;

    private static readonly string[] Endless = ["flow.endless", "flow.cannotEnd", "flow.deadEnd"];

    private static readonly Gen<(JsonElement Definition, int Seed)> AnyFlow = Gen.Select(Gen.Int[2, 7], Gen.Int, (size, seed) => (Make(size, new Random(seed)), seed));

    [Fact]
    public Task What_is_proven_sound_runs_to_its_end() => AnyFlow.SampleAsync(
        async flow =>
        {
            var findings = await FindAsync(flow.Definition);
            Assert.DoesNotContain(findings, f => f.Problem.Code == "flow.notProven");
            if (findings.Any(f => Endless.Contains(f.Problem.Code)))
            {
                return;
            }

            var runner = await RunAsync(flow.Definition, new Random(flow.Seed));
            Assert.Equal(FlowStatus.Finished, runner.Status);
        },
        iter: Samples,
        print: Print);

    [Fact]
    public Task What_is_never_reached_is_not_reached() => AnyFlow.SampleAsync(
        async flow =>
        {
            var never = (await FindAsync(flow.Definition)).Where(f => f.Problem.Code is "flow.neverReached" or "flow.joinNeverFires").Select(f => (string)f.Problem.Values!["id"]!).ToHashSet();
            var runner = await RunAsync(flow.Definition, new Random(flow.Seed));
            Assert.DoesNotContain(runner.Entries, e => e.Kind == FlowTraceKind.Entered && never.Contains(e.StepId));
        },
        iter: Samples,
        print: Print);

    [Fact]
    public Task A_run_that_is_reported_leads_there() => AnyFlow.SampleAsync(
        async flow =>
        {
            foreach (var finding in (await ProveAsync(Open(flow.Definition), new ExplorationLimits { BesideElsa = 1_000 })).Where(f => f.Path.Count > 0))
            {
                Assert.Equal(finding.Path.Select(Shown), (await ReplayAsync(flow.Definition, finding.Path)).Take(finding.Path.Count).Select(Shown));
            }
        },
        iter: Samples,
        print: Print);

    [Fact]
    public Task Leaving_out_interleavings_loses_no_finding() => AnyFlow.SampleAsync(
        async flow =>
        {
            var reduced = await FindAsync(flow.Definition);
            var whole = await FindAsync(flow.Definition, new ExplorationLimits { Reduce = false });
            Assert.Equal(Found(whole), Found(reduced));
        },
        iter: Samples,
        print: Print);

    /// <summary>What is found without looking at Elsa.</summary>
    private static async Task<IReadOnlyList<SoundnessFinding>> FindAsync(JsonElement definition, ExplorationLimits? limits = null)
    {
        var flow = new FlowDefinition("v", Open(definition));
        var compiled = new FlowParser(Types).Parse(flow);
        return (await new FlowSoundness(Types, limits ?? new ExplorationLimits()).FindAsync(flow, compiled, TestContext.Current.CancellationToken)).Findings;
    }

    /// <summary>Where branches are parallel, which of two outcomes is the last that loses the decision, and which step of a circle is named, depends on the order.</summary>
    private static IEnumerable<string> Found(IReadOnlyList<SoundnessFinding> findings) =>
        findings.Select(f => f.Problem.Code switch
        {
            "flow.cannotEnd" or "flow.endsUndecided" or "flow.loopUnattended" or "flow.endless" => f.Problem.Code,
            "flow.outcomeNowhere" or "flow.portUnconnected" => $"nowhere {f.Problem.Field}",
            _ => $"{f.Problem.Code} {f.Problem.Field}",
        })
        .Concat(findings.Where(f => f.Problem.Code == "flow.outcomeNowhere").Select(f => f.Problem.Code))
        .Distinct().Order();

    private static string Shown(FlowPathStep step) => $"{step.StepId}({string.Join('+', step.Outcomes)})";

    private static string Print((JsonElement Definition, int Seed) flow) =>
        string.Join(' ', flow.Definition.GetProperty("root").GetProperty("activities").EnumerateArray().Select(a => $"{a.GetProperty("id").GetString()}[{a.GetProperty("type").GetString()![5..]}{(a.TryGetProperty("mode", out var m) ? m.GetString() : "")}]"))
        + " | " + string.Join(' ', flow.Definition.GetProperty("root").GetProperty("connections").EnumerateArray().Select(c => $"{c.GetProperty("source").GetProperty("activity")}:{c.GetProperty("source").GetProperty("port")}>{c.GetProperty("target").GetProperty("activity")}"))
        + $" | {flow.Seed}";

    private static JsonElement Make(int size, Random random)
    {
        string[] modes = ["WaitAll", "WaitAllActive", "WaitAny"];
        var activities = Enumerable.Range(0, size).Select(i => (i > 1 ? random.Next(8) : 7) switch
        {
            0 or 1 => $$"""{"id":"n{{i}}","type":"Elsa.FlowJoin","mode":"{{modes[random.Next(3)]}}"}""",
            2 => $$"""{"id":"n{{i}}","type":"{{(random.Next(2) == 0 ? "Elsa.Sequence" : "Elsa.Parallel")}}","activities":[{{Step($"n{i}a", random)}},{{Step($"n{i}b", random)}}]}""",
            _ => Step($"n{i}", random),
        }).ToList();
        var connections = new List<string>();
        for (var i = 1; i < size; i++)
        {
            connections.Add($"n{random.Next(i)}:{Port(random)}>n{i}");
        }

        for (var i = random.Next(size + 1); i > 0; i--)
        {
            connections.Add($"n{random.Next(size)}:{Port(random)}>n{random.Next(1, size)}");
        }

        return FlowRunner.Chart(string.Join(',', activities), string.Join(' ', connections.Distinct()));
    }

    private static string Step(string id, Random random) => $$"""{"id":"{{id}}","type":"{{(random.Next(3) == 0 ? "Test.Step" : "Test.Wait")}}"}""";

    private static string Port(Random random) => random.Next(6) switch { 0 => "Settled", 1 or 2 => "Alt", _ => "Done" };

    /// <summary>Every step ends as chance has it, and anybody may be next.</summary>
    private static async Task<FlowRunner> RunAsync(JsonElement definition, Random random)
    {
        string[][] ends = [["Done"], ["Alt"], ["Settled"], ["Done", "Alt"], [WaysOut.Other]];
        var plan = definition.GetProperty("root").GetProperty("activities").EnumerateArray()
            .ToDictionary(a => a.GetProperty("id").GetString()!, _ => Enumerable.Range(0, 400).Select(_ => ends[random.Next(ends.Length)]).ToArray());
        var runner = await new FlowRunner(definition, plan).StartAsync();
        for (var i = 0; i < 2_000 && runner.Status == FlowStatus.Waiting; i++)
        {
            await runner.SignalAsync("resume:" + runner.Waiting[random.Next(runner.Waiting.Count)]);
        }

        return runner;
    }

    private static async Task<IEnumerable<FlowPathStep>> ReplayAsync(JsonElement definition, IReadOnlyList<FlowPathStep> path)
    {
        var plan = path.GroupBy(s => s.StepId).ToDictionary(g => g.Key, g => g.Select(s => s.Outcomes.ToArray()).ToArray());
        var runner = await new FlowRunner(definition, plan).StartAsync();
        foreach (var step in path.Where(s => s.Waited))
        {
            await runner.SignalAsync("resume:" + step.StepId);
        }

        return runner.Entries.Where(e => e.Kind == FlowTraceKind.Completed && e.StepType is not ("Elsa.Flowchart" or "Elsa.Sequence" or "Elsa.Parallel")).Select(e => new FlowPathStep(e.StepId, e.Outcome!.Split(','), false));
    }
}
