using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Platform.Model.Effects;
using Platform.Model.Localities;

namespace Platform.Server.Data;

internal sealed class OutboxOptions
{
    /// <summary>Tries before a delivery becomes a dead letter.</summary>
    public int MaxTries { get; set; } = 12;

    /// <summary>Wait after the first failure; it doubles with every further one.</summary>
    public TimeSpan FirstWait { get; set; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestWait { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Longest time without looking, in case a wake-up was lost.</summary>
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time without looking where other processes write deliveries too: their commits wake nobody here.</summary>
    public TimeSpan SharedPoll { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A delivery that takes longer counts as failed.</summary>
    public TimeSpan DeliveryLimit { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Deliveries of one target at the same time; those of one subject never are.</summary>
    public int Parallel { get; set; } = 64;
}

/// <summary>One receiver of deliveries: a subscription or an outbound channel.</summary>
internal abstract class OutboxTarget(string name)
{
    /// <summary>Being woken twice is being woken once.</summary>
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private int _written;

    public string Name { get; } = name;

    public abstract Task DeliverAsync(OutboxRow row, CancellationToken ct);

    /// <summary>The tries are used up; true when the receiver has seen to it.</summary>
    public virtual ValueTask<bool> GiveUpAsync(OutboxRow row, string error, CancellationToken ct) => new(false);

    /// <summary>A transaction wrote for this target; the loop is woken when it commits.</summary>
    public void Mark() => Volatile.Write(ref _written, 1);

    public void WakeIfMarked(CommitSignal signal)
    {
        if (Volatile.Read(ref _written) == 0 || Interlocked.Exchange(ref _written, 0) == 0)
        {
            return;
        }

        // The mark may be that of a transaction which is still open: then the commit of that one has to wake the loop too.
        if (signal.OthersOpen)
        {
            Mark();
        }

        _wake.Writer.TryWrite(true);
    }

    /// <summary>False when the time ran out.</summary>
    public async Task<bool> WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken ct)
    {
        using var timer = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timer.Token);
        try
        {
            return await _wake.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }
    }
}

internal sealed class SubscriptionTarget(IEventHandler handler) : OutboxTarget(handler.Name)
{
    public bool Wants(string eventName) => handler.Wants(eventName);

    public override async Task DeliverAsync(OutboxRow row, CancellationToken ct) =>
        await handler.HandleAsync(new PlatformEvent(row.Id, row.Name, row.Subject, LocalityCode.Parse(row.Locality), row.At, row.Body), ct);
}

/// <param name="lane">Null = what goes through the channel in no lane.</param>
internal sealed class ChannelTarget(IOutboundChannel channel, string? lane = null) : OutboxTarget(NameOf(channel.Name, lane))
{
    /// <summary>Characters of a lane; of a longer one its beginning and a digest are kept.</summary>
    private const int LongestLane = 50;
    private const int KeptOfLonger = 40;

    public string Channel => channel.Name;

    /// <summary>With what the names of a channel's lanes begin.</summary>
    public static string LanesOf(string channel) => NameOf(channel, null) + ":";

    /// <summary>For which target a message waits that was delivered.</summary>
    public static string NameOf(OutboundMessage message) => NameOf(message.Channel, message.Lane);

    public ChannelTarget InLane(string name) => new(channel, name.Length <= LongestLane ? name : $"{name[..KeptOfLonger]}~{Digest(name)}");

    private static string NameOf(string channel, string? lane) => lane is null ? "channel:" + channel : $"channel:{channel}:{lane}";

    private static string Digest(string lane) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lane)).AsSpan(0, 4));

    public override Task DeliverAsync(OutboxRow row, CancellationToken ct) => channel.DeliverAsync(MessageOf(row), ct);

    public override ValueTask<bool> GiveUpAsync(OutboxRow row, string error, CancellationToken ct) => channel.GiveUpAsync(MessageOf(row), error, ct);

    private OutboundMessage MessageOf(OutboxRow row) => new(row.Id, row.Name, row.Body, row.At, row.Attempts, row.Position) { Lane = lane };
}

