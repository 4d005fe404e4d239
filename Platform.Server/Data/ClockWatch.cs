namespace Platform.Server.Data;

/// <summary>
/// Notices that the clock of the machine was set back. What was put off by the clock as it went before would otherwise wait until the clock gets there again.
/// Belongs to one loop, which asks more often than anything is put off.
/// </summary>
internal sealed class ClockWatch(TimeProvider time)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(10);

    private DateTimeOffset _shown = time.GetUtcNow();

    /// <summary>Whether the clock shows clearly less than when this was asked before.</summary>
    public bool WasSetBack()
    {
        var (before, now) = (_shown, time.GetUtcNow());
        _shown = now;
        return before - now > Tolerance;
    }
}
