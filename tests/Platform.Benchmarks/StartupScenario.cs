using System.Diagnostics;
using System.Text.Json;
using Platform.Drills;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Benchmarks;

/// <summary>From the start of the process on a directory that is there until the home page has been answered: CPU time, time and memory, medians.</summary>
internal static class StartupScenario
{
    public static async Task<int> RunAsync(Options options)
    {
        var folder = Directory.CreateTempSubdirectory("platform-startup-");
        try
        {
            var starts = new List<(double Cpu, double Seconds, double Memory)>();
            using var client = new HttpClient();
            for (var i = 0; i <= options.Count; i++)
            {
                using var server = new ServerProcess(typeof(PlatformHost).Assembly.Location, folder.FullName, sms: null, Database(options));
                var watch = Stopwatch.StartNew();
                await server.StartAsync();
                _ = await client.GetStringAsync(server.Url);
                var elapsed = watch.Elapsed;
                using var process = Process.GetProcessById(server.Id);

                // The first one plants the demo: that is not what a restart costs.
                if (i > 0)
                {
                    starts.Add((process.TotalProcessorTime.TotalSeconds, elapsed.TotalSeconds, process.WorkingSet64 / 1048576.0));
                }

                await server.KillAsync();
            }

            Console.WriteLine(JsonSerializer.Serialize(new
            {
                scenario = "startup",
                db = options.Db,
                count = options.Count,
                cpuSeconds = Median(starts.Select(s => s.Cpu)),
                seconds = Median(starts.Select(s => s.Seconds)),
                rssMb = Median(starts.Select(s => s.Memory)),
            }));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Words of the command line that name the database.</summary>
    public static string[] Database(Options options) => options.Db == Engines.Sqlite ? [] : ["--db", options.Db, "--connection", options.Connection ?? throw new ArgumentException("Name the database with --connection.")];

    private static double Median(IEnumerable<double> values) => Math.Round(values.Order().ElementAt(values.Count() / 2), 2);
}
