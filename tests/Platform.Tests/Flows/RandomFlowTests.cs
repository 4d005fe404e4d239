using System.Text.Json;
using CsCheck;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Tests.Flows;

/// <summary>
/// What must hold for every flow, however tangled. Random charts of steps, waits, forks, decisions and joins: connections forward on the ports Done and
/// Alt, backward only on Back, which each step takes a few times at most, so that every run can come to an end.
/// </summary>
public sealed class RandomFlowTests
{
    private const int Samples = 1000;

    private static readonly Gen<RandomFlow> AnyFlow = Gen.Select(Gen.Int[2, 9], Gen.Int, (size, seed) => RandomFlow.Make(size, seed, loops: true, races: true));
    private static readonly Gen<RandomFlow> LoopFree = Gen.Select(Gen.Int[2, 9], Gen.Int, (size, seed) => RandomFlow.Make(size, seed, loops: false, races: true));
    private static readonly Gen<RandomFlow> RaceFree = Gen.Select(Gen.Int[2, 9], Gen.Int, (size, seed) => RandomFlow.Make(size, seed, loops: false, races: false));

    [Fact]
    public Task A_flow_finishes_or_waits_for_somebody() => AnyFlow.SampleAsync(
        async flow =>
        {
            var runner = await RunAsync(flow, order: flow.Seed, r =>
            {
                Assert.NotEqual(FlowStatus.Faulted, r.Status);
                Assert.True(r.Status == FlowStatus.Finished || r.Waiting.Count > 0, "It neither finished nor waits.");
            });
            Assert.Equal(FlowStatus.Finished, runner.Status);
        },
        iter: Samples);

    [Fact]
    public Task Without_going_back_no_step_runs_twice() => LoopFree.SampleAsync(
        async flow =>
        {
            var runner = await RunAsync(flow, order: flow.Seed);
            Assert.Equal(runner.Ran.Distinct(), runner.Ran);
        },
        iter: Samples);

    [Fact]
    public Task No_step_runs_more_often_than_once_per_round() => AnyFlow.SampleAsync(
        async flow =>
        {
            var runner = await RunAsync(flow, order: flow.Seed);
            var rounds = 1 + runner.Entries.Where(e => e.Kind == FlowTraceKind.Completed).Sum(e => TimesBackward(runner.Definition, e));
            Assert.All(runner.Ran.GroupBy(id => id), g => Assert.InRange(g.Count(), 1, rounds));
        },
        iter: Samples);

    [Fact]
    public Task No_step_is_open_twice_at_a_time() => AnyFlow.SampleAsync(
        async flow => await RunAsync(flow, order: flow.Seed, r => Assert.Equal(r.Waiting.Distinct(), r.Waiting)),
        iter: Samples);

    [Fact]
    public Task The_order_of_resuming_decides_nothing_but_the_order() => Gen.Select(RaceFree, Gen.Int, Gen.Int).SampleAsync(
        async (flow, one, other) =>
        {
            var first = await RunAsync(flow, one);
            var second = await RunAsync(flow, other);
            Assert.Equal(first.Ran.Order(), second.Ran.Order());
        },
        iter: Samples);

    [Fact]
    public Task The_same_call_gives_the_same_answer_and_its_state_reads_back_as_written() => AnyFlow.SampleAsync(
        async flow =>
        {
            var runner = new FlowRunner(flow.Definition, flow.Outcomes, version: flow.ToString());
            var choose = new Random(flow.Seed);
            FlowStimulus stimulus = new FlowStimulus.Start(new Dictionary<string, JsonElement>());
            for (var i = 0; i < 50 && runner.Status != FlowStatus.Finished; i++)
            {
                var tried = await runner.TryAsync(stimulus);
                var kept = await runner.AdvanceAsync(stimulus);
                Assert.Equal(tried.State, kept.State);
                Assert.Equal(tried.Trace, kept.Trace);
                Assert.Equal(tried.Effects, kept.Effects);

                // A stimulus nobody waits for changes nothing, so what is written again is what was read.
                Assert.Equal(kept.State, (await runner.TryAsync(new FlowStimulus.TimerDue(Guid.Empty))).State);
                if (runner.Waiting.Count > 0)
                {
                    stimulus = new FlowStimulus.Signal("resume:" + runner.Waiting[choose.Next(runner.Waiting.Count)], JsonElement.Parse("{}"));
                }
            }
        },
        iter: Samples / 3);

