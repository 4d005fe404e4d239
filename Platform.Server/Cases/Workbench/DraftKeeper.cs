using Platform.Model;

namespace Platform.Server.Cases.Workbench;

/// <summary>Saves what is typed a moment after the typing paused, and at the latest when the page goes. For one circuit, not thread-safe.</summary>
/// <param name="save">Saves everything as it is now.</param>
internal sealed class DraftKeeper(TimeProvider clock, Func<Task<Result<Done>>> save, Func<Task> shown) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(800);
    private CancellationTokenSource? _waiting;

    public DateTimeOffset? SavedAt { get; set; }

    /// <summary>Something typed is not kept yet.</summary>
    public bool IsDirty { get; private set; }

    /// <summary>The last try failed; the next pause tries again.</summary>
    public Problem? Failed { get; private set; }

    public void Touch()
    {
        IsDirty = true;
        _waiting?.Cancel();
        _waiting = new();
        _ = WaitAsync(_waiting.Token);
    }

    /// <summary>Nothing typed is to be kept any more.</summary>
    public void Forget()
    {
        _waiting?.Cancel();
        IsDirty = false;
    }

    public async Task FlushAsync()
    {
        if (!IsDirty)
        {
            return;
        }

        IsDirty = false;
        var saved = await save();
        (Failed, IsDirty) = saved.Succeeded ? (null, IsDirty) : (saved.Problems[0], true);
        if (saved.Succeeded)
        {
            SavedAt = clock.GetUtcNow();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _waiting?.Cancel();
        await FlushAsync();
    }

    private async Task WaitAsync(CancellationToken ct)
    {
        try
        {
            await Task.Delay(Pause, clock, ct);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        await FlushAsync();
        await shown();
    }
}