/// <summary>
/// Who receives what. Receivers are asked for late, because they may publish themselves. A channel has lanes besides, one for each receiver behind it that was ever written to,
/// or whose deliveries were found waiting.
/// </summary>
internal sealed class OutboxTargets : IDisposable
{
    /// <summary>Of one channel; what would need more goes through the channel in no lane.</summary>
    public const int MostLanes = 64;

    private readonly Lazy<IReadOnlyList<OutboxTarget>> _fixed;
    private readonly ConcurrentDictionary<string, ChannelTarget> _lanes = new(StringComparer.Ordinal);
    private readonly Channel<OutboxTarget> _newLanes = Channel.CreateUnbounded<OutboxTarget>();
    private readonly Lock _adding = new();
    private readonly ConcurrentDictionary<string, SubscriptionTarget[]> _subscriptions = new(StringComparer.Ordinal);
    private readonly CommitSignal _signal;

    public OutboxTargets(IServiceProvider services, CommitSignal signal)
    {
        _signal = signal;
        _fixed = new(() => Collect(services));
        _signal.Committed += WakeMarked;
    }

    /// <summary>Subscriptions and channels, known from the start.</summary>
    public IReadOnlyList<OutboxTarget> Fixed => _fixed.Value;

    /// <summary>The lanes, each once, as they come to be known; for whoever makes the deliveries.</summary>
    public IAsyncEnumerable<OutboxTarget> LanesAsync(CancellationToken ct) => _newLanes.Reader.ReadAllAsync(ct);

    public SubscriptionTarget[] SubscribersOf(string eventName) =>
        _subscriptions.GetOrAdd(eventName, static (name, all) => [.. all.OfType<SubscriptionTarget>().Where(t => t.Wants(name))], Fixed);

    /// <param name="lane">As <see cref="OutboundMessage.Lane"/>.</param>
    public OutboxTarget ChannelOf(string channel, string? lane = null)
    {
        var whole = Fixed.OfType<ChannelTarget>().FirstOrDefault(t => t.Channel == channel) ?? throw new InvalidOperationException($"There is no outbound channel '{channel}'.");
        return lane is null ? whole : Add(whole.InLane(lane)) ?? whole;
    }

    /// <summary>The receiver of that name, also a lane that was not known; null when its channel is gone.</summary>
    public OutboxTarget? Find(string name) =>
        Fixed.FirstOrDefault(t => t.Name == name)
        ?? (Fixed.OfType<ChannelTarget>().FirstOrDefault(t => name.StartsWith(ChannelTarget.LanesOf(t.Channel), StringComparison.Ordinal)) is { } whole
            ? Add(whole.InLane(name[ChannelTarget.LanesOf(whole.Channel).Length..]), beyond: true)
            : null);

    /// <summary>The open transaction wrote for this receiver; one that is gone cannot be woken.</summary>
    public void Mark(string name) => Find(name)?.Mark();

    public void Dispose() => _signal.Committed -= WakeMarked;

    /// <param name="beyond">Also when there are as many as there should be: something waits in it.</param>
    private ChannelTarget? Add(ChannelTarget lane, bool beyond = false)
    {
        if (_lanes.TryGetValue(lane.Name, out var known))
        {
            return known;
        }

        lock (_adding)
        {
            if (_lanes.TryGetValue(lane.Name, out known))
            {
                return known;
            }

            if (!beyond && _lanes.Values.Count(l => l.Channel == lane.Channel) >= MostLanes)
            {
                return null;
            }

            _lanes[lane.Name] = lane;
            _newLanes.Writer.TryWrite(lane);
            return lane;
        }
    }

