using System.Text.Json;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Server.Flows.BuiltIn.Activities;

/// <summary>One activity after the other.</summary>
internal sealed class SequenceActivity : Activity
{
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

    private static void CompleteWhenEmpty(FlowTurn turn, ActivityState self)
    {
        if (!turn.ChildrenOf(self).Any())
        {
            turn.Complete(self, DoneOnly);
        }
    }
}

internal sealed class ParallelActivity : BranchContainer
{
    protected override IEnumerable<FlowNode> Choose(FlowTurn turn, FlowNode node) => node.Children;
}

internal sealed class IfActivity : BranchContainer
{
    protected override IEnumerable<FlowNode> Choose(FlowTurn turn, FlowNode node)
    {
        var holds = FlowValue.ToBoolean(turn.Evaluate(node, "condition"), FlowTurn.Where(node, "condition"));
        return node.Ports.TryGetValue(holds ? "then" : "else", out var branch) ? [branch] : [];
    }
}

internal sealed class SwitchActivity : BranchContainer
{
    /// <summary>What opens when these cases hold.</summary>
    public static IEnumerable<FlowNode> Branches(FlowNode node, IReadOnlyList<FlowCaseBranch> matches) =>
        matches.Count > 0 ? matches.Where(m => m.Branch is not null).Select(m => m.Branch!)
            : node.Ports.TryGetValue("default", out var otherwise) ? [otherwise]
            : [];

    protected override IEnumerable<FlowNode> Choose(FlowTurn turn, FlowNode node) => Branches(node, SwitchCases.Matching(turn, node).ToList());
}

/// <summary>A container that opens its body again and again; Break ends it.</summary>
internal abstract class LoopActivity : Activity
{
    private const string Round = "round";

    /// <summary>Counts from 0; kept while the loop runs.</summary>
    protected static int RoundOf(ActivityState self) => self.Memory.TryGetValue(Round, out var round) ? round.GetInt32() : 0;

    public override void Enter(FlowTurn turn, ActivityState self)
    {
        if (self.Node.Ports.TryGetValue("body", out var body) && Continues(turn, self))
        {
            self.Memory[Round] = JsonSerializer.SerializeToElement(RoundOf(self) + 1, ModelJson.Options);
            turn.Schedule(body, self);
        }
        else
        {
            turn.Complete(self, DoneOnly);
        }
    }

    public override void ChildCompleted(FlowTurn turn, ActivityState self, FlowNode child, IReadOnlyList<string> outcomes) => Enter(turn, self);

    /// <summary>Whether another round follows; prepares it.</summary>
    protected abstract bool Continues(FlowTurn turn, ActivityState self);
}

internal sealed class WhileActivity : LoopActivity
{
    protected override bool Continues(FlowTurn turn, ActivityState self) =>
        FlowValue.ToBoolean(turn.Evaluate(self.Node, "condition"), FlowTurn.Where(self.Node, "condition"));
}

/// <summary>Hands one item after the other to its output <c>currentValue</c>. The items are read again in each round, as a long list would weigh on the state.</summary>
internal sealed class ForEachActivity : LoopActivity
{
    protected override bool Continues(FlowTurn turn, ActivityState self)
    {
        var items = FlowValue.To<JsonElement[]>(turn.Evaluate(self.Node, "items"), [], FlowTurn.Where(self.Node, "items"));
        if (RoundOf(self) >= items.Length)
        {
            return false;
        }

        turn.SetOutput(self.Node, "currentValue", items[RoundOf(self)]);
        return true;
    }
}

/// <summary>Counts from <c>start</c> to <c>end</c> by <c>step</c>, the end included unless <c>outerBoundInclusive</c> is false.</summary>
internal sealed class ForActivity : LoopActivity
{
    protected override bool Continues(FlowTurn turn, ActivityState self)
    {
        var node = self.Node;
        var (start, end, step) = (Number(turn, node, "start", 0), Number(turn, node, "end", 0), Number(turn, node, "step", 1));
        var inclusive = FlowValue.IsAbsent(turn.Evaluate(node, "outerBoundInclusive")) || FlowValue.ToBoolean(turn.Evaluate(node, "outerBoundInclusive"), "outerBoundInclusive");
        var current = start + ((long)step * RoundOf(self));
        var inside = step >= 0 ? current < end || (inclusive && current == end) : current > end || (inclusive && current == end);
        if (inside)
        {
            turn.SetOutput(node, "currentValue", JsonSerializer.SerializeToElement(current, ModelJson.Options));
        }

        return inside;
    }

    private static int Number(FlowTurn turn, FlowNode node, string name, int fallback) => FlowValue.To(turn.Evaluate(node, name), fallback, FlowTurn.Where(node, name));
}

/// <summary>Ends the nearest loop.</summary>
internal sealed class BreakActivity : Activity
{
    public override IReadOnlyList<string> Outcomes(FlowNode node) => [];

    public override void Enter(FlowTurn turn, ActivityState self)
    {
        var loop = self.Parent;
        while (loop is not null and not { Node.Activity: LoopActivity })
        {
            loop = loop.Parent;
        }

        if (loop is null)
        {
            throw new FlowExpressionException($"Step '{self.Node.Key}' stands in no loop.");
        }

        turn.Discharge(self);
        turn.Complete(loop, DoneOnly);
    }
}
