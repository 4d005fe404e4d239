using Platform.Model.Definitions;
using Platform.Model.Flows;

namespace Platform.Server.Definitions.Checks;

/// <summary>To come into force a flow has to pass what its interpreter demands; a draft may be half drawn.</summary>
internal sealed class FlowCheck(IEnumerable<IFlowChecks> checks) : IDefinitionCheck
{
    public DefinitionKind Kind => DefinitionKind.Flow;

    public ValueTask<IReadOnlyList<DefinitionFinding>> CheckAsync(DefinitionDraft draft, CheckStage stage, CancellationToken ct)
    {
        if (stage == CheckStage.Save)
        {
            return ValueTask.FromResult<IReadOnlyList<DefinitionFinding>>([]);
        }

        var flow = new FlowDefinition($"draft {draft.Key} {draft.Owner}", draft.Document);
        return ValueTask.FromResult<IReadOnlyList<DefinitionFinding>>(
        [
            .. checks.SelectMany(c => c.Check(flow)).Select(p => new DefinitionFinding(p)),
            .. checks.SelectMany(c => c.Warn(flow)).Select(p => new DefinitionFinding(p, Blocks: false)),
        ]);
    }
}
