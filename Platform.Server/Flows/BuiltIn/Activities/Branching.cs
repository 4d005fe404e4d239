using System.Text.Json;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Server.Flows.BuiltIn.Activities;

/// <summary>Marks the place where a flowchart begins.</summary>
internal sealed class StartActivity : ImmediateActivity
{
    public override StepDescription Description { get; } = Describe("Start", "play", Category, [], StepOutcome.DoneKey);

    protected override IReadOnlyList<string> Run(FlowTurn turn, FlowNode node) => DoneOnly;
}

/// <summary>Ends the flowchart it stands in, whatever else is open there.</summary>
internal sealed class EndActivity : ImmediateActivity
{
    public override StepDescription Description { get; } = Describe("End", "stop", Category, []);

    protected override IReadOnlyList<string> Run(FlowTurn turn, FlowNode node) => DoneOnly;
}

/// <summary>Ends the flow it stands in.</summary>
internal sealed class FinishActivity : Activity
{
    public override StepDescription Description { get; } = Describe("Finish", "flag", Category, []);

    public override void Enter(FlowTurn turn, ActivityState self)
    {
        if (self.Node == self.Node.Top)
        {
            turn.Complete(self, DoneOnly);
            return;
        }

        turn.Discharge(self);
        turn.Finish(self.Node);
    }
}

/// <summary>Ends the nearest flowchart with outcomes of choice.</summary>
internal class CompleteActivity : Activity
{
    public override StepDescription Description { get; } = Describe("Complete", "check", Category, [In("outcomes", StepEditor.Texts)]);

    public override void Enter(FlowTurn turn, ActivityState self)
    {
        var outcomes = Chosen(turn, self.Node);
        var container = ReferenceEquals(self.Parent?.Node.Flow, self.Node.Flow) ? self.Parent : null;
        while (container is { Node.Activity: not FlowchartActivity, Parent: { } outer } && ReferenceEquals(outer.Node.Flow, self.Node.Flow))
        {
            container = outer;
        }

        if (container is null)
        {
            turn.Complete(self, outcomes.Count > 0 ? outcomes : DoneOnly);
            return;
        }

        turn.Discharge(self);
        turn.Complete(container, outcomes.Count > 0 ? outcomes : DoneOnly);
    }

    protected virtual IReadOnlyList<string> Chosen(FlowTurn turn, FlowNode node) => FlowValue.ToTexts(turn.Evaluate(node, "outcomes"), FlowTurn.Where(node, "outcomes"));
}

/// <summary>True or False by a condition.</summary>
internal sealed class FlowDecisionActivity : ImmediateActivity
{
    private static readonly IReadOnlyList<string> True = ["True"];
    private static readonly IReadOnlyList<string> False = ["False"];

    public override StepDescription Description { get; } = Describe("FlowDecision", "decision", Category, [In("condition", StepEditor.Condition, required: true)], "True", "False");

    protected override IReadOnlyList<string> Run(FlowTurn turn, FlowNode node) =>
        FlowValue.ToBoolean(turn.Evaluate(node, "condition"), FlowTurn.Where(node, "condition")) ? True : False;
}

/// <summary>The label of the first case that holds, or of all that hold; Default when none does.</summary>
internal sealed class FlowSwitchActivity : ImmediateActivity
{
    private const string Default = "Default";

    public override StepDescription Description { get; } = Describe(
        "FlowSwitch",
        "switch",
        Category,
        [In("cases", StepEditor.Cases), In("mode", StepEditor.Choice, "MatchFirst", choices: ["MatchFirst", "MatchAny"])],
        Default);

    public override IReadOnlyList<string> Outcomes(FlowNode node) => [.. node.Cases.Select(c => c.Label), Default];

    protected override IReadOnlyList<string> Run(FlowTurn turn, FlowNode node)
    {
        var matches = SwitchCases.Matching(turn, node).Select(c => c.Label).ToList();
        return matches.Count > 0 ? matches : [Default];
    }
}

/// <summary>All its branches at once.</summary>
internal sealed class FlowForkActivity : ImmediateActivity
{
    public override StepDescription Description { get; } = Describe("FlowFork", "fork", Category, [In("branches", StepEditor.Texts)], StepOutcome.DoneKey) with
    {
        OutcomesFrom = literal => [.. Branches(literal("branches"), "branches").Select(b => b == StepOutcome.DoneKey ? StepOutcome.Done : new StepOutcome(b, LocalizedText.Of(b)))],
        OutcomeInputs = ["branches"],
    };

    public override IReadOnlyList<string>? Outcomes(FlowNode node) =>
        node.Inputs.GetValueOrDefault("branches") is null or FlowExpression.Literal ? [.. Branches(node.Inputs.GetValueOrDefault("branches")?.Constant, FlowTurn.Where(node, "branches"))] : null;

    protected override IReadOnlyList<string> Run(FlowTurn turn, FlowNode node) => Branches(turn.Evaluate(node, "branches"), FlowTurn.Where(node, "branches"));

    private static IReadOnlyList<string> Branches(JsonElement? value, FlowWhere where)
    {
        var branches = FlowValue.ToTexts(value, where);
        return branches.Count > 0 ? branches : DoneOnly;
    }
}

/// <summary>Which cases of a FlowSwitch or Switch hold.</summary>
internal static class SwitchCases
{
    /// <summary>Every case that holds counts, not only the first.</summary>
    public static bool TakesAll(JsonElement? mode) => string.Equals(FlowValue.ToText(mode), "MatchAny", StringComparison.OrdinalIgnoreCase);

    public static IEnumerable<FlowCaseBranch> Matching(FlowTurn turn, FlowNode node)
    {
        var all = TakesAll(turn.Evaluate(node, "mode"));
        foreach (var branch in node.Cases)
        {
            var where = $"case '{branch.Label}' of step '{node.Key}'";
            if (FlowValue.ToBoolean(turn.Evaluate(branch.Condition, node, $"case {branch.Label}"), where))
            {
                yield return branch;
                if (!all)
                {
                    yield break;
                }
            }
        }
    }
}