    private static OutboxTarget[] Collect(IServiceProvider services)
    {
        OutboxTarget[] all =
        [
            .. services.GetServices<IEventHandler>().Select(h => new SubscriptionTarget(h)),
            .. services.GetServices<IOutboundChannel>().Select(c => new ChannelTarget(c)),
        ];
        return all.GroupBy(t => t.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new InvalidOperationException($"Two receivers of the outbox are called '{twice.Key}'; deliveries are remembered by that name.")
            : all;
    }

    private void WakeMarked()
    {
        if (_fixed.IsValueCreated)
        {
            foreach (var target in _fixed.Value.Concat(_lanes.Values))
            {
                target.WakeIfMarked(_signal);
            }
        }
    }
}

/// <summary>Writes deliveries. An event nobody wants costs nothing.</summary>
internal sealed class Outbox(OutboxTargets targets, IDatabaseEngine database, TimeProvider time) : IOutbox
{
    private long _position;

    public bool IsWanted(string eventName) => targets.SubscribersOf(eventName).Length > 0;

    public async ValueTask PublishAsync(DbTransaction transaction, PlatformEvent occurred, CancellationToken ct)
    {
        foreach (var target in targets.SubscribersOf(occurred.Name))
        {
            await WriteAsync(transaction, target, new OutboxRow(
                target.Name, 0, "event", occurred.Id, occurred.Name, occurred.Subject, occurred.Locality.Value, occurred.At, occurred.Payload, 0, null), ct);
        }
    }

    public ValueTask SendAsync(DbTransaction transaction, OutboundMessage message, CancellationToken ct)
    {
        var target = targets.ChannelOf(message.Channel, message.Lane);
        return WriteAsync(transaction, target, new OutboxRow(
            target.Name, 0, "message", message.Key, message.Channel, "", LocalityCode.Root.Value, message.At, message.Body, 0, null), ct);
    }

    private async ValueTask WriteAsync(DbTransaction transaction, OutboxTarget target, OutboxRow row, CancellationToken ct)
    {
        if (Volatile.Read(ref _position) == 0)
        {
            Interlocked.CompareExchange(ref _position, await OutboxStore.LastPositionAsync(transaction, ct), 0);
        }

        await OutboxStore.InsertAsync(transaction, row with { Position = NextPosition() }, ct);
        target.Mark();
    }

    // Microseconds of the clock, or one more than the last: rows of a restarted process come after those it left. Of processes that share the database each
    // has the positions that leave its number as the remainder, so that two of them never take the same.
    private long NextPosition()
    {
        var stride = database.IsShared ? NodeNumbers.Most : 1;
        while (true)
        {
            var last = Volatile.Read(ref _position);
            var floor = Math.Max(last + 1, time.GetUtcNow().ToUnixTimeMilliseconds() * 1000);
            var next = floor + ((database.Node + stride - (floor % stride)) % stride);
            if (Interlocked.CompareExchange(ref _position, next, last) == last)
            {
                return next;
            }
        }
    }
}

/// <summary>Writes notes beside the acknowledgements of the same receiver.</summary>
internal sealed class OutboundNotes(OutboxStore store, ICommitQueue commits) : IOutboundNotes
{
    public async Task<OutboundMessage?> ReadAsync(OutboundMessage message, CancellationToken ct) =>
        await store.FindBodyAsync(ChannelTarget.NameOf(message), message.Position, ct) is { } body ? message with { Body = body } : null;

    public async Task<OutboundMessage> RewriteAsync(OutboundMessage message, string body, CancellationToken ct)
    {
        var target = ChannelTarget.NameOf(message);
        var written = await commits.CommitAsync<bool>("outbox:" + target, async (transaction, token) =>
            await OutboxStore.RewriteAsync(transaction, target, message.Position, message.Body, body, token), ct);
        return written.Value ? message with { Body = body } : throw new InvalidOperationException($"Message {message.Key} of {target} is over, or another try has written to it.");
    }
}
