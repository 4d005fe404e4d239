using Dapper;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Identity;
using Platform.Server.Cases.Intake;
using Platform.Server.Data;

namespace Platform.Server.Cases;

/// <summary>Looks for due timers and wakes their cases. A timer disappears with the step it caused, so one that is delivered twice is harmless.</summary>
internal sealed class TimerWorker(TimerStore store, ICasePost cases, IDuties duties, TimeProvider clock, ILogger<TimerWorker> log) : BackgroundService
{
    private const int AtOnce = 200;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(10);

    private DateTimeOffset _shown;
    private long? _hastened;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    internal async Task RunAsync(CancellationToken stoppingToken)
    {
        using var rounds = new PeriodicTimer(Round, clock);
        do
        {
            try
            {
                // Whoever did this before may have had another clock.
                _hastened = duties.Has("timers") ? _hastened : null;
                while (duties.Has("timers"))
                {
                    await HastenAsync(stoppingToken);
                    if (await FireDueAsync(stoppingToken) < AtOnce)
                    {
                        break;
                    }
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                CasesLog.TimersUnreadable(log, exception);
            }
        }
        while (await rounds.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One round; answers with the number of timers that were due.</summary>
    internal async Task<int> FireDueAsync(CancellationToken ct)
    {
        var due = await store.DueAsync(clock.GetUtcNow(), AtOnce, ct);
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = 16, TaskScheduler = TaskScheduler.Current, CancellationToken = ct }, async (timer, c) => await FireAsync(timer, c));
        return due.Count;
    }

    /// <summary>
    /// What a clock put off that was ahead would wait until the clock gets there again. Looks when the clock was set back, and from time to time, because one may be just
    /// being put off then.
    /// </summary>
    private async Task HastenAsync(CancellationToken ct)
    {
        var (before, now) = (_shown, clock.GetUtcNow());
        _shown = now;
        if (_hastened is { } since && now >= before && clock.GetElapsedTime(since) < LongestPause)
        {
            return;
        }

        _hastened = null;
        await store.HastenAsync(now, LongestPause, ct);
        _hastened = clock.GetTimestamp();
    }

    private async Task FireAsync(DueTimer timer, CancellationToken ct)
    {
        var notBefore = clock.GetUtcNow() + TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, timer.Attempts)));
        try
        {
            var command = new FireTimer { Actor = Actor.System, Channel = Channels.System, TimerId = timer.Id };
            var answer = await cases.SendAsync(timer.CaseId, command);
            if (!answer.Succeeded)
            {
                CasesLog.TimerRefused(log, timer.Id, timer.CaseId, string.Join(", ", answer.Problems.Select(p => p.Code)), notBefore);
                await store.PostponeAsync(timer.Id, notBefore, ct);
            }
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            CasesLog.TimerFailed(log, exception, timer.Id, timer.CaseId, notBefore);
            await store.PostponeAsync(timer.Id, notBefore, ct);
        }
    }
}

internal sealed record DueTimer(Guid Id, Guid CaseId, int Attempts);

internal sealed class TimerStore(IDatabase database, ICommitQueue queue)
{
    /// <summary>Timers of all localities that are due, oldest first.</summary>
    public async Task<IReadOnlyList<DueTimer>> DueAsync(DateTimeOffset now, int take, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var sql = $"select id, case_id, attempts from case_timer where not_before <= @now order by not_before, id {database.Dialect.Page}";
        return [.. await connection.QueryAsync<DueTimer>(new CommandDefinition(sql, new { now, take, skip = 0 }, cancellationToken: ct))];
    }

    /// <summary>Of all localities: when the oldest timer that was due before then should have fired, and how many there are; null when there is none.</summary>
    public async Task<(DateTimeOffset? Since, long Count)> OverdueAsync(DateTimeOffset before, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleAsync<(DateTimeOffset?, long)>(new CommandDefinition(
            "select min(due_at), count(*) from case_timer where due_at < @before", new { before }, cancellationToken: ct));
    }

    /// <summary>What was put off for longer than anything is put off was so by a clock that went ahead: it is due now.</summary>
    public async Task HastenAsync(DateTimeOffset now, TimeSpan longest, CancellationToken ct)
    {
        var latest = now + longest;
        await using (var connection = await database.OpenAsync(ct))
        {
            var putOff = new CommandDefinition("select count(*) from case_timer where attempts > 0 and not_before > @latest", new { latest }, cancellationToken: ct);
            if (await connection.ExecuteScalarAsync<long>(putOff) == 0)
            {
                return;
            }
        }

        await queue.CommitAsync<Done>(
            async (transaction, _) =>
            {
                await transaction.Connection!.ExecuteAsync("update case_timer set not_before = @now where attempts > 0 and not_before > @latest", new { now, latest }, transaction);
                return Done.It;
            },
            ct);
    }

    public Task PostponeAsync(Guid id, DateTimeOffset notBefore, CancellationToken ct) =>
        queue.CommitAsync<Done>(
            async (transaction, _) =>
            {
                await transaction.Connection!.ExecuteAsync(
                    "update case_timer set attempts = attempts + 1, not_before = @notBefore where id = @id", new { id, notBefore }, transaction);
                return Done.It;
            },
            ct);
}
