using System.Text.Json;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;

namespace Platform.Server.Flows.Elsa;

/// <summary>Both engines beside each other: a case stays with the one it began with, so that the choice can be changed at any time.</summary>
internal sealed class FlowEngines(BuiltInInterpreter builtIn, ElsaInterpreter elsa, bool elsaFirst) : IFlowInterpreter
{
    /// <summary>Of new cases.</summary>
    public string Engine => elsaFirst ? elsa.Engine : builtIn.Engine;

    public IReadOnlyList<EarlierStep> FindEarlier(FlowDefinition flow, FlowSnapshot state, Guid taskId) =>
        state.Engine == elsa.Engine ? elsa.FindEarlier(flow, state, taskId) : builtIn.FindEarlier(flow, state, taskId);

    public FailedStep? FindFailed(FlowDefinition flow, FlowSnapshot state, string stepId, FlowRun run) =>
        state.Engine == elsa.Engine ? elsa.FindFailed(flow, state, stepId, run) : builtIn.FindFailed(flow, state, stepId, run);

    public IReadOnlyDictionary<string, JsonElement>? ReadVariables(FlowDefinition flow, FlowSnapshot state) =>
        state.Engine == elsa.Engine ? elsa.ReadVariables(flow, state) : builtIn.ReadVariables(flow, state);

    public IReadOnlyList<Problem> CheckMapping(FlowDefinition to, IReadOnlyDictionary<string, string> mapping) => builtIn.CheckMapping(to, mapping);

    public Result<FlowMove> Move(FlowDefinition from, FlowSnapshot state, FlowDefinition to, IReadOnlyDictionary<string, string> mapping) =>
        state.Engine == elsa.Engine ? elsa.Move(from, state, to, mapping) : builtIn.Move(from, state, to, mapping);

    public ValueTask<FlowAdvance> AdvanceAsync(FlowDefinition flow, FlowSnapshot? state, FlowStimulus stimulus, FlowRun run, CancellationToken ct) =>
        (state?.Engine ?? Engine) == elsa.Engine ? elsa.AdvanceAsync(flow, state, stimulus, run, ct) : builtIn.AdvanceAsync(flow, state, stimulus, run, ct);
}
