using System.Globalization;
using System.Text.Json;
using Platform.Model.Flows;

namespace Platform.Server.Flows.BuiltIn.Activities;

internal sealed class SetVariableActivity : ImmediateActivity
{
    protected override IReadOnlyList<string> Run(FlowTurn turn, FlowNode node)
    {
        var reference = node.Inputs.GetValueOrDefault("variable") as FlowExpression.Variable;
        var variable = reference?.VariableId is { } id ? node.Scope.First(v => v.Id == id) : null;
        turn.SetVariable(variable ?? throw new FlowExpressionException($"{FlowTurn.Where(node, "variable")}: there is no variable '{reference?.Reference}'."), turn.Evaluate(node, "value"));
        return DoneOnly;
    }
}

/// <summary>Gives the running flow a name.</summary>
internal sealed class SetNameActivity : ImmediateActivity
{
    protected override IReadOnlyList<string> Run(FlowTurn turn, FlowNode node)
    {
        turn.State.Name = FlowValue.ToText(turn.Evaluate(node, "value"));
        return DoneOnly;
    }
}

internal sealed class CorrelateActivity : ImmediateActivity
{
    protected override IReadOnlyList<string> Run(FlowTurn turn, FlowNode node)
    {
        turn.State.CorrelationId = FlowValue.ToText(turn.Evaluate(node, "correlationId"));
        return DoneOnly;
    }
}

/// <summary>Writes into the trace, which is the journal of the case.</summary>
internal sealed class WriteLineActivity : Activity
{
    private const int Longest = 500;

    public override void Enter(FlowTurn turn, ActivityState self)
    {
        var text = FlowValue.ToText(turn.Evaluate(self.Node, "text"));
        turn.Complete(self, DoneOnly, text?.Length > Longest ? text[..Longest] : text);
    }
}

/// <summary>Runs a script for what it does; it may choose outcomes with <c>setOutcome</c>.</summary>
internal sealed class RunJavaScriptActivity : ImmediateActivity
{
    public override IReadOnlyList<string>? Outcomes(FlowNode node) => null;

    protected override IReadOnlyList<string> Run(FlowTurn turn, FlowNode node)
    {
        turn.ScriptOutcomes = null;
        var value = turn.Evaluate(node, "script");
        turn.SetOutput(node, "result", value);
        return turn.ScriptOutcomes is { Count: > 0 } outcomes ? outcomes : DoneOnly;
    }
}

/// <summary>Fails on purpose.</summary>
internal sealed class FaultActivity : Activity
{
    public override IReadOnlyList<string> Outcomes(FlowNode node) => [];

    public override void Enter(FlowTurn turn, ActivityState self) =>
        turn.Fault(self, FlowValue.ToText(turn.Evaluate(self.Node, "code")) ?? "flow.fault", FlowValue.ToText(turn.Evaluate(self.Node, "message")) ?? $"Step '{self.Node.Key}' says so.", null);
}

/// <summary>Waits for a moment in time: Delay, Timer and StartAt differ in how they name it.</summary>
internal sealed class TimerActivity(string input, bool moment) : Activity
{
    public override void Enter(FlowTurn turn, ActivityState self)
    {
        var text = FlowValue.ToText(turn.Evaluate(self.Node, input)) ?? "";
        var id = turn.Run.Ids.Next();
        turn.Emit(moment
            ? new FlowEffect.SetTimer(id, self.Node.Key, Moment(text, self.Node), null, null)
            : new FlowEffect.SetTimer(id, self.Node.Key, null, Span(text, self.Node), null));
        self.Timers.Add(id);
        turn.Wait(self);
    }

    public override void Resume(FlowTurn turn, ActivityState self, FlowStimulus stimulus) => turn.Complete(self, DoneOnly);

    private DateTimeOffset Moment(string text, FlowNode node) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : throw new FlowExpressionException($"{FlowTurn.Where(node, input)}: expected a date and time, found \"{text}\".");

    private TimeSpan Span(string text, FlowNode node) =>
        TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero
            ? span
            : throw new FlowExpressionException($"{FlowTurn.Where(node, input)}: expected a time span such as 1.02:00:00, found \"{text}\".");
}

/// <summary>Waits for an event; its payload goes to the output <c>result</c>.</summary>
internal sealed class EventActivity : Activity
{
    public override void Enter(FlowTurn turn, ActivityState self)
    {
        var name = FlowValue.ToText(turn.Evaluate(self.Node, "eventName"));
        if (string.IsNullOrEmpty(name))
        {
            throw new FlowExpressionException($"{FlowTurn.Where(self.Node, "eventName")}: expected the name of an event, found none.");
        }

        self.Signals.Add(name);
        turn.Wait(self);
    }

    public override void Resume(FlowTurn turn, ActivityState self, FlowStimulus stimulus)
    {
        turn.SetOutput(self.Node, "result", stimulus is FlowStimulus.Signal { Payload: { ValueKind: not JsonValueKind.Undefined } payload } ? payload : null);
        turn.Complete(self, DoneOnly);
    }
}
