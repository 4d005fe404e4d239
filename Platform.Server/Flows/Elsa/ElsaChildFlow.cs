using System.Text.Json;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Server.Flows.Elsa;

/// <summary>
/// Runs another flow within this one, in the version the case keeps. Its state is remembered by the step; what it waits for, the step waits for. Elsa would
/// make an instance of its own of it, which needs its runtime. Sending a flow off without waiting is not possible here.
/// </summary>
internal sealed class ElsaChildFlow(StepDescription description, bool waitsUnlessSaid) : IFlowStep
{
    private const string State = "state";

    public StepDescription Description => description;

    public async ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct)
    {
        var name = context.Input("workflowDefinitionId", "");
        if (!ElsaTurn.Current.Flow.Children.TryGetValue(name, out var child))
        {
            return StepResult.Fault("flow.childUnknown", $"Step '{context.StepId}' names the flow '{name}', which is not in force.");
        }

        if (!context.Input("waitForCompletion", waitsUnlessSaid))
        {
            return StepResult.Fault("flow.childSentOff", $"Step '{context.StepId}' sends off the flow '{name}' without waiting for it, which this engine cannot.");
        }

        var start = new FlowStimulus.Start(context.Input<Dictionary<string, JsonElement>>("input", []));
        var correlation = context.Input("correlationId", "") is { Length: > 0 } given ? given : null;
        return Take(context, await ElsaTurn.Current.Interpreter.GoOnAsync(child, null, start, context.Run, correlation, ct));
    }

    public async ValueTask<StepResult> ResumeAsync(StepContext context, FlowStimulus stimulus, CancellationToken ct)
    {
        var turn = ElsaTurn.Current;
        var child = turn.Flow.Children[context.Input("workflowDefinitionId", "")];
        var inner = stimulus is FlowStimulus.Retry retry ? new FlowStimulus.Retry(retry.StepId[(context.StepId.Length + 1)..]) : stimulus;
        var state = new FlowSnapshot(ElsaInterpreter.EngineTag, context.Recall(State, ""));
        return Take(context, await turn.Interpreter.GoOnAsync(child, state, inner, context.Run, null, ct));
    }

    private StepResult Take(StepContext context, ElsaAdvance within)
    {
        ((ElsaStepContext)context).Adopt(within);
        context.Remember(State, within.Advance.State.Data);
        if (within.Advance.Status != FlowStatus.Finished)
        {
            return StepResult.Wait;
        }

        var result = description.Type == ChildFlows.Dispatch
            ? within.Outputs
            : new Dictionary<string, object> { ["WorkflowInstanceId"] = $"{context.Run.Case.Id}/{context.StepId}", ["Status"] = "Finished", ["SubStatus"] = "Finished", ["Output"] = within.Outputs };
        context.SetOutput("result", result);
        return StepResult.Complete();
    }
}
