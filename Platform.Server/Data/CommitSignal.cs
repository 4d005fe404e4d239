namespace Platform.Server.Data;

/// <summary>What the writer raises after each commit, for those who wait for something new in the database. Subscribers must be quick.</summary>
internal sealed class CommitSignal
{
    public event Action? Committed;

    public void Raise() => Committed?.Invoke();
}
