using Platform.Server.Data;
using Platform.Tests.Cases;
using Platform.Tests.Hosting;

namespace Platform.Tests.Cluster;

/// <summary>Two nodes of one cluster in this process, on PostgreSQL; the office asks the first.</summary>
public sealed class TwoNodes : CaseOffice
{
    internal TestServer Other { get; private set; } = null!;

    protected override string? Engine => Engines.Postgres;

    internal override async Task<TestServer> StartAsync()
    {
        var clock = new TestClock();
        var first = await TestServer.StartAsync(demo: true, clock: clock, engine: Engine, settings: SettingsOf("node-1"));
        Other = await TestServer.StartAsync(demo: true, data: first.Data, clock: clock, engine: Engine, settings: SettingsOf("node-2"));
        return first;
    }

    /// <summary>Signed in with the other node.</summary>
    internal Task<HttpClient> AsOtherAsync(string user) => Other.AsAsync(user, DemoPeople.PasswordOf(user));

    private static Dictionary<string, string?> SettingsOf(string node) => new() { ["Cluster:Enabled"] = "true", ["Cluster:Node"] = node, ["Cluster:DrainSeconds"] = "0" };
}
