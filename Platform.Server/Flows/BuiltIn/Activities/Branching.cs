using Platform.Model.Flows;

namespace Platform.Server.Flows.BuiltIn.Activities;

/// <summary>Marks the place where a flowchart begins.</summary>
internal sealed class StartActivity : ImmediateActivity
{
    protected override IReadOnlyList<string> Run(FlowTurn turn, FlowNode node) => DoneOnly;
}

/// <summary>Ends the flowchart it stands in, whatever else is open there.</summary>
internal sealed class EndActivity : ImmediateActivity
{
    public override IReadOnlyList<string> Outcomes(FlowNode node) => [];

    protected override IReadOnlyList<string> Run(FlowTurn turn, FlowNode node) => DoneOnly;
}

/// <summary>Ends the whole flow.</summary>
internal sealed class FinishActivity : Activity
{
    public override IReadOnlyList<string> Outcomes(FlowNode node) => [];

    public override void Enter(FlowTurn turn, ActivityState self)
    {
        turn.Discharge(self);
        turn.End(FlowStatus.Finished, "finished");
    }
}

/// <summary>Ends the nearest flowchart with outcomes of choice.</summary>
internal class CompleteActivity : Activity
{
    public override IReadOnlyList<string> Outcomes(FlowNode node) => [];

    public override void Enter(FlowTurn turn, ActivityState self)
    {
        var outcomes = Chosen(turn, self.Node);
        var container = self.Parent;
        while (container is { Node.Activity: not FlowchartActivity, Parent: { } outer })
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

    public override IReadOnlyList<string> Outcomes(FlowNode node) => ["True", "False"];

    protected override IReadOnlyList<string> Run(FlowTurn turn, FlowNode node) =>
        FlowValue.ToBoolean(turn.Evaluate(node, "condition"), FlowTurn.Where(node, "condition")) ? True : False;
}

/// <summary>The label of the first case that holds, or of all that hold; Default when none does.</summary>
internal sealed class FlowSwitchActivity : ImmediateActivity
{
    private const string Default = "Default";

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
    public override IReadOnlyList<string>? Outcomes(FlowNode node) =>
        node.Inputs.GetValueOrDefault("branches") is null or FlowExpression.Literal ? [.. Branches(node.Inputs.GetValueOrDefault("branches")?.Constant, node)] : null;

    protected override IReadOnlyList<string> Run(FlowTurn turn, FlowNode node) => Branches(turn.Evaluate(node, "branches"), node);

    private static IReadOnlyList<string> Branches(System.Text.Json.JsonElement? value, FlowNode node)
    {
        var branches = FlowValue.ToTexts(value, FlowTurn.Where(node, "branches"));
        return branches.Count > 0 ? branches : DoneOnly;
    }
}

/// <summary>Which cases of a FlowSwitch or Switch hold.</summary>
internal static class SwitchCases
{
    /// <summary>Every case that holds counts, not only the first.</summary>
    public static bool TakesAll(System.Text.Json.JsonElement? mode) => string.Equals(FlowValue.ToText(mode), "MatchAny", StringComparison.OrdinalIgnoreCase);

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
