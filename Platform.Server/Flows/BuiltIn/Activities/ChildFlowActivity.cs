using System.Text.Json;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Server.Flows.BuiltIn.Activities;

/// <summary>
/// Runs another flow within this one, in the version that was in force when the case was filed: its tasks, timers and incidents are those of the case, under
/// the key of this activity. It waits for the end and hands on what the other flow gave as outputs, or sends it off and goes on.
/// </summary>
internal abstract class ChildFlowActivity : Activity
{
    /// <summary>Sent off, it can be sent off again while the first is still under way.</summary>
    public override bool OpensLanes => true;

    protected abstract bool WaitsUnlessSaid { get; }

    public override void Enter(FlowTurn turn, ActivityState self)
    {
        var node = self.Node;
        if (node.Children.Count == 0)
        {
            turn.Fault(self, "flow.childUnknown", $"Step '{node.Key}' names a flow that is not in force, or one within itself.", null);
            return;
        }

        var frame = new FlowFrame { CorrelationId = Text(turn, node, "correlationId"), Detached = !Flag(turn, node, "waitForCompletion", WaitsUnlessSaid) };
        frame.Inputs = frame.Inputs.With(FlowValue.To<Dictionary<string, JsonElement>>(turn.Evaluate(node, "input"), [], FlowTurn.Where(node, "input")));
        if (frame.Detached)
        {
            turn.Schedule(FreeLane(turn, node), null, frame: frame);
            turn.SetOutput(node, "result", Result(turn, node, "Running", "Pending", frame));
            turn.Complete(self, DoneOnly);
        }
        else
        {
            turn.Schedule(node.Children[0], self, frame: frame);
        }
    }

    public override void ChildCompleted(FlowTurn turn, ActivityState self, FlowNode child, IReadOnlyList<string> outcomes)
    {
        turn.SetOutput(self.Node, "result", Result(turn, self.Node, "Finished", "Finished", turn.Ended!));
        turn.Complete(self, DoneOnly);
    }

    protected abstract JsonElement Result(FlowTurn turn, FlowNode node, string status, string subStatus, FlowFrame frame);

    private static FlowNode FreeLane(FlowTurn turn, FlowNode node)
    {
        for (var i = 0; i < turn.Limits.Lanes; i++)
        {
            var lane = turn.Flow.Lane(node.Children[0], i);
            if (turn.State.Find(lane) is null)
            {
                return lane;
            }
        }

        throw new FlowExpressionException($"Step '{node.Key}' has sent off {turn.Limits.Lanes} flows that have not ended.");
    }
}

internal sealed class ExecuteWorkflowActivity : ChildFlowActivity
{
    public override StepDescription Description { get; } = Describe(
        "ExecuteWorkflow",
        "flow",
        BranchContainer.Containers,
        [In("workflowDefinitionId", StepEditor.Flow, required: true), In("correlationId", StepEditor.Text), In("input", StepEditor.Json), In("waitForCompletion", StepEditor.Switch, true)],
        StepOutcome.DoneKey) with { Outputs = [Out("result")] };

    protected override bool WaitsUnlessSaid => true;

    protected override JsonElement Result(FlowTurn turn, FlowNode node, string status, string subStatus, FlowFrame frame) => JsonSerializer.SerializeToElement(
        new Dictionary<string, object> { ["WorkflowInstanceId"] = $"{turn.Run.Case.Id}/{node.Key}", ["Status"] = status, ["SubStatus"] = subStatus, ["Output"] = frame.Outputs.ToDictionary() },
        ModelJson.Options);
}

/// <summary>Its result are the outputs of the other flow alone, as in Elsa.</summary>
internal sealed class DispatchWorkflowActivity : ChildFlowActivity
{
    public override StepDescription Description { get; } = Describe(
        "DispatchWorkflow",
        "send",
        BranchContainer.Containers,
        [In("workflowDefinitionId", StepEditor.Flow, required: true), In("correlationId", StepEditor.Text), In("input", StepEditor.Json), In("waitForCompletion", StepEditor.Switch, false)],
        StepOutcome.DoneKey) with { Outputs = [Out("result")] };

    protected override bool WaitsUnlessSaid => false;

    protected override JsonElement Result(FlowTurn turn, FlowNode node, string status, string subStatus, FlowFrame frame) => JsonSerializer.SerializeToElement(frame.Outputs.ToDictionary(), ModelJson.Options);
}
