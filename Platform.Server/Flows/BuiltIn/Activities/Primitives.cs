using System.Text.Json;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Server.Flows.BuiltIn.Activities;

/// <summary>Gives a variable a value.</summary>
internal sealed class SetVariableActivity : ImmediateActivity
{
    public override StepDescription Description { get; } = Describe(
        "SetVariable",
        "variable",
        Data,
        [In("variable", StepEditor.Variable, required: true), In("value", StepEditor.Json)],
        StepOutcome.DoneKey);

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
    public override StepDescription Description { get; } = Describe("SetName", "tag", Data, [In("value", StepEditor.Text)], StepOutcome.DoneKey);

    protected override IReadOnlyList<string> Run(FlowTurn turn, FlowNode node)
    {
        turn.State.FrameOf(node).Name = Text(turn, node, "value");
        return DoneOnly;
    }
}

/// <summary>Says what the flow is correlated by: events of that correlation reach it.</summary>
internal sealed class CorrelateActivity : ImmediateActivity
{
    public override StepDescription Description { get; } = Describe("Correlate", "link", Data, [In("correlationId", StepEditor.Text, required: true)], StepOutcome.DoneKey);

    protected override IReadOnlyList<string> Run(FlowTurn turn, FlowNode node)
    {
        turn.State.FrameOf(node).CorrelationId = Text(turn, node, "correlationId");
        return DoneOnly;
    }
}

/// <summary>Gives an output of the flow its value: who runs it within another flow gets it.</summary>
internal sealed class SetOutputActivity : ImmediateActivity
{
    public override StepDescription Description { get; } = Describe("SetOutput", "variable", Data, [In("outputName", StepEditor.Text, required: true), In("outputValue", StepEditor.Json)], StepOutcome.DoneKey);

    protected override IReadOnlyList<string> Run(FlowTurn turn, FlowNode node)
    {
        var frame = turn.State.FrameOf(node);
        frame.Outputs = frame.Outputs.With(Required(turn, node, "outputName"), turn.Evaluate(node, "outputValue") ?? FlowValue.Null);
        return DoneOnly;
    }
}

/// <summary>Writes into the trace, which is the journal of the case.</summary>
internal sealed class WriteLineActivity : Activity
{
    private const int Longest = 500;

    public override StepDescription Description { get; } = Describe("WriteLine", "note", Data, [In("text", StepEditor.MultilineText)], StepOutcome.DoneKey);

    public override void Enter(FlowTurn turn, ActivityState self)
    {
        var text = FlowValue.ToText(turn.Evaluate(self.Node, "text"));
        turn.Complete(self, DoneOnly, text?.Length > Longest ? text[..Longest] : text);
    }
}

/// <summary>Runs a script for what it does; it may choose outcomes with <c>setOutcome</c>.</summary>
internal sealed class RunJavaScriptActivity : ImmediateActivity
{
    public override StepDescription Description { get; } = Describe(
        "RunJavaScript",
        "code",
        Data,
        [In("script", StepEditor.Script, required: true), In("possibleOutcomes", StepEditor.Texts)],
        StepOutcome.DoneKey) with
    {
        Outputs = [Out("result")],
        OutcomesFrom = literal => [.. Possible(literal("possibleOutcomes"), "possibleOutcomes").Select(o => new StepOutcome(o, LocalizedText.Of(o))), StepOutcome.Done],
        OutcomeInputs = ["possibleOutcomes"],
    };

    /// <summary>Done and the possible ones; unknown when the script chooses and does not say between what.</summary>
    public override IReadOnlyList<string>? Outcomes(FlowNode node)
    {
        var possible = Possible(node.Inputs.GetValueOrDefault("possibleOutcomes")?.Constant, FlowTurn.Where(node, "possibleOutcomes"));
        var chooses = node.Inputs.GetValueOrDefault("script") is FlowExpression.Script script && script.Prepared.ReferencedGlobals!.Any(g => g is "setOutcome" or "setOutcomes");
        return possible.Count > 0 ? [.. possible, StepOutcome.DoneKey] : chooses ? null : DoneOnly;
    }

    protected override IReadOnlyList<string> Run(FlowTurn turn, FlowNode node)
    {
        turn.ScriptOutcomes = null;
        var value = turn.Evaluate(node, "script");
        turn.SetOutput(node, "result", value);
        return turn.ScriptOutcomes is { Count: > 0 } outcomes ? outcomes : DoneOnly;
    }

    private static IReadOnlyList<string> Possible(JsonElement? value, FlowWhere where) => FlowValue.ToTexts(value, where);
}

/// <summary>Fails on purpose.</summary>
internal sealed class FaultActivity : Activity
{
    public override StepDescription Description { get; } = Describe(
        "Fault",
        "warning",
        Data,
        [In("code", StepEditor.Text), In("category", StepEditor.Text), In("faultType", StepEditor.Text), In("message", StepEditor.Text)]);

    public override void Enter(FlowTurn turn, ActivityState self) =>
        turn.Fault(self, Text(turn, self.Node, "code") ?? "flow.fault", Text(turn, self.Node, "message") ?? $"Step '{self.Node.Key}' says so.", null);
}
