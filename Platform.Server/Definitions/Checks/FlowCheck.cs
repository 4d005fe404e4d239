using System.Text.Json;
using Platform.Model.Definitions;
using Platform.Model.Flows;

namespace Platform.Server.Definitions.Checks;

/// <summary>To come into force a flow has to pass what its interpreter demands; a draft may be half drawn.</summary>
internal sealed class FlowCheck(IEnumerable<IFlowChecks> checks, IDefinitions definitions) : IDefinitionCheck
{
    public DefinitionKind Kind => DefinitionKind.Flow;

    public async ValueTask<IReadOnlyList<DefinitionFinding>> CheckAsync(DefinitionDraft draft, CheckStage stage, CancellationToken ct)
    {
        if (stage == CheckStage.Save)
        {
            return [];
        }

        var flow = await ChildFlows.CompleteAsync(new($"draft {draft.Key} {draft.Owner}", draft.Document), draft.Key, name => FindAsync(name, draft, ct));
        return
        [
            .. checks.SelectMany(c => c.Check(flow)).Select(p => new DefinitionFinding(p)),
            .. checks.SelectMany(c => c.Warn(flow)).Select(p => new DefinitionFinding(p, Blocks: false)),
        ];
    }

    private async ValueTask<FlowDefinition?> FindAsync(string name, DefinitionDraft draft, CancellationToken ct)
    {
        var found = await definitions.FindActiveAsync(DefinitionKind.Flow, name, draft.Owner, ct);
        return found is null ? null : new FlowDefinition(found.Id.ToString(), JsonElement.Parse(found.Json));
    }
}
