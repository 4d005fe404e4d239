using Platform.Model.Evaluation;
using Platform.Server.Data;

namespace Platform.Server.Evaluation;

/// <summary>
/// Looks for handlings whose clock has run out with a consequence: not taken up is being rectified, not rated again is closed. Whether it still is so is decided
/// on the row as the transaction sees it, so that a second look, or a second node, changes nothing.
/// </summary>
internal sealed class HandlingWorker(NegativeRatingStore store, HandlingDesk desk, IDuties duties, TimeProvider time, ILogger<HandlingWorker> log) : BackgroundService
{
    private const int AtOnce = 100;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var rounds = new PeriodicTimer(Round, time);
        do
        {
            try
            {
                while (duties.Has("handlings") && await RunDueAsync(stoppingToken) == AtOnce)
                {
                    // More may be due.
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                log.ClocksUnreadable(exception);
            }
        }
        while (await rounds.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One round; answers with how many it moved.</summary>
    internal async Task<int> RunDueAsync(CancellationToken ct)
    {
        var moved = 0;
        foreach (var id in await store.DueAsync(time.GetUtcNow(), AtOnce, ct))
        {
            moved += await RunOutAsync(id, ct) ? 1 : 0;
        }

        return moved;
    }

    /// <summary>The clock of one handling; false when it no longer is due.</summary>
    internal async Task<bool> RunOutAsync(Guid id, CancellationToken ct)
    {
        if (await store.FindItemAsync(id, ct) is not { } known)
        {
            return false;
        }

        var done = await desk.CarryOutAsync(
            known.Rating,
            new(
                (transaction, inner) => NegativeRatingStore.FindAsync(transaction, id, inner),
                _ => HandlingPerson.Clock,
                r => NegativeRatingRules.WhenDue(r, time.GetUtcNow()),
                known.ItemName),
            null,
            ct);
        return done.TryGet(out var after) && after.State != known.Rating.State;
    }
}
