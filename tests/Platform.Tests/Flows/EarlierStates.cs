using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Server.Cases.Steps;
using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Tests.Flows;

/// <summary>Flows with the states an earlier release wrote of them, see <c>Flows/Data/states.json</c>.</summary>
/// <param name="Steps">What happens to the flow after its start, in order; see <see cref="EarlierRun.NextAsync"/>.</param>
/// <param name="States">The state before each of the steps, and after the last; null where it is not kept.</param>
internal sealed record EarlierFlow(
    string Name,
    JsonElement Definition,
    IReadOnlyDictionary<string, JsonElement>? Children,
    IReadOnlyDictionary<string, JsonElement>? Inputs,
    IReadOnlyList<JsonElement> Steps,
    IReadOnlyList<JsonElement?> States)
{
    public override string ToString() => Name;
}

internal sealed record EarlierFlows(string About, IReadOnlyList<EarlierFlow> Flows);

/// <summary>Takes one of these flows from its start, or from any of its states, step by step.</summary>
internal sealed class EarlierRun(EarlierFlow flow)
{
    private readonly FlowDefinition _definition = new("earlier", flow.Definition)
    {
        Children = (flow.Children ?? new Dictionary<string, JsonElement>()).ToDictionary(c => c.Key, c => new FlowDefinition(c.Key, c.Value)),
    };

    private readonly BuiltInInterpreter _interpreter = new(
        new ActivityTypes([new TestSteps(new Dictionary<string, string[][]>()).Step, new TestSteps(new Dictionary<string, string[][]>()).Wait, new FrailStep(), .. CaseSteps.All()]), new FlowLimits());

    private Dictionary<Guid, string> _tasks = [];
    private Dictionary<Guid, string> _timers = [];
    private int _ids;

    public FlowSnapshot? State { get; private set; }

    public Task<FlowAdvance> StartAsync() => AdvanceAsync(new FlowStimulus.Start(flow.Inputs ?? new Dictionary<string, JsonElement>()), CaseState.InReview);

    /// <summary>Goes on from a state, knowing the open tasks, the timers and the ids given out as another run knew them there.</summary>
    public EarlierRun From(string state, EarlierRun other)
    {
        (State, _ids, _tasks, _timers) = (new(BuiltInInterpreter.EngineTag, state), other._ids, new(other._tasks), new(other._timers));
        return this;
    }

    /// <summary>
    /// <c>{"task": step, "outcome": …, "by": …, "nth": 0}</c>, <c>{"back": step, "to": step, "by": …}</c>, <c>{"timer": step}</c>, <c>{"signal": name, "payload": …}</c>, <c>{"retry": step}</c>,
    /// <c>{"remove": step, "signer": 1}</c>; with <c>"fails": true</c> the frail steps fail at it.
    /// </summary>
    public Task<FlowAdvance> NextAsync(JsonElement step)
    {
        string? Text(string name) => step.TryGetProperty(name, out var value) ? value.GetString() : null;
        Guid Of(Dictionary<Guid, string> open, string key) => open.Where(o => o.Value == key).ElementAt(step.TryGetProperty("nth", out var nth) ? nth.GetInt32() : 0).Key;
        FlowStimulus stimulus =
            Text("task") is { } task ? new FlowStimulus.TaskDone(Of(_tasks, task), Text("outcome") ?? "Pass", JsonElement.Parse("""{"opinion":"同意 \"好\""}"""), Text("by"))
            : Text("back") is { } back ? new FlowStimulus.SendBack(Of(_tasks, back), Text("to")!, Text("by"))
            : Text("timer") is { } timer ? new FlowStimulus.TimerDue(Of(_timers, timer))
            : Text("signal") is { } signal ? new FlowStimulus.Signal(signal, step.TryGetProperty("payload", out var payload) ? payload : JsonElement.Parse("{}"))
            : Text("retry") is { } retry ? new FlowStimulus.Retry(retry)
            : new FlowStimulus.RemoveSigner(Of(_tasks, Text("remove")!), step.GetProperty("signer").GetInt32(), "不再需要", "chief");
        return AdvanceAsync(stimulus, step.TryGetProperty("fails", out var fails) && fails.GetBoolean() ? CaseState.Suspended : CaseState.InReview);
    }

    /// <summary>Where each open task can be sent back to.</summary>
    public IEnumerable<string> Earlier() => _tasks.OrderBy(t => t.Key).SelectMany(t => _interpreter.FindEarlier(_definition, State!, t.Key).Select(e => $"{t.Value} to {e.StepId} {e.Way} {e.By} ({string.Join(' ', e.Ends)})"));

    private async Task<FlowAdvance> AdvanceAsync(FlowStimulus stimulus, CaseState state)
    {
        var ids = new CountingIds(_ids);
        var about = new FlowCase(Guid.Parse("0197a000-0000-7000-8000-000000000001"), "330110-0001", "330110", "11330110MB0000001X", "item", state, new(() => JsonElement.Parse("{}")));
        var advance = await _interpreter.AdvanceAsync(_definition, State, stimulus, new FlowRun(about, FlowRunner.Noon, 7, ids), CancellationToken.None);
        _ids += advance.Effects.Count(e => e is FlowEffect.OpenTask or FlowEffect.SetTimer);
        State = advance.State;
        _tasks.Remove((stimulus as FlowStimulus.TaskDone)?.TaskId ?? (stimulus as FlowStimulus.SendBack)?.TaskId ?? default);
        foreach (var effect in advance.Effects)
        {
            switch (effect)
            {
                case FlowEffect.OpenTask { Task: var task }:
                    _tasks[task.Id] = task.StepId;
                    break;
                case FlowEffect.CloseTask closed:
                    _tasks.Remove(closed.TaskId);
                    break;
                case FlowEffect.SetTimer timer:
                    _timers[timer.TimerId] = timer.StepId;
                    break;
                case FlowEffect.CancelTimer cancelled:
                    _timers.Remove(cancelled.TimerId);
                    break;
            }
        }

        return advance;
    }

    /// <summary>Waits for a task, a timer and a signal, remembers what it heard, and fails at all of it while the case is suspended.</summary>
    private sealed class FrailStep : IFlowStep
    {
        public StepDescription Description { get; } = new("Test.Frail", LocalizedText.Of("易碎", "Frail"), LocalizedText.Empty, "step", "test", [], [StepOutcome.Done]) { Waits = true };

        public ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct)
        {
            if (context.Run.Case.State == CaseState.Suspended)
            {
                return new(StepResult.Fault("frail.start", "It does not start."));
            }

            context.OpenTask(TaskKind.Review, Description.Title, TaskAudience.Of("reviewer"), [new("Pass", LocalizedText.Of("通过"))]);
            context.WaitForTimer(after: TimeSpan.FromDays(1));
            context.WaitForSignal("frail");
            return new(StepResult.Wait);
        }

        public ValueTask<StepResult> ResumeAsync(StepContext context, FlowStimulus stimulus, CancellationToken ct)
        {
            if (context.Run.Case.State == CaseState.Suspended)
            {
                return new(StepResult.Fault("frail.broke", "It broke."));
            }

            string[] heard = [.. context.Recall<string[]>("heard", []), stimulus.GetType().Name];
            context.Remember("heard", heard);
            context.Remember("最后 \"last\"", JsonElement.Parse("""{"amount":1.50,"place":"余杭","none":null,"list":[1, 2]}"""));
            return new(heard.Length < 3 ? StepResult.Wait : StepResult.Complete());
        }
    }
}
