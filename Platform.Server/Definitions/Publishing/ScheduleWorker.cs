using Platform.Server.Data;

namespace Platform.Server.Definitions.Publishing;

/// <summary>
/// Puts in force what is due, and what was due while nobody served. A schedule is settled in the transaction of its publication: a stop in between, or a second process, changes
/// nothing of that.
/// </summary>
internal sealed class ScheduleWorker(ScheduleStore store, Publications publications, IDuties duties, TimeProvider clock, ILogger<ScheduleWorker> log) : BackgroundService
{
    private const int AtOnce = 20;

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var rounds = new PeriodicTimer(Round, clock);
        do
        {
            try
            {
                while (duties.Has("schedules") && await RunDueAsync(stoppingToken) == AtOnce)
                {
                    // There is more.
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                DefinitionsLog.SchedulesStumbled(log, exception);
            }
        }
        while (await rounds.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One round; how many were due.</summary>
    internal async Task<int> RunDueAsync(CancellationToken ct)
    {
        var due = await store.DueAsync(clock.GetUtcNow(), AtOnce, ct);
        foreach (var schedule in due)
        {
            try
            {
                await publications.CarryOutAsync(schedule, ct);
            }
            catch (Exception exception) when (!ct.IsCancellationRequested)
            {
                // One that cannot be carried out holds up no other; it is tried again.
                DefinitionsLog.ScheduleStumbled(log, exception, schedule.Id);
            }
        }

        return due.Count;
    }
}
