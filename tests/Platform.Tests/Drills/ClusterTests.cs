using Platform.Drills;
using Platform.Server.Data;
using Platform.Tests.Hosting;
using Platform.Tests.Storage;

namespace Platform.Tests.Drills;

/// <summary>Three nodes on one database. The same drill with more kills and figures for 1, 2 and 3 nodes: Platform.Benchmarks, <c>cluster</c>.</summary>
public sealed class ClusterTests(ITestOutputHelper output)
{
    private const int Seed = 20261129;
    private const int Nodes = 3;
    private const int Kills = 3;
    private const int People = 20;

    /// <summary>One request in so many is not acknowledged by the receiver of messages on purpose.</summary>
    private const int Silence = 25;

    /// <summary>Deliveries that may have been made and not yet acknowledged.</summary>
    private const int OutboxBatch = 256;

    /// <summary>Deliveries that are on their way at the same time.</summary>
    private const int OnTheirWay = 64;

    [Fact]
    public async Task Nodes_that_are_killed_under_load_are_taken_over_and_a_rolling_restart_is_not_noticed()
    {
        TestEngine.SkipWithout(Engines.Postgres);
        using var place = new TempData();
        var settings = await PostgresCluster.Instance.CreateAsync();
        using var drill = new ClusterDrill(DrillGround.Program, place.Directory.Root, Nodes, People, Seed, output.WriteLine, "--db", "postgres", "--connection", settings.Connection);
        try
        {
            var report = await drill.RunAsync(Kills);
            output.WriteLine($"{report} takeovers {string.Join(", ", report.Takeovers)}");
            Assert.Empty(report.Findings);
            Assert.True(report.InFlight >= KillDrill.FewestInFlight);
            Assert.True(report.Unanswered >= Kills, "Nobody noticed the kills.");
            Assert.Equal((0, 0), (report.UnansweredInRestarts, report.RefusedInRestarts));
            Assert.All(report.Takeovers, t => Assert.True(t < TimeSpan.FromSeconds(20), $"A case was taken over after {t}."));
            Assert.True(report.Return < TimeSpan.FromSeconds(45), $"After all were killed a node was ready after {report.Return}.");

            // Once: what was not acknowledged on purpose comes again, and what was under way when its sender was killed. A node that leaves acknowledges what was answered
            // first; what the receiver, which shares this process with other tests, did not answer within the time a node gives it at its parting comes again too.
            Assert.InRange(report.DeliveriesInRestarts.Repeated, 0, (report.DeliveriesInRestarts.All / Silence) + 5 + (report.Restarts * OnTheirWay));
            Assert.InRange(report.Repeated, 1, (report.Deliveries / Silence) + 5 + (Kills * OutboxBatch));
        }
        finally
        {
            var said = drill.Said();
            output.WriteLine(said[..Math.Min(said.Length, 20_000)]);
        }

        await PostgresCluster.Instance.DropAsync(settings);
    }
}
