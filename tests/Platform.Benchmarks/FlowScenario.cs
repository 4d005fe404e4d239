using System.Diagnostics;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Benchmarks;

/// <summary>
/// The interpreter alone, on one thread: flows of 3, 20 and 200 tasks from start to end, each advance reading its state from text and writing it again, as
/// between two commits; and what a decision costs by JavaScript and by a variable. A step is an activity that was entered; CPU is that of the process, in the best of five rounds.
/// </summary>
internal static class FlowScenario
{
    private const int Repeats = 5;

    private static readonly FlowCase Case = new(Guid.Empty, "330110-1", "330110", "11330110MB0000001X", "item", CaseState.InReview, new(() => JsonElement.Parse("""{"area":120}""")));

    public static async Task<int> RunAsync(Options options)
    {
        foreach (var (name, flow, tasks) in new FlowShapes(BenchTask.Type, "Done").All())
        {
            var interpreter = new BuiltInInterpreter(new ActivityTypes([new BenchTask()]), new FlowLimits());
            var rounds = Math.Max(1, options.Count * 3 / tasks);
            _ = await RunAsync(interpreter, flow, Math.Max(50, rounds / 2));
            var (best, steps, seconds, spent) = (double.MaxValue, 0L, 0.0, 0L);
            for (var again = 0; again < Repeats; again++)
            {
                GC.Collect();
                var (allocated, cpu, watch) = (GC.GetAllocatedBytesForCurrentThread(), Process.GetCurrentProcess().TotalProcessorTime, Stopwatch.StartNew());
                steps = RunAsync(interpreter, flow, rounds).GetAwaiter().GetResult();
                var micros = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMicroseconds / steps;
                (best, seconds) = micros < best ? (micros, watch.Elapsed.TotalSeconds) : (best, seconds);
                spent = GC.GetAllocatedBytesForCurrentThread() - allocated;
            }

            Console.WriteLine(JsonSerializer.Serialize(new
            {
                scenario = "interpreter",
                flow = name,
                tasks,
                runs = rounds,
                steps,
                stepsPerSecond = Math.Round(steps / seconds),
                stepsPerCpuSecond = Math.Round(1e6 / best),
                cpuMicrosPerStep = Math.Round(best, 2),
                allocatedBytesPerStep = spent / steps,
            }));
        }

        return 0;
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
