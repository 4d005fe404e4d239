using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.Soundness;

/// <summary>Explores a flow twice: as it runs here, and once more with Elsa's counters beside it where Elsa might do otherwise.</summary>
internal sealed class FlowSoundness(ActivityTypes types, ExplorationLimits limits) : IFlowSoundness
{
    public async ValueTask<IReadOnlyList<SoundnessFinding>> ProveAsync(FlowDefinition flow, CancellationToken ct)
    {
        var compiled = new FlowParser(types).Parse(flow);
        var (exploration, findings) = await FindAsync(flow, compiled, ct);
        if (new ElsaFlow(compiled).MayDiffer)
        {
            findings.AddRange(ElsaFindings.Of(compiled, await ExploreAsync(flow, compiled, besideElsa: true, ct), exploration.Reached is null));
        }

        findings.AddRange(await UndoingAsync(flow, ct));
        return findings;
    }

    /// <summary>What can go wrong when steps are undone. Whether a case is settled does not matter there any more.</summary>
    private async ValueTask<IEnumerable<SoundnessFinding>> UndoingAsync(FlowDefinition flow, CancellationToken ct)
    {
        if (FlowCompensation.In(flow) is not { Count: > 0 } declared)
        {
            return [];
        }

        var undoing = FlowCompensation.Of(flow, [.. declared.Keys]);
        var (_, found) = await FindAsync(undoing, new FlowParser(types).Parse(undoing), ct);
        return found.Where(f => f.Problem.Code is not ("flow.endsUndecided" or "flow.outcomeNowhere" or "flow.portUnconnected"))
            .Select(f => f with { Problem = f.Problem with { Field = $"{FlowCompensation.Member}:{f.Problem.Field}" } });
    }

    public IReadOnlyList<FlowAudience> Audiences(FlowDefinition flow) => FlowAudiences.Of(new FlowParser(types).Parse(flow));

    /// <summary>What is found without looking at Elsa. What keeps a flow from coming into force is said of every interleaving, as far as the bounds allow.</summary>
    internal async ValueTask<(Exploration Explored, List<SoundnessFinding> Findings)> FindAsync(FlowDefinition flow, CompiledFlow compiled, CancellationToken ct)
    {
        var explored = await ExploreAsync(flow, compiled, besideElsa: false, ct);
        var findings = new SoundnessFindings(compiled, explored).All().ToList();
        if (!limits.Reduce || !findings.Exists(f => f.Blocks))
        {
            return (explored, findings);
        }

        var whole = await new FlowSoundness(types, limits with { Reduce = false }).ExploreAsync(flow, compiled, besideElsa: false, ct);
        return whole.Reached is null ? (whole, [.. new SoundnessFindings(compiled, whole).All()]) : (explored, findings);
    }

    /// <summary>Everything that can happen, without what it means.</summary>
    internal async ValueTask<Exploration> ExploreAsync(FlowDefinition flow, CompiledFlow compiled, bool besideElsa, CancellationToken ct)
    {
        var (choices, ways) = (new OpenChoices(), new WaysOut());
        var open = new FlowParser(OpenActivities.Of(types, choices, ways)).Parse(flow);
        return await new Explorer(open, choices, ways, new VariableUse(compiled), limits, besideElsa ? new ElsaFlow(open) : null).RunAsync(ct);
    }
}
