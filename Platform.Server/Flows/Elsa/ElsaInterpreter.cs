using System.Collections.Concurrent;
using System.Text.Json;
using Elsa.Workflows;
using Elsa.Workflows.Management.Mappers;
using Elsa.Workflows.Management.Models;
using Elsa.Workflows.Models;
using Elsa.Workflows.Options;
using Elsa.Workflows.State;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;

namespace Platform.Server.Flows.Elsa;

/// <summary>Runs flows with Elsa's own runner. Its state is ours to keep: an advance reads it, lets Elsa go on, and writes it.</summary>
internal sealed class ElsaInterpreter(IEnumerable<IFlowStep> steps, FlowLimits limits) : IFlowInterpreter, IAsyncDisposable
{
    public const string EngineTag = "elsa/3";

    private readonly Lazy<Task<ServiceProvider>> _services = new(() => ElsaServices.CreateAsync([.. steps], limits, CancellationToken.None));
    private readonly ConcurrentDictionary<string, WorkflowGraph> _graphs = new(StringComparer.Ordinal);

    public string Engine => EngineTag;

    public async ValueTask<FlowAdvance> AdvanceAsync(FlowDefinition flow, FlowSnapshot? state, FlowStimulus stimulus, FlowRun run, CancellationToken ct)
    {
        if (state is not null && state.Engine != EngineTag)
        {
            throw new InvalidOperationException($"The state was written by engine '{state.Engine}', this is '{EngineTag}'.");
        }

        return (await GoOnAsync(flow, state, stimulus, run, null, ct)).Advance;
    }

    /// <summary>Elsa keeps no account of what led to an open activity: sending back follows its connections only.</summary>
    public IReadOnlyList<EarlierStep> FindEarlier(FlowDefinition flow, FlowSnapshot state, Guid taskId) => [];

    /// <summary>Elsa goes on with a failed activity as it is, or not at all: nothing in its state can be put right or passed over.</summary>
    public FailedStep? FindFailed(FlowDefinition flow, FlowSnapshot state, string stepId, FlowRun run) =>
        new(stepId, "", null, [], [], new Dictionary<string, JsonElement?>(), new Dictionary<string, JsonElement?>(), Unsupported, Unsupported);

    public static Problem Unsupported { get; } = Problem.Conflict("flow.repair.engine", ("value", EngineTag));

    /// <summary>Elsa keeps variables with the activities that declare them, which are gone when the flow has ended.</summary>
    public IReadOnlyDictionary<string, JsonElement>? ReadVariables(FlowDefinition flow, FlowSnapshot state) => null;

    public IReadOnlyList<Problem> CheckMapping(FlowDefinition to, IReadOnlyDictionary<string, string> mapping) => [];

    /// <summary>Elsa's state names activities by their place in the graph: it stays with its version.</summary>
    public Result<FlowMove> Move(FlowDefinition from, FlowSnapshot state, FlowDefinition to, IReadOnlyDictionary<string, string> mapping) => Problem.Conflict("flow.move.engine", ("value", EngineTag));

    /// <summary>An advance with what a flow around this one has to know of it.</summary>
    /// <param name="correlationId">What it is correlated by from the start; null = the case.</param>
    public async ValueTask<ElsaAdvance> GoOnAsync(FlowDefinition flow, FlowSnapshot? state, FlowStimulus stimulus, FlowRun run, string? correlationId, CancellationToken ct)
    {
        var turn = new ElsaTurn(this, flow, run, stimulus);
        using var _ = turn.Enter();
        await using var scope = (await _services.Value).CreateAsyncScope();
        var runner = new ElsaRun(scope.ServiceProvider, await GraphAsync(scope.ServiceProvider, flow, ct), turn, correlationId);
        if (state is null)
        {
            await runner.StartAsync(stimulus as FlowStimulus.Start ?? throw new InvalidOperationException("A flow begins with Start."), ct);
        }
        else
        {
            runner.Read(state.Data);
            if (runner.Ended)
            {
                return new(new FlowAdvance(state, runner.Status, [], []), [], runner.CorrelationId, runner.Outputs);
            }

            await runner.TakeAsync(ct);
        }

        var advance = new FlowAdvance(new FlowSnapshot(EngineTag, runner.Write()), runner.Status, turn.Effects, turn.Trace) { Awaits = runner.Ended ? [] : runner.Awaits };
        return new(advance, runner.Ended ? [] : runner.Signals, runner.CorrelationId, runner.Outputs);
    }

    public async ValueTask DisposeAsync()
    {
        if (_services.IsValueCreated)
        {
            await (await _services.Value).DisposeAsync();
        }
    }

    private async ValueTask<WorkflowGraph> GraphAsync(IServiceProvider services, FlowDefinition flow, CancellationToken ct)
    {
        if (_graphs.TryGetValue(flow.VersionId, out var known))
        {
            return known;
        }

        var model = services.GetRequiredService<IActivitySerializer>().Deserialize<WorkflowDefinitionModel>(flow.Json.GetRawText());
        var workflow = services.GetRequiredService<WorkflowDefinitionMapper>().Map(model);
        var graph = await services.GetRequiredService<IWorkflowGraphBuilder>().BuildAsync(workflow, ct);
        if (_graphs.Count >= limits.CachedFlows)
        {
            _graphs.Clear();
        }

        return _graphs.GetOrAdd(flow.VersionId, graph);
    }
}

/// <param name="Signals">All it waits for, those of the platform too.</param>
internal sealed record ElsaAdvance(FlowAdvance Advance, IReadOnlyList<string> Signals, string CorrelationId, IDictionary<string, object> Outputs);
