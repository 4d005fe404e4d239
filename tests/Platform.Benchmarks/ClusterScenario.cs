using System.Text.Json;
using Platform.Drills;
using Platform.Server.Hosting;
using Platform.Tests.Storage;

namespace Platform.Benchmarks;

/// <summary>
/// One, two and three nodes on one PostgreSQL of this machine, with a crowd in front of all of them: one JSON line for each. Where all of it shares the cores of one
/// machine the figures say what another node costs, not what it adds.
/// </summary>
internal static class ClusterScenario
{
    private static readonly TimeSpan Warmup = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(Options options)
    {
        var (postgres, wrong) = (new PostgresCluster(durable: true), 0);
        for (var nodes = 1; nodes <= 3; nodes++)
        {
            var folder = Directory.CreateTempSubdirectory("platform-cluster-");
            try
            {
                var settings = await postgres.CreateAsync();
                using var drill = new ClusterDrill(
                    typeof(PlatformHost).Assembly.Location, folder.FullName, nodes, options.Concurrency, options.Seed, Console.Error.WriteLine, "--db", settings.Engine, "--connection", settings.Connection);
                var figures = await drill.MeasureAsync(Warmup, TimeSpan.FromSeconds(options.Count));
                wrong += figures.Findings.Count;
                Print(options, figures);
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        return wrong == 0 ? 0 : 1;
    }

    private static void Print(Options options, ClusterFigures figures)
    {
        foreach (var finding in figures.Findings)
        {
            Console.Error.WriteLine($"{finding.Fault}: {finding.About}");
        }

        Console.WriteLine(JsonSerializer.Serialize(new
        {
            scenario = "cluster",
            db = "postgres",
            nodes = figures.Nodes,
            concurrency = options.Concurrency,
            seconds = figures.Time.TotalSeconds,
            filingsPerSecond = figures.Filings / figures.Time.TotalSeconds,
            commandsPerSecond = figures.Commands / figures.Time.TotalSeconds,
            cpuMicrosPerCommand = figures.Cpu.TotalMicroseconds / Math.Max(1, figures.Commands),
            takeoverSeconds = figures.Takeover?.TotalSeconds,
            wrong = figures.Findings.Count,
        }));
    }
}