    /// <summary>A round begins whenever a connection is followed that the graph takes for backward, whatever its port is called.</summary>
    private static int TimesBackward(FlowDefinition definition, FlowTraceEntry completed)
    {
        var root = new FlowParser(new ActivityTypes([])).Parse(definition).Root;
        var node = root.Children.FirstOrDefault(c => c.Id == completed.StepId);
        return node is null ? 0 : root.Graph!.Connections.Where((c, i) => c.Source == node.Position && !root.Graph.Forward[i] && completed.Outcome!.Split(',').Contains(c.Port)).Count();
    }

    private static async Task<FlowRunner> RunAsync(RandomFlow flow, int order, Action<FlowRunner>? check = null)
    {
        var choose = new Random(order);
        var runner = await new FlowRunner(flow.Definition, flow.Outcomes, version: flow.ToString()).StartAsync();
        check?.Invoke(runner);
        for (var i = 0; i < 500 && runner.Status == FlowStatus.Waiting; i++)
        {
            await runner.SignalAsync("resume:" + runner.Waiting[choose.Next(runner.Waiting.Count)]);
            check?.Invoke(runner);
        }

        return runner;
    }

    private sealed record RandomFlow(int Seed, JsonElement Definition, IReadOnlyDictionary<string, string[][]> Outcomes, string Connections)
    {
        private static readonly string[] Modes = ["WaitAll", "WaitAllActive", "WaitAny"];

        public static RandomFlow Make(int size, int seed, bool loops, bool races)
        {
            var random = new Random(seed);
            var activities = new List<string>();
            var outcomes = new Dictionary<string, string[][]>();
            var connections = new List<string>();
            for (var i = 0; i < size; i++)
            {
                var join = i > 1 && random.Next(4) == 0;
                activities.Add(join
                    ? $$"""{"id":"n{{i}}","type":"Elsa.FlowJoin","mode":"{{Modes[random.Next(races ? 3 : 2)]}}"}"""
                    : $$"""{"id":"n{{i}}","type":"{{(random.Next(2) == 0 ? "Test.Step" : "Test.Wait")}}"}""");
                if (!join)
                {
                    outcomes[$"n{i}"] = Plan(random, loops);
                }

                // Something leads to every step but the first, so that all can be reached.
                foreach (var from in Enumerable.Range(0, i).Where(f => f == i - 1 ? random.Next(3) > 0 : random.Next(3) == 0).DefaultIfEmpty(i - 1))
                {
                    if (from >= 0)
                    {
                        connections.Add($"n{from}:{(random.Next(3) == 0 ? "Alt" : "Done")}>n{i}");
                    }
                }
            }

            for (var i = 0; loops && i < size; i++)
            {
                if (random.Next(2) == 0)
                {
                    connections.Add($"n{random.Next(i, size)}:Back>n{i}");
                }
            }

            var text = string.Join(' ', connections.OrderBy(_ => random.Next()));
            return new RandomFlow(seed, FlowRunner.Chart(string.Join(',', activities), text), outcomes, text);
        }

        public override string ToString() =>
            $"{Connections} | {string.Join(' ', Outcomes.Select(o => o.Key + "=" + string.Join('/', o.Value.Select(v => string.Join('+', v)))))} | {Definition.GetProperty("root").GetProperty("activities").GetRawText()}";

        private static string[][] Plan(Random random, bool loops)
        {
            string[][] ends = [["Done"], ["Done"], ["Alt"], ["Done", "Alt"]];
            string[][] backs = [["Back"], ["Back"], ["Done", "Back"]];
            var again = loops ? random.Next(3) : 0;
            return [.. Enumerable.Range(0, again).Select(_ => backs[random.Next(backs.Length)]), ends[random.Next(ends.Length)]];
        }
    }
}
