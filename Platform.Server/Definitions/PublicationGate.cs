namespace Platform.Server.Definitions;

/// <summary>
/// One write at a time per process: a check reads what is in force, and nothing may come into force, or go out of it, between the check and the commit it allowed. What another
/// process did before is seen.
/// </summary>
internal sealed class PublicationGate(DefinitionCache cache) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>To be left by disposing of what is returned.</summary>
    public async ValueTask<Passage> EnterAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            await cache.RefreshAsync(ct);
            return new(_one);
        }
        catch
        {
            _one.Release();
            throw;
        }
    }

    public void Dispose() => _one.Dispose();

    internal readonly struct Passage(SemaphoreSlim one) : IDisposable
    {
        public void Dispose() => one.Release();
    }
}
