namespace Platform.Server.Data;

/// <summary>
/// The system's time in whole microseconds: the finest every engine keeps. An instant that was hashed, or is compared with what was stored, is then the
/// same after it was read back.
/// </summary>
internal sealed class MicrosecondClock : TimeProvider
{
    public override DateTimeOffset GetUtcNow()
    {
        var now = base.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
