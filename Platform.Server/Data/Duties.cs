using System.Collections.Concurrent;
using System.Data.Common;

namespace Platform.Server.Data;

/// <summary>Work in the background that one process does for all that share the database: deliveries of one receiver, timers, chores.</summary>
internal interface IDuties
{
    /// <summary>
    /// Whether this process does it now. Who asks for the first time wants to do it; asked again before every round. A process that stood still may believe
    /// for half a second that it still does what another has taken over, so the work itself must bear being done twice.
    /// </summary>
    bool Has(string duty);

    /// <summary>What this process does, in order of the names.</summary>
    IReadOnlyList<string> Held { get; }
}

/// <summary>The only process does everything.</summary>
internal sealed class AllDuties : IDuties
{
    private readonly ConcurrentDictionary<string, ValueTuple> _asked = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Held => [.. _asked.Keys.Order(StringComparer.Ordinal)];

    public bool Has(string duty) => _asked.TryAdd(duty, default) || true;
}

/// <summary>
/// Each duty is a lock of the database, held by a session of this process: when the process goes, however it goes, the others get it within a second. One is
/// taken at a time, so that processes which start together share them.
/// </summary>
internal sealed class SharedDuties(IServerDatabase database, TimeProvider time, ILogger<SharedDuties> log) : BackgroundService, IDuties, IAsyncDisposable
{
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AfterTaking = TimeSpan.FromMilliseconds(100);

    /// <summary>By name; true while this process has it.</summary>
    private readonly ConcurrentDictionary<string, bool> _duties = new(StringComparer.Ordinal);
    private DbConnection? _session;

    public IReadOnlyList<string> Held => [.. _duties.Where(d => d.Value).Select(d => d.Key).Order(StringComparer.Ordinal)];

    public bool Has(string duty) => _duties.GetOrAdd(duty, false);

    /// <summary>Gives everything back; called when nobody works any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await ForgetAsync();
        Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => RunAsync(stoppingToken);

    internal async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var took = false;
            try
            {
                took = await TakeAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested && e is DbException or IOException or TimeoutException or InvalidOperationException)
            {
                log.DutiesLost(e, string.Join(", ", Held));
                await ForgetAsync();
            }

            await Task.Delay(took ? AfterTaking : Round, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <summary>Makes sure of what is held and takes one more; false when nothing was to be had.</summary>
    private async Task<bool> TakeAsync(CancellationToken ct)
    {
        _session ??= await database.OpenSessionAsync(ct);
        if (!await ServingLock.AnswersAsync(_session, ct))
        {
            throw new IOException("The session does not answer, and what it held is free for others.");
        }

        // Each process begins with another one.
        foreach (var duty in _duties.Where(d => !d.Value).Select(d => d.Key).OrderBy(d => HashCode.Combine(d, database.Node)))
        {
            if (await database.TryLockAsync(_session, duty, ct))
            {
                _duties[duty] = true;
                log.DutyTaken(duty);
                return true;
            }
        }

        return false;
    }

    private async Task ForgetAsync()
    {
        foreach (var duty in _duties.Keys)
        {
            _duties[duty] = false;
        }

        var lost = _session;
        _session = null;
        try
        {
            await (lost?.DisposeAsync() ?? default);
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or IOException)
        {
            // It was broken; that is why it goes.
        }
    }
}
