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
        var exploration = await ExploreAsync(flow, compiled, besideElsa: false, ct);
        var findings = new SoundnessFindings(compiled, exploration).All().ToList();
        if (new ElsaFlow(compiled).MayDiffer)
        {
            findings.AddRange(ElsaFindings.Of(compiled, await ExploreAsync(flow, compiled, besideElsa: true, ct), exploration.Reached is null));
        }

        return findings;
    }

    public IReadOnlyList<FlowAudience> Audiences(FlowDefinition flow) => FlowAudiences.Of(new FlowParser(types).Parse(flow));

    /// <summary>Everything that can happen, without what it means.</summary>
    internal async ValueTask<Exploration> ExploreAsync(FlowDefinition flow, CompiledFlow compiled, bool besideElsa, CancellationToken ct)
    {
        var (choices, ways) = (new OpenChoices(), new WaysOut());
        var open = new FlowParser(OpenActivities.Of(types, choices, ways)).Parse(flow);
        return await new Explorer(open, choices, ways, new VariableUse(compiled), limits, besideElsa ? new ElsaFlow(open) : null).RunAsync(ct);
    }
}
