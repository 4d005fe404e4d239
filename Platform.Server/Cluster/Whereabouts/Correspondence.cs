using System.Threading.Channels;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace Platform.Server.Cluster.Whereabouts;

/// <summary>
/// Writes to one other node: at once when something happens, and not sooner than <see cref="Pace"/> after the last letter, so that a burst of edits is a few letters. A
/// node that does not answer keeps nobody else waiting.
/// </summary>
internal sealed class Correspondence : IAsyncDisposable
{
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    private readonly Channel<ValueTuple> _bell = Channel.CreateBounded<ValueTuple>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _over = new();
    private readonly INeighbour _neighbour;
    private readonly Func<Mailbox, PresenceLetter?> _next;
    private readonly PresenceWire _wire;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly string _name;
    private readonly Mailbox _mailbox;
    private readonly Task _writing;
    private bool _fails;

    /// <param name="next">What is to be said.</param>
    public Correspondence(SiloAddress node, string from, INeighbour neighbour, Func<Mailbox, PresenceLetter?> next, PresenceWire wire, TimeProvider time, ILogger log)
    {
        (_name, _neighbour, _next, _wire, _time, _log) = (node.ToParsableString(), neighbour, next, wire, time, log);
        _mailbox = new Mailbox(from, time);
        Ring();
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>There may be something to say.</summary>
    public void Ring() => _bell.Writer.TryWrite(default);

    public void Tell(Subject changed)
    {
        _mailbox.Add(changed);
        Ring();
    }

    /// <summary>The last word, after which nothing more is written.</summary>
    public async Task PartAsync(PresenceLetter farewell, CancellationToken ct)
    {
        await DisposeAsync();
        try
        {
            await _neighbour.HearAsync(new Immutable<byte[]>(_wire.Write(farewell))).WaitAsync(ct);
        }
        catch (Exception e) when (e is OrleansException or TimeoutException or OperationCanceledException)
        {
            // It is going itself, or finds out by our silence.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _writing;
        _over.Dispose();
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var _ in _bell.Reader.ReadAllAsync(_over.Token))
            {
                if (_next(_mailbox) is { } letter)
                {
                    await SendAsync(letter);
                    await Task.Delay(Pace, _time, _over.Token);
                }
            }
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            // The node is gone, or this one goes.
        }
    }

    /// <summary>What was not heard is said again at the next ring, which comes within a second.</summary>
    private async Task SendAsync(PresenceLetter letter)
    {
        try
        {
            var heard = await _neighbour.HearAsync(new Immutable<byte[]>(_wire.Write(letter))).WaitAsync(_over.Token);
            _mailbox.Delivered(heard);
            _fails = false;
            if (!heard)
            {
                Ring();
            }
        }
        catch (Exception e) when (e is not OperationCanceledException || !_over.IsCancellationRequested)
        {
            // Of whatever kind, also what went wrong over there: nothing waits for it, and it heals or the node is declared dead.
            _mailbox.Returned(letter);
            if (!_fails)
            {
                _log.NeighbourDeaf(e, _name);
            }

            _fails = true;
        }
    }
}
