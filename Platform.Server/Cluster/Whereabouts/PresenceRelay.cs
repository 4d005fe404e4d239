using System.Collections.Concurrent;
using Orleans.Runtime;
using Platform.Server.Hosting;

namespace Platform.Server.Cluster.Whereabouts;

/// <summary>
/// Lets nodes see who has what open on the others, and has the pages of the others read again what was changed here. Nothing is written down, and a thing that nobody
/// has open elsewhere costs no letter when it is changed.
/// </summary>
internal sealed class PresenceRelay(
    IEnumerable<IPresence> presences, IClusterMembershipService members, ILocalSiloDetails here, Neighbours neighbours, PresenceWire wire, TimeProvider time, ILogger<PresenceRelay> log)
    : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Parting = TimeSpan.FromSeconds(2);

    private readonly string _here = here.SiloAddress.ToParsableString();
    private readonly IReadOnlyDictionary<string, IPresence> _presences = presences.ToDictionary(p => p.Kind, StringComparer.Ordinal);
    private readonly Elsewhere _elsewhere = new(time);
    private readonly ConcurrentDictionary<string, Correspondence> _others = new(StringComparer.Ordinal);
    private readonly Lock _telling = new();
    private long _moves;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var presence in _presences.Values)
        {
            presence.Moved += OnMoved;
            presence.Told += thing => OnTold(new(presence.Kind, thing));
        }

        return base.StartAsync(cancellationToken);
    }

    /// <summary>Says that nobody is here any more, as long as this node can still speak.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = new CancellationTokenSource(Parting, time);
        var farewell = PresenceLetter.Farewell(_here);
        await Task.WhenAll(_others.Keys.ToList().Select(n => _others.TryRemove(n, out var other) ? other.PartAsync(farewell, limit.Token) : Task.CompletedTask));
    }

    /// <summary>What another node says. Throws when no node wrote it.</summary>
    /// <returns>False when it must say all of it.</returns>
    public bool Hear(byte[] written)
    {
        var letter = wire.Read(written);
        if (!Nodes(members.CurrentSnapshot).ContainsKey(letter.From))
        {
            // It is gone and somebody repeats what it said, or it has just come and is not known here yet.
            return false;
        }

        var heard = _elsewhere.Hear(letter);
        if (heard == Heard.New)
        {
            Show();
        }

        foreach (var subject in letter.Changed)
        {
            _presences.GetValueOrDefault(subject.Kind)?.Hear(subject.Thing);
        }

        return heard != Heard.Unheard;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(FollowAsync(stoppingToken), BeatAsync(stoppingToken));

    private async Task FollowAsync(CancellationToken ct)
    {
        try
        {
            await foreach (var snapshot in members.MembershipUpdates.WithCancellation(ct))
            {
                var nodes = Nodes(snapshot);
                foreach (var gone in _others.Keys.Except(nodes.Keys).ToList())
                {
                    await (_others.TryRemove(gone, out var other) ? other.DisposeAsync() : default);
                }

                foreach (var (name, address) in nodes.Where(n => !_others.ContainsKey(n.Key)))
                {
                    _others.TryAdd(name, new Correspondence(address, _here, neighbours.At(address), Next, wire, time, log));
                }

                Forget(nodes.Keys.ToHashSet(StringComparer.Ordinal));
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    private async Task BeatAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Round, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                Forget(null);
                RingAll();
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    private Dictionary<string, SiloAddress> Nodes(ClusterMembershipSnapshot snapshot) =>
        snapshot.Members.Values.Where(m => m.Status == SiloStatus.Active && !m.SiloAddress.Equals(here.SiloAddress)).ToDictionary(m => m.SiloAddress.ToParsableString(), m => m.SiloAddress, StringComparer.Ordinal);

    /// <summary>The moves are counted first: who comes meanwhile is said now or with the next letter.</summary>
    private PresenceLetter? Next(Mailbox mailbox) =>
        mailbox.Next(Interlocked.Read(ref _moves), () => _presences.Values.SelectMany(p => p.Here, (p, visitor) => new Sight(p.Kind, visitor)));

    private void OnMoved()
    {
        Interlocked.Increment(ref _moves);
        RingAll();
    }

    private void OnTold(Subject changed)
    {
        foreach (var node in _elsewhere.NodesWith(changed))
        {
            _others.GetValueOrDefault(node)?.Tell(changed);
        }
    }

    private void RingAll()
    {
        foreach (var other in _others.Values)
        {
            other.Ring();
        }
    }

    private void Forget(IReadOnlySet<string>? nodes)
    {
        if (_elsewhere.Forget(nodes))
        {
            Show();
        }
    }

    private void Show()
    {
        // Whoever comes second shows the later state.
        lock (_telling)
        {
            foreach (var presence in _presences.Values)
            {
                presence.SeeElsewhere(_elsewhere.Of(presence.Kind));
            }
        }
    }
}
