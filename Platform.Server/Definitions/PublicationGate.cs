namespace Platform.Server.Definitions;

/// <summary>
/// One write at a time per process: a check reads what is in force, and nothing may come into force, or go out of it, between the check and the commit it allowed.
/// </summary>
internal sealed class PublicationGate : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>To be left by disposing of what is returned.</summary>
    public async ValueTask<Passage> EnterAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        return new(_one);
    }

    public void Dispose() => _one.Dispose();

    internal readonly struct Passage(SemaphoreSlim one) : IDisposable
    {
        public void Dispose() => one.Release();
    }
}
