using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Audit;
using Platform.Model.Definitions;
using Platform.Model.Effects;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Cases.Moves;

/// <summary>
/// Orders open cases onto the version of a flow that is in force: first every case is looked at, then somebody decides, then they are moved one by one by
/// <see cref="CaseMoveWorker"/>. Whoever may put the flow in force may do that. Each act stands in the audit trail.
/// </summary>
internal sealed class CaseMoves(
    CaseMoveStore store,
    OpenCaseStore cases,
    IDefinitions definitions,
    IFlowInterpreter interpreter,
    ICommitQueue commits,
    IEffectHandler<AuditEntry> audit,
    TimeProvider clock,
    IIdSource ids)
{
    public const int MostSteps = 500;

    /// <summary>Looks at the open cases; nothing is changed. Refused with <c>flow.move.flowUnknown</c> when the place has no version of its own in force, and with what is wrong with the mapping.</summary>
    public async Task<Result<CaseMove>> PlanAsync(Actor actor, LocalityCode owner, string flow, IReadOnlyDictionary<string, string> mapping, CancellationToken ct)
    {
        if (Refusal(actor, owner) is { } forbidden)
        {
            return forbidden;
        }

        if (await definitions.FindActiveAsync(DefinitionKind.Flow, flow, owner, ct) is not { } active || active.Id.Owner != owner)
        {
            return Problem.NotFound("flow.move.flowUnknown", ("value", flow), ("locality", owner.Value));
        }

        if (mapping.Any(m => string.IsNullOrEmpty(m.Key) || string.IsNullOrEmpty(m.Value)))
        {
            return Problem.Invalid("flow.move.unknownTarget", "mapping", ("id", ""));
        }

        if (mapping.Count > MostSteps)
        {
            return Problem.Invalid("flow.move.tooMany", "mapping", ("value", mapping.Count), ("expected", MostSteps));
        }

        var whole = await ChildFlows.CompleteAsync(
            FlowDefinition.Of(active),
            flow,
            async name => await definitions.FindActiveAsync(DefinitionKind.Flow, name, owner, ct) is { } child ? FlowDefinition.Of(child) : null);
        var wrong = interpreter.CheckMapping(whole, mapping);
        if (wrong.Count > 0)
        {
            return Result<CaseMove>.Refused(wrong);
        }

        var now = clock.GetUtcNow();
        var move = new CaseMove(
            ids.Next(), owner, flow, active.Id.Version, mapping.ToImmutableSortedDictionary(StringComparer.Ordinal), CaseMoveStage.Looking, null, await cases.CountAsync(owner, ct), 0, actor.Name, now, now);
        return await commits.CommitAsync<CaseMove>(
            async (transaction, token) =>
            {
                await CaseMoveStore.AddAsync(transaction, move, token);
                await AuditAsync(transaction, actor, move, "flow.movePlanned", token);
                return move;
            },
            ct);
    }

    /// <summary>Moves what was found movable.</summary>
    public async Task<Result<CaseMove>> StartAsync(Actor actor, Guid id, CancellationToken ct)
    {
        var found = await FindAsync(actor, id, ct);
        if (found.TryGet(out var move) && move.Stage == CaseMoveStage.Ready
            && (await definitions.FindActiveAsync(DefinitionKind.Flow, move.Flow, move.Owner, ct))?.Id is var inForce && inForce?.Version != move.Version)
        {
            return Problem.Conflict("flow.move.outdated", ("value", move.Version), ("expected", inForce?.Version));
        }

        return found.Succeeded ? await TurnAsync(actor, id, [CaseMoveStage.Ready], CaseMoveStage.Moving, "flow.moveStarted", ct) : found;
    }

    /// <summary>Moves back every case nobody has worked on since.</summary>
    public Task<Result<CaseMove>> UndoAsync(Actor actor, Guid id, CancellationToken ct) => TurnAsync(actor, id, [CaseMoveStage.Moved, CaseMoveStage.Moving], CaseMoveStage.Undoing, "flow.moveUndone", ct);

    /// <summary>Gives the order up while nothing is changed.</summary>
    public Task<Result<CaseMove>> DropAsync(Actor actor, Guid id, CancellationToken ct) =>
        TurnAsync(actor, id, [CaseMoveStage.Looking, CaseMoveStage.Ready], CaseMoveStage.Dropped, "flow.moveDropped", ct);

    /// <summary>The order, when the actor may see it; one that may not be seen is not told apart from one that does not exist.</summary>
    public async Task<Result<CaseMove>> FindAsync(Actor actor, Guid id, CancellationToken ct) =>
        await store.FindAsync(id, ct) is { } move && Refusal(actor, move.Owner) is null ? move : Problem.NotFound("flow.move.unknown", ("value", id));

    public async Task<Result<IReadOnlyList<CaseMove>>> ListAsync(Actor actor, LocalityCode owner, int take, CancellationToken ct) =>
        Refusal(actor, owner) is { } forbidden ? forbidden : Result<IReadOnlyList<CaseMove>>.Ok(await store.ListAsync(owner, take, ct));

    private async Task<Result<CaseMove>> TurnAsync(Actor actor, Guid id, IReadOnlyList<CaseMoveStage> from, CaseMoveStage to, string act, CancellationToken ct)
    {
        var found = await FindAsync(actor, id, ct);
        if (!found.TryGet(out var move))
        {
            return found;
        }

        if (move.Stage == to)
        {
            return move;
        }

        if (!from.Contains(move.Stage))
        {
            return WrongStage(move, from);
        }

        return await commits.CommitAsync<CaseMove>(
            async (transaction, token) =>
            {
                var now = clock.GetUtcNow();
                if (!await CaseMoveStore.TurnAsync(transaction, id, move.Stage, to, now, token))
                {
                    return WrongStage(move, from);
                }

                await AuditAsync(transaction, actor, move, act, token);
                return move with { Stage = to, UpdatedAt = now };
            },
            ct);
    }

    private ValueTask AuditAsync(DbTransaction transaction, Actor actor, CaseMove move, string act, CancellationToken ct)
    {
        var detail = JsonSerializer.Serialize(new { order = move.Id, version = move.Version, mapping = move.Mapping }, ModelJson.Options);
        var now = clock.GetUtcNow();
        return audit.ApplyAsync(new(ids.Next(), now, actor.Name, actor.AccountId, act, $"definition:flow/{move.Flow}", move.Owner, detail), new(transaction, now, move.Owner), ct);
    }

    private static Problem? Refusal(Actor actor, LocalityCode owner) =>
        actor.May(Permissions.DefinitionsPublish, owner) ? null : Problem.Forbidden("definition.forbidden", ("value", owner.Value));

    private static Problem WrongStage(CaseMove move, IReadOnlyList<CaseMoveStage> expected) => Problem.Conflict(
        "flow.move.stage",
        ("value", JsonNamingPolicy.CamelCase.ConvertName(move.Stage.ToString())),
        ("expected", string.Join(", ", expected.Select(s => JsonNamingPolicy.CamelCase.ConvertName(s.ToString())))));
}
