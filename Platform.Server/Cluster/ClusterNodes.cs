using Orleans;
using Orleans.Runtime;
using Platform.Model.Identity;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Cluster;

/// <param name="Name">What people call it.</param>
/// <param name="Address">Where the others reach it: address, port and the number of its run.</param>
/// <param name="State">Joining, active, shuttingDown, stopping or dead.</param>
/// <param name="AliveAt">Its last sign of life in the table; the others notice much sooner when it is gone.</param>
/// <param name="Activations">Cases, and what belongs to the runtime, in its memory; null when it does not say so at present.</param>
/// <param name="Duties">Work that it does for all; known of the node that was asked, null of the others.</param>
internal sealed record ClusterNode(string Name, string Address, string State, DateTimeOffset StartedAt, DateTimeOffset AliveAt, int? Activations, IReadOnlyList<string>? Duties);

/// <summary>The nodes and how they are; <c>GET /operations/nodes</c> and the page of the operators say the same. A process that is alone is a node too.</summary>
internal sealed class ClusterNodes(IGrainFactory grains, ILocalSiloDetails here, ClusterSettings cluster, IDuties duties)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/operations/nodes", (ClusterNodes nodes, CancellationToken ct) => nodes.ListAsync(ct))
            .Needs(Permissions.OperationsKeep).WithTags("Operations").Produces<IReadOnlyList<ClusterNode>>().WithName("listNodes");

    /// <summary>Those that serve first, then those that left or died and are not yet forgotten, the last first.</summary>
    public async Task<IReadOnlyList<ClusterNode>> ListAsync(CancellationToken ct)
    {
        var management = grains.GetGrain<IManagementGrain>(0);
        var members = await management.GetDetailedHosts(onlyActive: false, ct);
        var nodes = new List<ClusterNode>();
        foreach (var member in members.OrderBy(m => m.Status == SiloStatus.Dead).ThenByDescending(m => m.StartTime))
        {
            var isHere = member.SiloAddress.Equals(here.SiloAddress);
            nodes.Add(new(
                isHere && cluster.Node.Length > 0 ? cluster.Node : member.SiloName ?? "",
                member.SiloAddress.ToParsableString(),
                char.ToLowerInvariant(member.Status.ToString()[0]) + member.Status.ToString()[1..],
                new DateTimeOffset(DateTime.SpecifyKind(member.StartTime, DateTimeKind.Utc)),
                new DateTimeOffset(DateTime.SpecifyKind(member.IAmAliveTime, DateTimeKind.Utc)),
                member.Status == SiloStatus.Active ? await ActivationsAsync(management, member.SiloAddress, ct) : null,
                isHere ? duties.Held : null));
        }

        return nodes;
    }

    private static async Task<int?> ActivationsAsync(IManagementGrain management, SiloAddress node, CancellationToken ct)
    {
        try
        {
            return (await management.GetRuntimeStatistics([node], ct).WaitAsync(Patience, ct))[0].ActivationCount;
        }
        catch (Exception e) when (e is TimeoutException or OrleansException)
        {
            // It may be dying and nobody knows yet.
            return null;
        }
    }
}
