using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Definitions;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Server.Cases.Intake;
using Platform.Server.Data;

namespace Platform.Server.Cases.Moves;

/// <summary>
/// Works on the orders, batch by batch. Rows say how far each has come, so that it goes on there after a stop; a case that cannot be read or moved gets its
/// reason and holds up no other. Two processes may work on one order: each case is changed once.
/// </summary>
internal sealed class CaseMoveWorker(
    CaseMoveStore store,
    OpenCaseStore open,
    CaseReader cases,
    IItemCatalogue items,
    IFlowInterpreter interpreter,
    ICommitQueue commits,
    IDuties duties,
    IDatabase database,
    TimeProvider clock,
    ILogger<CaseMoveWorker> log) : BackgroundService
{
    public const int BatchSize = 100;

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var rounds = new PeriodicTimer(Round, clock);
        do
        {
            try
            {
                while (duties.Has("moves") && await AdvanceAsync(BatchSize, stoppingToken))
                {
                    // There is more to do.
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                CasesLog.MovesStumbled(log, exception);
            }
        }
        while (await rounds.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One batch of every order; false when there is nothing to do.</summary>
    /// <param name="take">Cases of a batch; at least 1.</param>
    internal async Task<bool> AdvanceAsync(int take, CancellationToken ct)
    {
        var orders = await store.WorkAsync(ct);
        foreach (var move in orders)
        {
            await (move.Stage == CaseMoveStage.Looking ? LookAsync(move, take, ct) : ActAsync(move, take, ct));
        }

        return orders.Count > 0;
    }

    private async Task LookAsync(CaseMove move, int take, CancellationToken ct)
    {
        var batch = await open.ListAsync(move.Owner, move.LastCase, null, take, ct);
        var lines = new List<CaseMoveLine>();
        foreach (var id in batch)
        {
            try
            {
                if (await LookAsync(move, id, ct) is { } line)
                {
                    lines.Add(line);
                }
            }
            catch (Exception e) when (!ct.IsCancellationRequested && CaseFaults.IsOfTheCase(e, database))
            {
                CasesLog.MoveFailed(log, e, id, move.Flow, move.Owner.Value, move.Version);
                lines.Add(new(id, id.ToString(), 0, "", CaseMoveOutcome.Blocked, null, [Problem.Conflict("case.move.unreadable", ("number", id))]));
            }
        }

        var ended = batch.Count < take;
        var next = move with
        {
            Stage = ended ? CaseMoveStage.Ready : CaseMoveStage.Looking,
            LastCase = ended ? null : batch[^1],
            SeenCases = move.SeenCases + batch.Count,
            UpdatedAt = clock.GetUtcNow(),
        };
        await store.LookedAsync(move, next, lines, ct);
    }

    /// <summary>What would become of the case; null when it does not run on another version of the flow.</summary>
    private async Task<CaseMoveLine?> LookAsync(CaseMove move, Guid id, CancellationToken ct)
    {
        if (await cases.ReadAsync(id) is not { Flow: not null } file || file.State.IsTerminal())
        {
            return null;
        }

        var item = await items.GetAsync(file.ItemVersionId, ct);
        var (present, to) = (item.FlowId, TargetOf(move));
        if (present == to || (present with { Version = to.Version }) != to)
        {
            return null;
        }

        var target = await items.OnFlowAsync(file.ItemVersionId, to, ct);
        var tried = FlowFitness.TryMove(interpreter, file, item.Flow, target.Flow, move.Mapping);
        return new(id, file.Number, present.Version, file.ItemVersionId, tried.Succeeded ? CaseMoveOutcome.Movable : CaseMoveOutcome.Blocked, null, tried.Problems);
    }

    private async Task ActAsync(CaseMove move, int take, CancellationToken ct)
    {
        var undo = move.Stage == CaseMoveStage.Undoing;
        var batch = await store.LinesAsync(move.Id, undo ? CaseMoveOutcome.Moved : CaseMoveOutcome.Movable, null, take, ct);
        foreach (var line in batch)
        {
            if (await ActAsync(move, line, undo, ct) is { Count: > 0 } reasons)
            {
                await store.RefusedAsync(move.Id, line, undo ? CaseMoveOutcome.Kept : CaseMoveOutcome.Failed, reasons, ct);
            }
        }

        if (batch.Count < take)
        {
            await commits.CommitAsync<Done>(
                async (transaction, c) =>
                {
                    await CaseMoveStore.TurnAsync(transaction, move.Id, move.Stage, undo ? CaseMoveStage.Undone : CaseMoveStage.Moved, clock.GetUtcNow(), c);
                    return Done.It;
                },
                ct);
        }
    }

    /// <summary>Why the case could not be changed; empty when it was.</summary>
    private async Task<IReadOnlyList<Problem>> ActAsync(CaseMove move, CaseMoveLine line, bool undo, CancellationToken ct)
    {
        try
        {
            var command = undo
                ? new MoveToFlow
                {
                    Actor = Actor.System,
                    Channel = Channels.System,
                    Move = move.Id,
                    FromVersion = move.Version,
                    To = await items.GetAsync(line.FromItem, ct),
                    Mapping = move.Mapping.ToDictionary(m => m.Value, m => m.Key, StringComparer.Ordinal),
                    IfVersion = line.CaseVersion,
                    Undo = true,
                }
                : new MoveToFlow { Actor = Actor.System, Channel = Channels.System, Move = move.Id, FromVersion = line.FromVersion, To = await items.OnFlowAsync(await PresentItemAsync(line), TargetOf(move), ct), Mapping = move.Mapping };
            return (await cases.SendAsync(line.Case, command)).Problems;
        }
        catch (Exception e) when (!ct.IsCancellationRequested && CaseFaults.IsOfTheCase(e, database))
        {
            CasesLog.MoveFailed(log, e, line.Case, move.Flow, move.Owner.Value, move.Version);
            return [Problem.Conflict("case.move.unreadable", ("number", line.Number))];
        }
    }

    /// <summary>A calendar may have come into force since the case was looked at.</summary>
    private async Task<string> PresentItemAsync(CaseMoveLine line) => (await cases.ReadAsync(line.Case))?.ItemVersionId ?? line.FromItem;

    private static DefinitionId TargetOf(CaseMove move) => new(DefinitionKind.Flow, move.Flow, move.Owner, move.Version);
}
