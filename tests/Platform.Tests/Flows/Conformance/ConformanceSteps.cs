using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Tests.Flows.Conformance;

/// <summary>The steps of the conformance flows, for one run of one flow.</summary>
internal sealed class ConformanceSteps
{
    private readonly IReadOnlyDictionary<string, string[][]> _outcomes;
    private readonly Dictionary<string, int> _runs = [];
    private readonly Dictionary<string, Queue<string>> _said = [];

    public ConformanceSteps(IReadOnlyDictionary<string, string[][]> outcomes)
    {
        _outcomes = outcomes;
        All = [new StepKind(this), new WaitKind(this), new SayKind(this)];
    }

    public IReadOnlyList<IFlowStep> All { get; }

    /// <summary>The signal a wait listens to.</summary>
    public static string SignalOf(string id) => "resume:" + id;

    /// <summary>The id of the activity in its own definition, whatever the engine calls it beside others.</summary>
    public static string IdOf(string stepId)
    {
        var own = stepId[(stepId.LastIndexOf('/') + 1)..];
        return own.Contains('#', StringComparison.Ordinal) ? own[..own.IndexOf('#', StringComparison.Ordinal)] : own;
    }

    /// <summary>What a step said when it ran, in the order it ran.</summary>
    public string Said(string id) => _said[id].Dequeue();

    private StepResult Finish(string id)
    {
        var run = _runs[id] = _runs.GetValueOrDefault(id) + 1;
        var outcomes = _outcomes.TryGetValue(id, out var list) ? list[Math.Min(run, list.Length) - 1] : [];
        return outcomes is ["!"] ? StepResult.Fault("test.failed", $"Run {run} of '{id}' fails.") : StepResult.Complete(outcomes);
    }

    private static StepDescription Describe(string type, params IReadOnlyList<StepInput> inputs) => new(type, LocalizedText.Of(type), LocalizedText.Empty, "step", "test", inputs, []);

    private sealed class StepKind(ConformanceSteps owner) : IFlowStep
    {
        public StepDescription Description { get; } = Describe("Test.Step");

        public ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct) => new(owner.Finish(IdOf(context.StepId)));

        public ValueTask<StepResult> ResumeAsync(StepContext context, FlowStimulus stimulus, CancellationToken ct) => throw new InvalidOperationException("It never waits.");
    }

    private sealed class WaitKind(ConformanceSteps owner) : IFlowStep
    {
        public StepDescription Description { get; } = Describe("Test.Wait");

        public ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct)
        {
            context.WaitForSignal(SignalOf(IdOf(context.StepId)));
            return new(StepResult.Wait);
        }

        public ValueTask<StepResult> ResumeAsync(StepContext context, FlowStimulus stimulus, CancellationToken ct) => new(owner.Finish(IdOf(context.StepId)));
    }

    private sealed class SayKind(ConformanceSteps owner) : IFlowStep
    {
        public StepDescription Description { get; } = Describe("Test.Say", new StepInput("text", LocalizedText.Of("text"), StepEditor.Text));

        public ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct)
        {
            var text = context.Input("text", "");
            var id = IdOf(context.StepId);
            (owner._said.TryGetValue(id, out var said) ? said : owner._said[id] = new()).Enqueue(text);
            return new(owner.Finish(id));
        }

        public ValueTask<StepResult> ResumeAsync(StepContext context, FlowStimulus stimulus, CancellationToken ct) => throw new InvalidOperationException("It never waits.");
    }
}
