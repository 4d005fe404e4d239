using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Platform.Server.Data;

namespace Platform.Server.Cluster;

/// <summary>
/// Before a node joins it strikes out the members whose process is gone, which the database knows because the number of the process is free: otherwise a node that
/// starts after all have crashed would wait until it has given up calling each of them. Looked at twice, because a session that was cut takes its number again at once.
/// </summary>
internal sealed class GoneMembers(MembershipStore store, IServerDatabase database, IOptions<ClusterOptions> options, TimeProvider time, ILogger<GoneMembers> log) : IHostedLifecycleService
{
    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(1);
    private readonly string _cluster = options.Value.ClusterId;

    /// <summary>Nobody has entered this process yet, so what stands under its own number is an earlier one.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var gone = await FindAsync([], cancellationToken);
        if (gone.Count == 0)
        {
            return;
        }

        await Task.Delay(SecondLook, time, cancellationToken);
        foreach (var member in await FindAsync(gone, cancellationToken))
        {
            await StrikeAsync(member, cancellationToken);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<IReadOnlyList<MemberKey>> FindAsync(IReadOnlyList<MemberKey> among, CancellationToken ct)
    {
        var gone = new List<MemberKey>();
        foreach (var member in (await store.ReadAsync(_cluster, ct)).Members.Where(m => m.Status != (int)SiloStatus.Dead && (among.Count == 0 || among.Contains(m.Key))))
        {
            if (member.Node == database.Node || !await NodeNumbers.IsTakenAsync(database, member.Node, ct))
            {
                gone.Add(member.Key);
            }
        }

        return gone;
    }

    private async Task StrikeAsync(MemberKey key, CancellationToken ct)
    {
        while (await store.ReadAsync(_cluster, ct) is { Version: { } version } table && table.Members.FirstOrDefault(m => m.Key == key) is { } member && member.Status != (int)SiloStatus.Dead)
        {
            if (await store.UpdateAsync(_cluster, member with { Status = (int)SiloStatus.Dead }, version, ct))
            {
                log.MemberGone(member.SiloName, key.Address, key.Port, member.Node);
                return;
            }
        }
    }
}
