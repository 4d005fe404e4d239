using System.Text.Json;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Server.Flows.BuiltIn.Activities;

/// <summary>A container that opens its body again and again; Break ends it.</summary>
internal abstract class LoopActivity : Activity
{
    public const string Loops = "loops";

    private const string Round = "round";

    public override IReadOnlyList<string> LoopVariables { get; } = [CurrentValue];

    /// <summary>What the body calls the value of the round.</summary>
    public const string CurrentValue = "CurrentValue";

    /// <summary>What the body calls the number of the round, from 0.</summary>
    public const string CurrentIndex = "CurrentIndex";

    /// <summary>Counts from 0; kept while the loop runs.</summary>
    protected static int RoundOf(ActivityState self) => self.Memory.TryGetValue(Round, out var round) ? round.GetInt32() : 0;

    public override void Enter(FlowTurn turn, ActivityState self)
    {
        if (self.Node.Ports.TryGetValue("body", out var body) && Continues(turn, self))
        {
            self.Memory = self.Memory.With(Round, JsonSerializer.SerializeToElement(RoundOf(self) + 1, ModelJson.Options));
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

    protected static void Give(FlowTurn turn, ActivityState self, JsonElement value)
    {
        turn.SetOutput(self.Node, "currentValue", value);
        foreach (var variable in self.Node.Declared.Where(v => v.IsLoop))
        {
            turn.SetVariable(variable, variable.Name == CurrentIndex ? JsonSerializer.SerializeToElement(RoundOf(self), ModelJson.Options) : value);
        }
    }
}

/// <summary>As long as a condition holds, asked before each round.</summary>
internal sealed class WhileActivity : LoopActivity
{
    public override StepDescription Description { get; } = Describe("While", "loop", Loops, [In("condition", StepEditor.Condition, required: true)], StepOutcome.DoneKey) with { Bodies = [Body("body")] };

    public override IReadOnlyList<string> LoopVariables => [];

    protected override bool Continues(FlowTurn turn, ActivityState self) =>
        FlowValue.ToBoolean(turn.Evaluate(self.Node, "condition"), FlowTurn.Where(self.Node, "condition"));
}

/// <summary>Hands one item after the other to its output <c>currentValue</c>. The items are read again in each round, as a long list would weigh on the state.</summary>
internal sealed class ForEachActivity : LoopActivity
{
    public override StepDescription Description { get; } = Describe("ForEach", "loop", Loops, [In("items", StepEditor.Json, required: true)], StepOutcome.DoneKey) with
    {
        Bodies = [Body("body")],
        Outputs = [Out("currentValue")],
    };

    public override IReadOnlyList<string> LoopVariables { get; } = [CurrentValue, CurrentIndex];

    protected override bool Continues(FlowTurn turn, ActivityState self)
    {
        var items = FlowValue.To<JsonElement[]>(turn.Evaluate(self.Node, "items"), [], FlowTurn.Where(self.Node, "items"));
        if (RoundOf(self) >= items.Length)
        {
            return false;
        }

        Give(turn, self, items[RoundOf(self)]);
        return true;
    }
}

/// <summary>Counts from <c>start</c> to <c>end</c> by <c>step</c>, the end included unless <c>outerBoundInclusive</c> is false.</summary>
internal sealed class ForActivity : LoopActivity
{
    public override StepDescription Description { get; } = Describe(
        "For",
        "loop",
        Loops,
        [In("start", StepEditor.Number, 0), In("end", StepEditor.Number, 0), In("step", StepEditor.Number, 1), In("outerBoundInclusive", StepEditor.Switch, true)],
        StepOutcome.DoneKey) with { Bodies = [Body("body")], Outputs = [Out("currentValue")] };

    protected override bool Continues(FlowTurn turn, ActivityState self)
    {
        var node = self.Node;
        var (start, end, step) = (Number(turn, node, "start", 0), Number(turn, node, "end", 0), Number(turn, node, "step", 1));
        var inclusive = Flag(turn, node, "outerBoundInclusive", fallback: true);
        var current = start + ((long)step * RoundOf(self));
        var inside = step >= 0 ? current < end || (inclusive && current == end) : current > end || (inclusive && current == end);
        if (inside)
        {
            Give(turn, self, JsonSerializer.SerializeToElement(current, ModelJson.Options));
        }

        return inside;
    }

    private static int Number(FlowTurn turn, FlowNode node, string name, int fallback) => FlowValue.To(turn.Evaluate(node, name), fallback, FlowTurn.Where(node, name));
}

/// <summary>Its body for all items at once, each in a lane of its own that knows its item and its number.</summary>
internal sealed class ParallelForEachActivity : Activity
{
    public override StepDescription Description { get; } = Describe("ParallelForEach", "parallel", LoopActivity.Loops, [In("items", StepEditor.Json, required: true)], StepOutcome.DoneKey) with { Bodies = [Body("body")] };

    public override bool OpensLanes => true;

    public override IReadOnlyList<string> LoopVariables { get; } = [LoopActivity.CurrentValue, LoopActivity.CurrentIndex];

    public override void Enter(FlowTurn turn, ActivityState self)
    {
        var items = FlowValue.To<JsonElement[]>(turn.Evaluate(self.Node, "items"), [], FlowTurn.Where(self.Node, "items"));
        if (items.Length > turn.Limits.Lanes)
        {
            throw new FlowExpressionException($"{FlowTurn.Where(self.Node, "items")}: expected at most {turn.Limits.Lanes} items, found {items.Length}.");
        }

        if (self.Node.Ports.TryGetValue("body", out var body))
        {
            for (var i = 0; i < items.Length; i++)
            {
                var lane = turn.Flow.Lane(body, i);
                foreach (var variable in OwnOf(lane, self.Node))
                {
                    turn.SetVariable(variable, variable.Name == LoopActivity.CurrentIndex ? JsonSerializer.SerializeToElement(i, ModelJson.Options) : items[i]);
                }

                turn.Schedule(lane, self);
            }
        }

        CompleteWhenEmpty(turn, self);
    }

    public override void ChildCompleted(FlowTurn turn, ActivityState self, FlowNode child, IReadOnlyList<string> outcomes)
    {
        turn.State.Forget([.. OwnOf(child, self.Node)]);
        CompleteWhenEmpty(turn, self);
    }

    /// <summary>The variables that the container gives to a lane.</summary>
    private static IEnumerable<FlowVariable> OwnOf(FlowNode lane, FlowNode container) => lane.Scope.Where(v => v.IsLoop && container.Declared.Any(d => d.Id == v.Id));

    private static void CompleteWhenEmpty(FlowTurn turn, ActivityState self)
    {
        if (!turn.State.HasChildren(self))
        {
            turn.Complete(self, DoneOnly);
        }
    }
}

/// <summary>Ends the nearest loop.</summary>
internal sealed class BreakActivity : Activity
{
    public override StepDescription Description { get; } = Describe("Break", "stop", LoopActivity.Loops, []);

    public override void Enter(FlowTurn turn, ActivityState self)
    {
        var loop = self.Parent;
        while (loop is not null and not { Node.Activity: LoopActivity })
        {
            loop = ReferenceEquals(loop.Parent?.Node.Flow, self.Node.Flow) ? loop.Parent : null;
        }

        if (loop is null)
        {
            throw new FlowExpressionException($"Step '{self.Node.Key}' stands in no loop.");
        }

        turn.Discharge(self);
        turn.Complete(loop, DoneOnly);
    }
}
