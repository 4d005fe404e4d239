using Platform.Server.Data;

namespace Platform.Server.Hosting.Housekeeping;

/// <summary>Does the chores of all features, in bounded batches, one after the other: what waits for an hour more does no harm.</summary>
internal sealed class Housekeeper(IEnumerable<IChore> chores, IDuties duties, TimeProvider time, ILogger<Housekeeper> log) : BackgroundService
{
    public const int BatchSize = 200;

    /// <summary>Batches of one chore in one round, so that a large backlog holds up neither the others nor the people.</summary>
    private const int BatchesPerRound = 50;

    private const string Duty = "chores";
    private static readonly TimeSpan Round = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(50);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Asked now, so that it is somebody's when the first round comes.
        _ = duties.Has(Duty);
        using var rounds = new PeriodicTimer(Round, time);
        while (await rounds.WaitForNextTickAsync(stoppingToken))
        {
            if (duties.Has(Duty))
            {
                await SweepAsync(stoppingToken);
            }
        }
    }

    /// <summary>One round of all chores.</summary>
    internal async Task SweepAsync(CancellationToken ct)
    {
        foreach (var chore in chores)
        {
            try
            {
                await SweepAsync(chore, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                HostingLog.ChoreFailed(log, e, chore.Name);
            }
        }
    }

    private async Task SweepAsync(IChore chore, CancellationToken ct)
    {
        var seen = 0;
        for (var batch = 0; batch < BatchesPerRound; batch++)
        {
            var looked = await chore.SweepAsync(time.GetUtcNow(), BatchSize, ct);
            seen += looked;
            if (looked < BatchSize)
            {
                break;
            }

            await Task.Delay(Breath, time, ct);
        }

        if (seen > 0)
        {
            HostingLog.ChoreDone(log, chore.Name, seen);
        }
    }
}
