using System.Text.Json;
using Platform.Model;
using Platform.Model.Connectors;
using Platform.Model.Audit;
using Platform.Model.Decisions;
using Platform.Model.Definitions;
using Platform.Model.Effects;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Cases.Rehearsal;

/// <summary>Rehearses a flow that is not in force yet, for whoever may edit it: on a script, or on cases that have ended. Nothing is written and nothing leaves the platform.</summary>
internal sealed class RehearsalDesk(
    IItemDrafts items,
    IDefinitions inForce,
    IDecisionTables tables,
    IDefinitionEditor definitions,
    IEnumerable<IFlowChecks> checks,
    IFlowInterpreter interpreter,
    CaseReplay replay,
    ICommitQueue commits,
    IEffectHandler<AuditEntry> audit,
    TimeProvider clock,
    IIdSource ids,
    IRehearsedCalls calls)
{
    /// <summary>What one request may take.</summary>
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(20);

    /// <param name="flow">The flow as it is being drawn; null = the draft that was saved for the item's flow or, without one, the flow in force. Of everything else the item consists of, too, what the locality is editing counts.</param>
    /// <param name="editor">A place above the locality whose drafts count as well.</param>
    public async Task<Result<RehearsalRun>> RehearseAsync(Actor actor, LocalityCode locality, string item, JsonElement? flow, RehearsalScript script, CancellationToken ct, LocalityCode? editor = null)
    {
        var found = await ItemAsync(actor, locality, item, flow, editor ?? locality, ct);
        if (!found.TryGet(out var rehearsed))
        {
            return Result<RehearsalRun>.Refused(found.Problems);
        }

        return script.Check() is { } wrong
            ? wrong
            : await WithinAsync<RehearsalRun>(async c => await new RehearsedCase(rehearsed, interpreter, script.FiledAt ?? clock.GetUtcNow(), calls).PlayAsync(script, c), ct);
    }

    /// <summary>
    /// For whoever may read the cases of the place as well: a flow of their own could tell them what it finds in the answers. Fields with a mask are masked on both
    /// sides, and the audit trail says who asked.
    /// </summary>
    /// <param name="take">The newest ended cases of the item, at most 100.</param>
    public async Task<Result<IReadOnlyList<ReplayedCase>>> ReplayAsync(Actor actor, LocalityCode locality, string item, JsonElement? flow, int take, CancellationToken ct)
    {
        var found = await ItemAsync(actor, locality, item, flow, locality, ct);
        if (!found.TryGet(out var rehearsed))
        {
            return Result<IReadOnlyList<ReplayedCase>>.Refused(found.Problems);
        }

        if (!actor.May(Permissions.CasesRead, locality))
        {
            return Problem.Forbidden("replay.forbidden", ("value", locality.Value));
        }

        await AuditAsync(actor, locality, rehearsed, ct);
        return await WithinAsync<IReadOnlyList<ReplayedCase>>(async c => Result<IReadOnlyList<ReplayedCase>>.Ok(await replay.ReplayAsync(rehearsed, Math.Clamp(take, 1, CaseReplay.MostCases), c)), ct);
    }

    private static async Task<Result<T>> WithinAsync<T>(Func<CancellationToken, Task<Result<T>>> play, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Budget);
        try
        {
            return await play(limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Problem.Conflict("rehearsal.tooLong", ("expected", Budget.TotalSeconds));
        }
    }

    private Task<Result<Done>> AuditAsync(Actor actor, LocalityCode locality, PublishedItem item, CancellationToken ct) => commits.CommitAsync<Done>(
        async (transaction, c) =>
        {
            var now = clock.GetUtcNow();
            var detail = JsonSerializer.Serialize(new { flow = item.Flow.VersionId }, ModelJson.Options);
            await audit.ApplyAsync(new(ids.Next(), now, actor.Name, actor.AccountId, "flow.replayed", $"item:{item.Item.Key}", locality, detail), new(transaction, now, locality), c);
            return Done.It;
        },
        ct);

    /// <summary>With the flows it runs within itself and the decision tables it asks, as they are in force at the place.</summary>
    public static async ValueTask<FlowDefinition> WholeAsync(FlowDefinition flow, string key, LocalityCode locality, IDefinitions inForce, IDecisionTables tables, CancellationToken ct) => await FlowTables.CompleteAsync(
        await ChildFlows.CompleteAsync(
            flow,
            key,
            async name => await inForce.FindActiveAsync(DefinitionKind.Flow, name, locality, ct) is { } child ? FlowDefinition.Of(child) : null),
        name => tables.FindAsync(name, locality, ct));

    private async Task<Result<PublishedItem>> ItemAsync(Actor actor, LocalityCode locality, string key, JsonElement? flow, LocalityCode editor, CancellationToken ct)
    {
        // Who may edit above may edit here, but not the other way round.
        if (!actor.May(Permissions.DefinitionsEdit, locality) || !actor.May(Permissions.DefinitionsEdit, editor))
        {
            return Problem.Forbidden("definition.forbidden", ("value", actor.May(Permissions.DefinitionsEdit, locality) ? editor.Value : locality.Value));
        }

        var assembled = await items.FindAsync(locality, key, editor, ct);
        if (!assembled.TryGet(out var item))
        {
            return assembled;
        }

        var own = flow is { } given ? FlowDefinition.Unpublished(given) : item.FlowId.Owner == locality || item.FlowId.Owner == editor ? null : await DraftAsync(item, ct);
        var drawn = own is null ? item.Flow : await WholeAsync(own, item.FlowId.Key, locality, inForce, tables, ct);
        var steps = FlowStepNames.In(drawn.Json);
        var wrong = checks.SelectMany(c => c.Check(drawn)).Select(steps.Name).ToList();
        return wrong.Count > 0 ? Result<PublishedItem>.Refused(wrong) : item with { Flow = drawn };
    }

    private async Task<FlowDefinition?> DraftAsync(PublishedItem item, CancellationToken ct)
    {
        var id = item.FlowId;
        return await definitions.FindDraftAsync(new(id.Kind, id.Key, id.Owner), ct) is { } draft ? FlowDefinition.Of(draft) : null;
    }
}
