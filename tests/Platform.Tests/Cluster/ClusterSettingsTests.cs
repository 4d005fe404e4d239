using System.Net;
using Microsoft.Extensions.Configuration;
using Platform.Server.Data;
using Platform.Server.Hosting;
using Platform.Tests.Hosting;

namespace Platform.Tests.Cluster;

public sealed class ClusterSettingsTests
{
    [Fact]
    public void Without_a_word_a_process_is_alone() => Assert.False(Of().Enabled);

    [Fact]
    public void A_node_speaks_on_this_machine_only_until_it_is_told_its_address()
    {
        var cluster = Of(("Enabled", "true"));
        Assert.Equal((true, "platform", Environment.MachineName, IPAddress.Loopback, 0, TimeSpan.FromSeconds(5), true),
            (cluster.Enabled, cluster.Id, cluster.Node, cluster.Address, cluster.Port, cluster.Drain, cluster.Dashboard));
        cluster = Of(("Enabled", "True"), ("Id", "city"), ("Node", "north"), ("Address", "10.0.0.11"), ("Port", "11111"), ("DrainSeconds", "30"), ("Dashboard", "false"));
        Assert.Equal(("city", "north", IPAddress.Parse("10.0.0.11"), 11111, TimeSpan.FromSeconds(30), false),
            (cluster.Id, cluster.Node, cluster.Address, cluster.Port, cluster.Drain, cluster.Dashboard));
    }

    [Theory]
    [InlineData("Enabled", "yes")]
    [InlineData("Address", "0.0.0.0")]
    [InlineData("Address", "node-1.example")]
    [InlineData("Port", "65536")]
    [InlineData("Port", "-1")]
    [InlineData("DrainSeconds", "601")]
    [InlineData("Dashboard", "1")]
    public void A_wrong_setting_is_named_with_its_value_and_what_was_expected(string key, string value)
    {
        var refused = Assert.Throws<StartRefusedException>(() => Of(("Enabled", "true"), (key, value)));
        Assert.StartsWith($"Cluster:{key} is '{value}'; ", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SQLite_belongs_to_one_process()
    {
        using var place = new TempData();
        var refused = Assert.Throws<DatabaseRefusedException>(() =>
            PlatformHost.Build(new HostSettings(place.Directory, Demo: true, "http://127.0.0.1:0", More: new Dictionary<string, string?> { ["Cluster:Enabled"] = "true" })));
        Assert.Contains("--db postgres", refused.Message, StringComparison.Ordinal);
    }

    private static ClusterSettings Of(params (string Key, string Value)[] settings) =>
        ClusterSettings.Of(new ConfigurationBuilder().AddInMemoryCollection(settings.GroupBy(s => s.Key).Select(s => KeyValuePair.Create("Cluster:" + s.Key, (string?)s.Last().Value))).Build());
}
