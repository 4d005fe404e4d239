using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Extensions.Options;
using Platform.Model;

namespace Platform.Server.Data;

/// <summary>Makes the deliveries: one loop per receiver and per lane of a channel, so that a slow or broken one holds up nobody else.</summary>
internal sealed class OutboxDispatcher(
    OutboxTargets targets, OutboxStore store, IDatabaseEngine database, ICommitQueue commits, IDuties duties, IOptions<OutboxOptions> options, TimeProvider time, DataMetrics metrics, ILogger<OutboxDispatcher> log)
    : BackgroundService
{
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(1);

    private long _backlog;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.ObserveBacklog(() => Volatile.Read(ref _backlog));
        List<Task> running = [.. targets.Fixed.Select(t => RunAsync(t, stoppingToken)), CountAsync(stoppingToken), MeetLanesAsync(stoppingToken)];
        try
        {
            await foreach (var lane in targets.LanesAsync(stoppingToken))
            {
                running.Add(RunAsync(lane, stoppingToken));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }

        await Task.WhenAll(running);
    }

    private Task RunAsync(OutboxTarget target, CancellationToken ct) => new OutboxLoop(target, store, database, commits, duties, options.Value, time, metrics, log).RunAsync(ct);

    /// <summary>Lanes in which something waits that this process did not write: an earlier one did, or another one that shares the database.</summary>
    private async Task MeetLanesAsync(CancellationToken ct)
    {
        try
        {
            while (true)
            {
                var next = database.IsShared ? options.Value.SharedPoll : options.Value.Poll;
                try
                {
                    foreach (var channel in targets.Fixed.OfType<ChannelTarget>())
                    {
                        foreach (var lane in await store.WaitingTargetsAsync(ChannelTarget.LanesOf(channel.Channel), ct))
                        {
                            _ = targets.Find(lane);
                        }
                    }
                }
                catch (DbException e) when (!ct.IsCancellationRequested)
                {
                    log.OutboxStumbled(e, "lanes");
                    next = Breath;
                }

                await Task.Delay(next, time, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task CountAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(10));
        try
        {
            do
            {
                try
                {
                    Volatile.Write(ref _backlog, await store.CountAsync(ct));
                }
                catch (DbException e) when (!ct.IsCancellationRequested)
                {
                    log.OutboxStumbled(e, "count");
                }
            }
            while (await timer.WaitForNextTickAsync(ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The host stops.
        }
    }
}

/// <summary>
/// Delivers to one receiver, as long as that is this process's duty. Deliveries of one subject keep their order: while one waits for its retry, later ones of that subject wait with it.
/// Acknowledgements of a whole batch are one piece of work for the writer.
/// </summary>
internal sealed class OutboxLoop(OutboxTarget target, OutboxStore store, IDatabaseEngine database, ICommitQueue commits, IDuties duties, OutboxOptions options, TimeProvider time, DataMetrics metrics, ILogger log)
{
    private const int BatchLimit = 256;
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(1);

    /// <summary>How long what is on its way may still take when the process is told to stop.</summary>
    private static readonly TimeSpan Parting = TimeSpan.FromSeconds(5);

    /// <summary>How much longer what arrived may wait for its acknowledgement then: one that hangs must not have all the others delivered again.</summary>
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(15);

    /// <summary>How often is asked whether the deliveries have become this process's duty.</summary>
    private static readonly TimeSpan Duty = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<string, DateTimeOffset> _waiting = new(StringComparer.Ordinal);
    private DateTimeOffset? _nextDue;

    public async Task RunAsync(CancellationToken ct)
    {
        var loaded = false;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                // Nothing waits that long, unless the clock was ahead when it was put off.
                loaded = loaded && !(_nextDue > time.GetUtcNow() + options.LongestWait);
                if (!duties.Has("outbox." + target.Name))
                {
                    loaded = false;
                    await Task.Delay(Duty, time, ct);
                    continue;
                }

                if (!loaded)
                {
                    await LoadAsync(ct);
                    loaded = true;
                }

                if (!await PassAsync(ct) && !await target.WaitAsync(WaitTime(), time, ct))
                {
                    // Woken by nobody: look for retries too, in case somebody changed the table.
                    _nextDue = await store.NextDueAsync(target.Name, ct);
                }
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The loop must outlive a database that is away for a while.
            catch (Exception e)
#pragma warning restore CA1031
            {
                // An acknowledgement whose end is unknown may be stored: what waits is read anew, lest a subject goes on while its first delivery waits.
                loaded = false;
                log.OutboxStumbled(e, target.Name);
                await Task.Delay(Breath, time, CancellationToken.None);
            }
        }
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var waiting = await store.WaitingAsync(target.Name, ct);
        if (waiting.Any(w => w.Due > now + options.LongestWait))
        {
            await commits.CommitAsync<Done>("outbox:" + target.Name, async (transaction, token) =>
            {
                await OutboxStore.HastenAsync(transaction, target.Name, now, now + options.LongestWait, token);
                return Done.It;
            }, ct);
            waiting = await store.WaitingAsync(target.Name, ct);
        }

        _waiting.Clear();
        foreach (var (subject, due) in waiting)
        {
            if (subject.Length > 0)
            {
                _waiting[subject] = due;
            }
        }

        _nextDue = await store.NextDueAsync(target.Name, ct);
    }

    private TimeSpan WaitTime()
    {
        var untilDue = _nextDue - time.GetUtcNow();
        var longest = database.IsShared ? options.SharedPoll : options.Poll;
        return untilDue is not { } wait || wait > longest ? longest : wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    /// <summary>Delivers what can be delivered now; false when there was nothing.</summary>
    private async Task<bool> PassAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (_nextDue <= now)
        {
            var due = await store.DueAsync(target.Name, now, BatchLimit, ct);
            await DeliverAsync(due, now, ct);
            _nextDue = await store.NextDueAsync(target.Name, ct);
            return due.Count > 0;
        }

        var fresh = await store.FreshAsync(target.Name, BatchLimit, ct);
        await DeliverAsync(fresh, now, ct);
        return fresh.Count > 0;
    }

    private async Task DeliverAsync(IReadOnlyList<OutboxRow> rows, DateTimeOffset now, CancellationToken ct)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var verdicts = new ConcurrentBag<OutboxVerdict>();
        var groups = rows.GroupBy(r => r.Subject.Length > 0 ? r.Subject : r.Id.ToString(), StringComparer.Ordinal);

        // Told to stop, what is on its way arrives and is acknowledged, so that nobody makes the delivery again.
        using var parting = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var lastWord = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var stopping = ct.Register(() =>
        {
            parting.CancelAfter(Parting);
            lastWord.CancelAfter(Parting + LastWord);
        });
        try
        {
            await Parallel.ForEachAsync(groups, new ParallelOptions { MaxDegreeOfParallelism = options.Parallel, TaskScheduler = TaskScheduler.Current, CancellationToken = ct }, async (group, _) =>
            {
                DateTimeOffset? wait = _waiting.TryGetValue(group.Key, out var until) && until > now ? until : null;
                foreach (var row in group.TakeWhile(_ => !ct.IsCancellationRequested))
                {
                    var verdict = wait is null ? await TryAsync(row, parting.Token) : new OutboxVerdict(row, row.Attempts, wait, Dead: false, null);
                    verdicts.Add(verdict);
                    wait = row.Subject.Length > 0 ? verdict.Due : null;
                }
            });
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The rest is delivered by whoever comes next.
        }

        var all = verdicts.OrderBy(v => v.Row.Position).ToList();
        if (all.Count > 0)
        {
            await AcknowledgeAsync(all, now, lastWord.Token);
        }

        Remember(all);
    }

    // What has been delivered is not delivered again because the database is away or undoes what others were in the way of: its acknowledgement waits.
    // Only one whose end is unknown does not, because writing it again may be refused; its deliveries are looked at anew.
    private async Task AcknowledgeAsync(List<OutboxVerdict> verdicts, DateTimeOffset now, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await commits.CommitAsync<Done>("outbox:" + target.Name, async (transaction, token) =>
                {
                    await OutboxStore.ApplyAsync(transaction, verdicts, now, token);
                    return Done.It;
                }, ct);
                return;
            }
            catch (Exception e) when (IsUndone(e))
            {
                log.OutboxStumbled(e, target.Name);
                await Task.Delay(Breath, time, ct);
            }
        }
    }

    /// <summary>Whether nothing of it is stored, and the same may be stored later.</summary>
    private bool IsUndone(Exception e) => Outages.Of(e, database.Dialect) is { } outage ? outage != Outage.Unresolved : e is DbException failed && database.Dialect.IsTransient(failed);

    private void Remember(List<OutboxVerdict> verdicts)
    {
        foreach (var verdict in verdicts)
        {
            if (verdict.Due is { } due)
            {
                _nextDue = _nextDue is { } next && next < due ? next : due;
                if (verdict.Row.Subject.Length > 0)
                {
                    _waiting[verdict.Row.Subject] = due;
                }
            }
            else
            {
                _waiting.Remove(verdict.Row.Subject);
            }
        }

        metrics.Delivered(target.Name, verdicts.Count(v => v is { Due: null, Dead: false }));
    }

    private async Task<OutboxVerdict> TryAsync(OutboxRow row, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(options.DeliveryLimit, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, late.Token);
        using var span = DataTraces.Delivery(row);
        try
        {
            await target.DeliverAsync(row, limit.Token);
            return new OutboxVerdict(row, row.Attempts + 1, null, Dead: false, null);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever a receiver throws is a failed try.
        catch (Exception e)
#pragma warning restore CA1031
        {
            span.Failed(e);
            return await FailedAsync(row, e, ct);
        }
    }

    /// <summary>Whether the receiver has seen to it; null when it could not be told, and has to be told again.</summary>
    private async Task<bool?> GiveUpAsync(OutboxRow row, string error, CancellationToken ct)
    {
        try
        {
            return await target.GiveUpAsync(row, error, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever a receiver throws is a failed try.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.OutboxStumbled(e, target.Name);
            return null;
        }
    }

    private async Task<OutboxVerdict> FailedAsync(OutboxRow row, Exception e, CancellationToken ct)
    {
        var attempts = row.Attempts + 1;
        var error = $"{e.GetType().Name}: {e.Message}";
        error = error.Length > 500 ? error[..500] : error;
        if (attempts >= options.MaxTries)
        {
            if (await GiveUpAsync(row, error, ct) is not { } seen)
            {
                return new OutboxVerdict(row, attempts, time.GetUtcNow() + options.LongestWait, Dead: false, error);
            }

            if (seen)
            {
                log.DeliveryEnded(e, row.Id, target.Name, attempts);
                return new OutboxVerdict(row, attempts, null, Dead: false, error);
            }

            log.DeliveryGivenUp(e, row.Id, target.Name, attempts);
            metrics.Dead(target.Name);
            return new OutboxVerdict(row, attempts, null, Dead: true, error);
        }

        var wait = Math.Min(options.FirstWait.TotalSeconds * Math.Pow(2, attempts - 1), options.LongestWait.TotalSeconds);
        var due = time.GetUtcNow().AddSeconds(wait);
        log.DeliveryFailed(e, row.Id, target.Name, attempts, due);
        return new OutboxVerdict(row, attempts, due, Dead: false, error);
    }
}
