using System.Text.Json;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.Soundness;

/// <summary>
/// Activities whose data are left open: where the real ones evaluate something, these ask <see cref="OpenChoices"/>. Whatever has no data (flowcharts, joins,
/// sequences, ends …) is the interpreter's own, so that what is explored is what will run.
/// </summary>
internal static class OpenActivities
{
    public static ActivityTypes Of(ActivityTypes types, OpenChoices choices, WaysOut ways) => types.Behaving(real => real switch
    {
        FlowchartActivity or SequenceActivity or ParallelActivity or ForkActivity or StartActivity or EndActivity or FinishActivity or FlowJoinActivity or BreakActivity or UnknownActivity => real,
        StepActivity step => new StepActivity(new OpenStep(step, choices, ways)),
        CompleteActivity => new OpenComplete(choices, ways),
        FaultActivity => new OpenFault(),
        IfActivity => new OpenIf(real, choices),
        SwitchActivity => new OpenSwitch(real, choices, ways),
        LoopActivity => new OpenLoop(real, choices, counts: real is not WhileActivity),
        ParallelForEachActivity => new OpenLanes(real, choices),
        ChildFlowActivity => new OpenChildFlow(real),
        TimedActivity or EventActivity or RunTaskActivity => new OpenLeaf(real, true, choices, ways),
        ImmediateActivity or WriteLineActivity => new OpenLeaf(real, false, choices, ways),
        _ => new OpenLeaf(real, null, choices, ways),
    });

    /// <summary>Whether an activity of an open flow waits once it was entered; null when it may or may not.</summary>
    public static bool? Waits(FlowNode node) => node.Activity switch
    {
        OpenLeaf leaf => leaf.Waits,
        StepActivity step => step.Step.Description.Waits,
        _ => false,
    };

    /// <summary>The sets of outcomes a leaf of an open flow can end with.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Outcomes(FlowNode node, WaysOut ways) => node.Activity switch
    {
        OpenLeaf leaf => ways.Of(node, leaf.Real),
        StepActivity { Step: OpenStep step } => ways.Of(node, step.Real),
        _ => [[StepOutcome.DoneKey]],
    };

    private static T One<T>(this OpenChoices choices, IReadOnlyList<T> of) => of[choices.Take(of.Count)];

    private static IReadOnlyList<string> EndOf(FlowNode node, Activity real, OpenChoices choices, WaysOut ways) => choices.One(ways.Of(node, real));

    private static bool Stays(bool? waits, OpenChoices choices) => waits ?? choices.Take(2) == 0;

    private sealed class OpenStep(StepActivity real, OpenChoices choices, WaysOut ways) : IFlowStep
    {
        public StepActivity Real => real;

        public StepDescription Description => real.Step.Description;

        public ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct) =>
            new(Stays(Description.Waits, choices) ? StepResult.Wait : StepResult.Complete(EndOf(choices.Current!, real, choices, ways)));

        public ValueTask<StepResult> ResumeAsync(StepContext context, FlowStimulus stimulus, CancellationToken ct) =>
            new(StepResult.Complete(EndOf(choices.Current!, real, choices, ways)));
    }

    private sealed class OpenLeaf(Activity real, bool? waits, OpenChoices choices, WaysOut ways) : Activity
    {
        public Activity Real => real;

        public new bool? Waits => waits;

        public override StepDescription? Description => real.Description;

        public override IReadOnlyList<string>? Outcomes(FlowNode node) => real.Outcomes(node);

        public override void Enter(FlowTurn turn, ActivityState self)
        {
            if (self.Node.Children.Count > 0)
            {
                // A container nobody told us about: what is in it is not explored, and that is said.
                ways.Untried.Add(self.Node);
                turn.Complete(self, EndOf(self.Node, real, choices, ways));
            }
            else if (Stays(waits, choices))
            {
                turn.Wait(self);
            }
            else
            {
                turn.Complete(self, EndOf(self.Node, real, choices, ways));
            }
        }

        public override void Resume(FlowTurn turn, ActivityState self, FlowStimulus stimulus) => turn.Complete(self, EndOf(self.Node, real, choices, ways));
    }

    private sealed class OpenComplete(OpenChoices choices, WaysOut ways) : CompleteActivity
    {
        protected override IReadOnlyList<string> Chosen(FlowTurn turn, FlowNode node)
        {
            var container = node.Parent;
            while (container is { Activity: not FlowchartActivity, Parent: { } outer } && ReferenceEquals(outer.Flow, node.Flow))
            {
                container = outer;
            }

            return choices.One(ways.OfComplete(node, container));
        }
    }

    private sealed class OpenFault : Activity
    {
        public override StepDescription? Description => null;

        public override IReadOnlyList<string> Outcomes(FlowNode node) => [];

        public override void Enter(FlowTurn turn, ActivityState self) => turn.Fault(self, "flow.fault", self.Node.Id, null);
    }

    private sealed class OpenIf(Activity real, OpenChoices choices) : BranchContainer
    {
        public override StepDescription? Description => real.Description;

        protected override IEnumerable<FlowNode> Choose(FlowTurn turn, FlowNode node) =>
            node.Ports.TryGetValue(choices.One(WaysOut.Of(node.Inputs.GetValueOrDefault("condition"))) ? "then" : "else", out var branch) ? [branch] : [];
    }

    private sealed class OpenSwitch(Activity real, OpenChoices choices, WaysOut ways) : BranchContainer
    {
        public override StepDescription? Description => real.Description;

        protected override IEnumerable<FlowNode> Choose(FlowTurn turn, FlowNode node) => SwitchActivity.Branches(node, choices.One(ways.Cases(node)));
    }

    /// <param name="counts">It ends by itself after as many rounds as there are items.</param>
    private sealed class OpenLoop(Activity real, OpenChoices choices, bool counts) : LoopActivity
    {
        public override StepDescription? Description => real.Description;

        protected override bool Continues(FlowTurn turn, ActivityState self)
        {
            var goes = counts ? choices.Take(2) == 0 : choices.One(WaysOut.Of(self.Node.Inputs.GetValueOrDefault("condition")));
            choices.Counted |= goes && counts;
            return goes;
        }
    }

    /// <summary>One lane stands for all of them: what happens in one is nothing to the others. There may be none.</summary>
    private sealed class OpenLanes(Activity real, OpenChoices choices) : BranchContainer
    {
        public override StepDescription? Description => real.Description;

        protected override IEnumerable<FlowNode> Choose(FlowTurn turn, FlowNode node) => node.Ports.TryGetValue("body", out var body) && choices.Take(2) == 0 ? [body] : [];
    }

    /// <summary>Also one that is sent off is taken to its end here: that it comes to one is all that is asked.</summary>
    private sealed class OpenChildFlow(Activity real) : ChildFlowActivity
    {
        public override StepDescription? Description => real.Description;

        protected override bool WaitsUnlessSaid => true;

        public override void Enter(FlowTurn turn, ActivityState self)
        {
            if (self.Node.Children is [var within, ..])
            {
                turn.Schedule(within, self);
            }
            else
            {
                turn.Complete(self, DoneOnly);
            }
        }

        public override void ChildCompleted(FlowTurn turn, ActivityState self, FlowNode child, IReadOnlyList<string> outcomes) => turn.Complete(self, DoneOnly);

        protected override JsonElement Result(FlowTurn turn, FlowNode node, string status, string subStatus, FlowFrame frame) => default;
    }
}
