using System.Text.Json;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>Executes Elsa 3 definitions without Elsa. Stateless but for prepared definitions; safe for many cases at once.</summary>
internal sealed class BuiltInInterpreter(ActivityTypes types, FlowLimits limits) : IFlowInterpreter
{
    public const string EngineTag = "built-in/1";

    private readonly FlowCache _cache = new(types, limits);

    public string Engine => EngineTag;

    public async ValueTask<FlowAdvance> AdvanceAsync(FlowDefinition flow, FlowSnapshot? state, FlowStimulus stimulus, FlowRun run, CancellationToken ct)
    {
        var compiled = _cache.Get(flow);
        var turn = new FlowTurn(compiled, state is null ? new FlowState(compiled) : Read(state, compiled), run, limits);
        if (turn.State.Ended)
        {
            return new FlowAdvance(state!, turn.State.Status, [], []);
        }

        if (stimulus is FlowStimulus.Start start)
        {
            if (state is not null)
            {
                throw new InvalidOperationException("The flow has been started before.");
            }

            await turn.StartAsync(start.Inputs, ct);
        }
        else if (state is null)
        {
            throw new InvalidOperationException("A flow begins with Start.");
        }
        else
        {
            await turn.TakeAsync(stimulus, ct);
        }

        return new FlowAdvance(new FlowSnapshot(EngineTag, FlowStateWriter.Write(turn.State)), turn.State.Status, turn.Effects, turn.Trace) { Awaits = turn.State.Ended ? [] : turn.Awaits() };
    }

    public IReadOnlyList<EarlierStep> FindEarlier(FlowDefinition flow, FlowSnapshot state, Guid taskId) => FlowReturn.Find(Read(state, _cache.Get(flow)), taskId);

    public FailedStep? FindFailed(FlowDefinition flow, FlowSnapshot state, string stepId, FlowRun run)
    {
        var compiled = _cache.Get(flow);
        return FlowRepair.Find(new FlowTurn(compiled, Read(state, compiled), run, limits), stepId);
    }

    public IReadOnlyDictionary<string, JsonElement>? ReadVariables(FlowDefinition flow, FlowSnapshot state)
    {
        var compiled = _cache.Get(flow);
        var stands = Read(state, compiled);
        return compiled.Root.Scope.DistinctBy(v => v.Id).ToDictionary(v => v.Id, v => stands.Variable(v) ?? FlowValue.Null, StringComparer.Ordinal);
    }

    public IReadOnlyList<Problem> CheckMapping(FlowDefinition to, IReadOnlyDictionary<string, string> mapping) => FlowMover.CheckMapping(_cache.Get(to), mapping);

    public Result<FlowMove> Move(FlowDefinition from, FlowSnapshot state, FlowDefinition to, IReadOnlyDictionary<string, string> mapping)
    {
        var before = _cache.Get(from);
        var mover = new FlowMover(_cache.Get(to), mapping);
        return mover.Move(Read(state, before)).Then(moved => Result<FlowMove>.Ok(new(new FlowSnapshot(EngineTag, FlowStateWriter.Write(moved)), mover.Renamed)));
    }

    private static FlowState Read(FlowSnapshot state, CompiledFlow flow) =>
        state.Engine == EngineTag
            ? FlowStateReader.Read(state.Data, flow)
            : throw new InvalidOperationException($"The state was written by engine '{state.Engine}', this is '{EngineTag}'.");
}
