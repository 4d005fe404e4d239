using Platform.Server.Hosting.Checkups;

namespace Platform.Server.Cases;

/// <summary>Timers that should have fired: legal clocks depend on them.</summary>
internal sealed class TimersCheckup(TimerStore timers, TimeProvider clock) : ICheckup
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public int Order => 40;

    public async ValueTask<IReadOnlyList<Finding>> LookAsync(CancellationToken ct) =>
        await timers.OverdueAsync(clock.GetUtcNow() - Patience, ct) is ({ } since, var count)
            ? [Finding.Bad("checkup.timersOverdue", ("count", count), ("since", since))]
            : [Finding.Good("checkup.timers")];
}
