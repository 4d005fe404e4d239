using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Server.Cases.Intake;
using Platform.Server.Data;

namespace Platform.Server.Cases.Calendars;

/// <summary>
/// Counts the open cases anew when a calendar came into force, batch by batch. The row of the change says how far it has come, so that it goes on there
/// after a stop; a case that was counted already is not counted again. One that cannot be counted keeps its calendar and holds up no other.
/// </summary>
internal sealed class CalendarWorker(
    CalendarChangeStore store, OpenCaseStore open, CaseReader cases, IItemCatalogue items, IDefinitions definitions, IDuties duties, IDatabase database, TimeProvider clock, ILogger<CalendarWorker> log) : BackgroundService
{
    public const int BatchSize = 100;

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);

    /// <summary>How long a process may still hand out the calendar before: what is in force is looked up within a minute everywhere.</summary>
    private static readonly TimeSpan SettlesAfter = TimeSpan.FromMinutes(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var rounds = new PeriodicTimer(Round, clock);
        do
        {
            try
            {
                while (duties.Has("calendars") && await AdvanceAsync(BatchSize, stoppingToken))
                {
                    // There is more to do.
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                CasesLog.CalendarStumbled(log, exception);
            }
        }
        while (await rounds.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One batch of every change that is not done; false when nothing could be done now.</summary>
    /// <param name="take">Cases of a batch; at least 1.</param>
    internal async Task<bool> AdvanceAsync(int take, CancellationToken ct)
    {
        var worked = false;
        foreach (var change in await store.OpenAsync(ct))
        {
            worked |= await AdvanceAsync(change, take, ct);
        }

        return worked;
    }

    private async Task<bool> AdvanceAsync(CalendarChange change, int take, CancellationToken ct)
    {
        var settling = change.Stage == CalendarStage.Settling;
        var active = await definitions.FindActiveAsync(DefinitionKind.Calendar, change.Calendar, change.Owner, ct);
        if ((settling && clock.GetUtcNow() < change.PublishedAt + SettlesAfter) || (active is not null && active.Id.Owner == change.Owner && active.PublishedAt < change.PublishedAt))
        {
            return false;
        }

        if (active is null)
        {
            // It went out of force and nothing holds instead: cases keep the calendar they have.
            await store.AdvanceAsync(change, change with { Stage = CalendarStage.Done, UpdatedAt = clock.GetUtcNow() }, ct);
            return true;
        }

        // A case that was filed with the calendar before, while its filing was on the way, is found in the second stage.
        var batch = await open.ListAsync(change.Owner, change.LastCase, settling ? change.PublishedAt - SettlesAfter : null, take, ct);
        var (moved, skipped) = (0, 0);
        var present = new Dictionary<string, PublishedItem>(StringComparer.Ordinal);
        foreach (var id in batch)
        {
            try
            {
                moved += await MoveAsync(id, present, ct) ? 1 : 0;
            }
            catch (Exception e) when (!ct.IsCancellationRequested && CaseFaults.IsOfTheCase(e, database))
            {
                CasesLog.CalendarSkipped(log, e, id, change.Calendar, change.Owner.Value, change.Version);
                skipped++;
            }
        }

        var ended = batch.Count < take;
        var next = change with
        {
            Stage = ended ? settling ? CalendarStage.Done : CalendarStage.Settling : change.Stage,
            LastCase = ended ? null : batch[^1],
            SeenCases = change.SeenCases + (settling ? 0 : batch.Count),
            MovedCases = change.MovedCases + moved,
            SkippedCases = change.SkippedCases + skipped,
            UpdatedAt = clock.GetUtcNow(),
        };
        await store.AdvanceAsync(change, next, ct);
        if (ended)
        {
            CasesLog.CalendarStageEnded(log, change.Calendar, change.Owner.Value, change.Version, change.Stage, next.SeenCases, next.MovedCases, next.SkippedCases);
        }

        return true;
    }

    /// <summary>Whether a deadline of the case moved.</summary>
    /// <param name="found">Item versions on the calendar in force, as this batch has found them so far: most cases share a few.</param>
    private async Task<bool> MoveAsync(Guid id, Dictionary<string, PublishedItem> found, CancellationToken ct)
    {
        if (await cases.ReadAsync(id) is not { } file || file.State.IsTerminal())
        {
            return false;
        }

        if (!found.TryGetValue(file.ItemVersionId, out var present))
        {
            found[file.ItemVersionId] = present = await items.OnPresentCalendarAsync(file.ItemVersionId, ct);
        }

        if (present.VersionId == file.ItemVersionId)
        {
            return false;
        }

        var before = await items.GetAsync(file.ItemVersionId, ct);
        var answer = await cases.SendAsync(id, new MoveToCalendar { Actor = Actor.System, Channel = Channels.System, From = file.ItemVersionId, To = present });
        if (!answer.Succeeded && answer.Problems.All(p => p.Code != "case.calendar.settled"))
        {
            throw new InvalidOperationException($"Case {file.Number} could not be counted anew: {string.Join(", ", answer.Problems.Select(p => p.Code))}");
        }

        return answer.Succeeded && ClockRules.Recompute(before.Calendar, present.Calendar, file.Ledger).Count > 0;
    }
}
