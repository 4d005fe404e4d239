using Platform.Server.Data;
using Platform.Server.Hosting.Checkups;

namespace Platform.Server.Operations;

/// <summary>Deliveries that were given up, and those that wait too long.</summary>
internal sealed class DeliveriesCheckup(OutboxStore store, TimeProvider time) : ICheckup
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public int Order => 30;

    public async ValueTask<IReadOnlyList<Finding>> LookAsync(CancellationToken ct)
    {
        var late = time.GetUtcNow() - Patience;
        var findings = new List<Finding>();
        foreach (var figures in await store.FiguresAsync(ct))
        {
            if (figures.Dead > 0)
            {
                findings.Add(Finding.Bad("operations.dead", ("target", figures.Target), ("count", figures.Dead)));
            }

            if (figures.Oldest < late)
            {
                findings.Add(Finding.Warning("operations.waiting", ("target", figures.Target), ("count", figures.Waiting), ("since", figures.Oldest)));
            }
        }

        return findings.Count > 0 ? findings : [Finding.Good("operations.delivered")];
    }
}
