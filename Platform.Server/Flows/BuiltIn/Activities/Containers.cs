using System.Text.Json;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Server.Flows.BuiltIn.Activities;

/// <summary>One activity after the other.</summary>
internal sealed class SequenceActivity : Activity
{
    public override StepDescription Description { get; } = Describe("Sequence", "list", BranchContainer.Containers, [], StepOutcome.DoneKey) with { List = "activities" };

    public override void Enter(FlowTurn turn, ActivityState self) => Next(turn, self, 0);

    public override void ChildCompleted(FlowTurn turn, ActivityState self, FlowNode child, IReadOnlyList<string> outcomes) => Next(turn, self, child.Position + 1);

    private static void Next(FlowTurn turn, ActivityState self, int position)
    {
        if (position < self.Node.Children.Count)
        {
            turn.Schedule(self.Node.Children[position], self);
        }
        else
        {
            turn.Complete(self, DoneOnly);
        }
    }
}

/// <summary>A container that opens some of its children at once and is over when all of them are.</summary>
internal abstract class BranchContainer : Activity
{
    public const string Containers = "containers";

    public override void Enter(FlowTurn turn, ActivityState self)
    {
        foreach (var child in Choose(turn, self.Node).ToList())
        {
            turn.Schedule(child, self);
        }

        CompleteWhenEmpty(turn, self);
    }

    public override void ChildCompleted(FlowTurn turn, ActivityState self, FlowNode child, IReadOnlyList<string> outcomes) => CompleteWhenEmpty(turn, self);

    protected abstract IEnumerable<FlowNode> Choose(FlowTurn turn, FlowNode node);

    protected static void CompleteWhenEmpty(FlowTurn turn, ActivityState self)
    {
        if (!turn.State.HasChildren(self))
        {
            turn.Complete(self, DoneOnly);
        }
    }
}

/// <summary>All it contains at once.</summary>
internal sealed class ParallelActivity : BranchContainer
{
    public override StepDescription Description { get; } = Describe("Parallel", "parallel", Containers, [], StepOutcome.DoneKey) with { List = "activities" };

    protected override IEnumerable<FlowNode> Choose(FlowTurn turn, FlowNode node) => node.Children;
}

/// <summary>Its branches at once; over when all of them are, or the first.</summary>
internal sealed class ForkActivity : BranchContainer
{
    public override StepDescription Description { get; } = Describe(
        "Fork",
        "fork",
        Containers,
        [In("joinMode", StepEditor.Choice, "WaitAll", choices: ["WaitAll", "WaitAny"])],
        StepOutcome.DoneKey) with { List = "branches" };

    public override void ChildCompleted(FlowTurn turn, ActivityState self, FlowNode child, IReadOnlyList<string> outcomes)
    {
        if (string.Equals(Text(turn, self.Node, "joinMode"), "WaitAny", StringComparison.OrdinalIgnoreCase))
        {
            turn.Complete(self, DoneOnly);
            return;
        }

        base.ChildCompleted(turn, self, child, outcomes);
    }

    protected override IEnumerable<FlowNode> Choose(FlowTurn turn, FlowNode node) => node.Children;
}

/// <summary>One of two branches by a condition, which is also its result.</summary>
internal sealed class IfActivity : BranchContainer
{
    public override StepDescription Description { get; } = Describe("If", "decision", Containers, [In("condition", StepEditor.Condition, required: true)], StepOutcome.DoneKey) with
    {
        Bodies = [Body("then"), Body("else")],
        Outputs = [Out("result")],
    };

    protected override IEnumerable<FlowNode> Choose(FlowTurn turn, FlowNode node)
    {
        var holds = FlowValue.ToBoolean(turn.Evaluate(node, "condition"), FlowTurn.Where(node, "condition"));
        turn.SetOutput(node, "result", FlowValue.Of(holds));
        return node.Ports.TryGetValue(holds ? "then" : "else", out var branch) ? [branch] : [];
    }
}

/// <summary>The branch of the first case that holds, or those of all that hold; the default when none does.</summary>
internal sealed class SwitchActivity : BranchContainer
{
    public override StepDescription Description { get; } = Describe(
        "Switch",
        "switch",
        Containers,
        [In("cases", StepEditor.Cases), In("mode", StepEditor.Choice, "MatchFirst", choices: ["MatchFirst", "MatchAny"])],
        StepOutcome.DoneKey) with { Bodies = [Body("default")] };

    /// <summary>What opens when these cases hold.</summary>
    public static IEnumerable<FlowNode> Branches(FlowNode node, IReadOnlyList<FlowCaseBranch> matches) =>
        matches.Count > 0 ? matches.Where(m => m.Branch is not null).Select(m => m.Branch!)
            : node.Ports.TryGetValue("default", out var otherwise) ? [otherwise]
            : [];

    protected override IEnumerable<FlowNode> Choose(FlowTurn turn, FlowNode node) => Branches(node, SwitchCases.Matching(turn, node).ToList());
}
