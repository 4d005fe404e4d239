using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Platform.Server.Hosting.Checkups;

namespace Platform.Server.Cluster;

/// <summary>Nodes that serve, and nodes that are believed to serve and give no sign of life.</summary>
internal sealed class ClusterCheckup(MembershipStore store, IOptions<ClusterOptions> options, TimeProvider time) : ICheckup
{
    /// <summary>Several signs of life.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public int Order => 20;

    public async ValueTask<IReadOnlyList<Finding>> LookAsync(CancellationToken ct)
    {
        var members = (await store.ReadAsync(options.Value.ClusterId, ct)).Members.Where(m => m.Status == (int)SiloStatus.Active).ToList();
        var silent = members.Where(m => m.AliveAt < time.GetUtcNow() - Patience).ToList();
        return
        [
            Finding.Good("cluster.nodes", ("count", members.Count - silent.Count), ("names", members.Except(silent).Select(m => m.SiloName).Order(StringComparer.Ordinal).ToList())),
            .. silent.Select(m => Finding.Warning("cluster.silent", ("name", m.SiloName), ("address", $"{m.Address}:{m.Port}"), ("since", m.AliveAt))),
        ];
    }
}
