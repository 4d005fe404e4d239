namespace Platform.Server.Data;

/// <summary>
/// What a writer raises after each commit, for those who wait for something new in the database. Subscribers must be quick. Several writers say
/// <see cref="Begin"/> and <see cref="End"/>, so that a subscriber knows whether more may be on its way; a single writer just raises.
/// </summary>
internal sealed class CommitSignal
{
    private int _open;

    public event Action? Committed;

    /// <summary>Some transaction has begun and not ended: what it wrote is not to be seen yet.</summary>
    public bool OthersOpen => Volatile.Read(ref _open) > 0;

    public void Begin() => Interlocked.Increment(ref _open);

    public void End(bool committed)
    {
        Interlocked.Decrement(ref _open);
        if (committed)
        {
            Raise();
        }
    }

    public void Raise() => Committed?.Invoke();
}
