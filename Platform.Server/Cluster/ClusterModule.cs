using System.Net;
using Orleans;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Hosting;
using Platform.Model.Identity;
using Platform.Server.Cluster.Whereabouts;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Checkups;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Cluster;

/// <summary>Joins this process with others that serve from the same database.</summary>
internal sealed class ClusterModule : IModule
{
    /// <summary>Where the dashboard of Orleans is, of a cluster that has one.</summary>
    public const string Dashboard = "/admin/orleans";

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddTexts<ClusterText>();
        services.AddStaffLink(new("/admin/nodes", typeof(ClusterText), "cluster.title", "health", Permissions.OperationsKeep, 291));
        services.AddSingleton<MembershipStore>();
        services.AddSingleton<ClusterNodes>();
        var cluster = ClusterSettings.Of(configuration);
        if (!cluster.Enabled)
        {
            return;
        }

        services.AddSingleton<IMembershipTable, MembershipTable>();
        services.AddHostedService<GoneMembers>();
        services.AddSingleton<ICheckup, ClusterCheckup>();
        services.AddSingleton<PresenceWire>();
        services.AddSingleton<Neighbours>();
        services.AddSingleton<PresenceRelay>();
        services.AddHostedService(s => s.GetRequiredService<PresenceRelay>());
        services.AddGrainService<Neighbour>();
        services.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (cluster.Id, "platform"));
        services.Configure<SiloOptions>(o => o.SiloName = cluster.Node);
        services.Configure<EndpointOptions>(o => Listen(o, cluster));
        services.Configure<ClusterMembershipOptions>(FindOutSoon);
    }

    public void MapRoutes(IEndpointRouteBuilder app, RouteGroupBuilder api)
    {
        ClusterNodes.Map(api);
        if (app.ServiceProvider.GetRequiredService<ClusterSettings>().Dashboard)
        {
            app.MapOrleansDashboard(Dashboard).Needs(Permissions.OperationsKeep);
        }
    }

    // Nodes talk to each other and nobody else to them: there is no gateway.
    private static void Listen(EndpointOptions endpoint, ClusterSettings cluster)
    {
        endpoint.AdvertisedIPAddress = cluster.Address;
        endpoint.SiloPort = cluster.Port == 0 ? FreePorts.Take(1)[0] : cluster.Port;
        endpoint.SiloListeningEndpoint = new IPEndPoint(cluster.Address, endpoint.SiloPort);
        endpoint.GatewayPort = 0;
    }

    // A node that is killed is found out within about four seconds; with three and more nodes two others must agree.
    private static void FindOutSoon(ClusterMembershipOptions membership)
    {
        membership.ProbeTimeout = TimeSpan.FromSeconds(2);
        membership.NumMissedProbesLimit = 2;
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(10);
        membership.DefunctSiloExpiration = TimeSpan.FromDays(1);
        membership.DefunctSiloCleanupPeriod = TimeSpan.FromHours(1);
    }
}

/// <summary>Names the resource with the texts of the cluster.</summary>
public sealed class ClusterText;
