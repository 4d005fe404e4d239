using Microsoft.AspNetCore.Components;
using Platform.Model;

namespace Platform.Server.Hosting.Shell;

/// <summary>What pages share on which staff get something done: one act at a time, what was refused, and an end when the page goes.</summary>
public abstract class WorkPage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();

    protected WorkPage() => Gone = _gone.Token;

    /// <summary>Cancelled when the page goes.</summary>
    protected CancellationToken Gone { get; }

    /// <summary>Something is under way: buttons wait.</summary>
    protected bool Busy { get; private set; }

    /// <summary>What the last act was refused for.</summary>
    protected IReadOnlyList<Problem> Refused { get; set; } = [];

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gone.Cancel();
            _gone.Dispose();
        }
    }

    /// <summary>Does something, unless something is under way already; what was refused before is forgotten.</summary>
    protected async Task BusyAsync(Func<Task> act)
    {
        if (Busy)
        {
            return;
        }

        (Busy, Refused) = (true, []);
        try
        {
            await act();
        }
        finally
        {
            Busy = false;
        }
    }
}
