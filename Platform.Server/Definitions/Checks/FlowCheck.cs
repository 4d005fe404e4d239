using System.Text.Json;
using Platform.Model;
using Platform.Model.Decisions;
using Platform.Model.Definitions;
using Platform.Model.Flows;
using Platform.Model.Identity;

namespace Platform.Server.Definitions.Checks;

/// <summary>
/// To come into force a flow has to pass what its interpreter demands, and every run of it has to come to an end; a draft may be half drawn. Whom it names is
/// looked up, as far as it is known before a case is there.
/// </summary>
internal sealed class FlowCheck(IEnumerable<IFlowChecks> checks, IFlowSoundness soundness, IDecisionTables tables, IAuthorities authorities, IAccounts accounts) : IDefinitionCheck
{
    public DefinitionKind Kind => DefinitionKind.Flow;

    public async ValueTask<IReadOnlyList<DefinitionFinding>> CheckAsync(DefinitionDraft draft, CheckStage stage, CancellationToken ct)
    {
        if (stage == CheckStage.Save)
        {
            return [];
        }

        var flow = await ChildFlows.CompleteAsync(FlowDefinition.Unpublished(draft.Document), draft.Key, name => FindAsync(name, draft, ct));
        var known = tables.Over(draft.InForce);
        flow = await FlowTables.CompleteAsync(flow, key => known.FindAsync(key, draft.Owner, ct));
        var wrong = checks.SelectMany(c => c.Check(flow)).Select(p => new DefinitionFinding(p)).ToList();
        IEnumerable<DefinitionFinding> notes = checks.SelectMany(c => c.Warn(flow)).Select(p => new DefinitionFinding(p, Blocks: false));
        if (wrong.Count > 0)
        {
            // What cannot be read cannot be explored.
            return [.. wrong, .. notes];
        }

        var found = await soundness.ProveAsync(flow, ct);
        return [.. found.Select(f => new DefinitionFinding(f.Problem, f.Blocks)), .. notes, .. await CheckAudiencesAsync(soundness.Audiences(flow), ct)];
    }

    /// <summary>A role nobody can have is wrong. An authority that is not there yet, or where nobody has the role yet, is worth knowing.</summary>
    private async ValueTask<IReadOnlyList<DefinitionFinding>> CheckAudiencesAsync(IReadOnlyList<FlowAudience> audiences, CancellationToken ct)
    {
        var found = new List<DefinitionFinding>();
        foreach (var audience in audiences)
        {
            if (audience.Role is { } role && (role == Roles.Channel || !Roles.All.ContainsKey(role)))
            {
                found.Add(new DefinitionFinding(Problem.Invalid("flow.roleUnknown", audience.Field, ("id", audience.StepId), ("value", role), ("expected", string.Join(", ", Roles.All.Keys.Where(r => r != Roles.Channel).Order())))));
            }
            else if (audience.Authority is { } code && await MissingAsync(audience, code, ct) is { } missing)
            {
                found.Add(new DefinitionFinding(missing, Blocks: false));
            }
        }

        return found;
    }

    private async ValueTask<Problem?> MissingAsync(FlowAudience audience, string code, CancellationToken ct)
    {
        if (await authorities.FindAsync(code, ct) is not { } authority)
        {
            return Problem.Invalid("flow.authorityUnknown", audience.Field, ("id", audience.StepId), ("value", code));
        }

        return audience.Role is { } role && (await accounts.ListByRoleAsync(role, authority.Locality, code, ct)).Count == 0
            ? Problem.Invalid("flow.roleUnheld", audience.Field, ("id", audience.StepId), ("value", role), ("authority", code))
            : null;
    }

    private static async ValueTask<FlowDefinition?> FindAsync(string name, DefinitionDraft draft, CancellationToken ct)
    {
        var found = await draft.InForce.FindActiveAsync(DefinitionKind.Flow, name, draft.Owner, ct);
        return found is null ? null : FlowDefinition.Of(found);
    }
}
