using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Platform.Drills;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Benchmarks;

/// <summary>
/// A server with many open cases (<c>--cases</c>, each with a task) is killed with SIGKILL and started again: time from the start of the process until it says
/// it is ready, and until a case was filed after that. Medians.
/// </summary>
internal static class RecoveryScenario
{
    public static async Task<int> RunAsync(Options options)
    {
        var folder = Directory.CreateTempSubdirectory("platform-recovery-");
        try
        {
            await FillAsync(options, folder.FullName);
            var starts = new List<(double Ready, double Worked, double Cpu)>();
            for (var i = 0; i <= options.Count; i++)
            {
                using var server = new ServerProcess(typeof(PlatformHost).Assembly.Location, folder.FullName, sms: null, StartupScenario.Database(options));
                var watch = Stopwatch.StartNew();
                await server.StartAsync();
                var ready = watch.Elapsed;
                await WorkAsync(server);
                using var process = Process.GetProcessById(server.Id);

                // The first start follows an orderly end.
                if (i > 0)
                {
                    starts.Add((ready.TotalSeconds, watch.Elapsed.TotalSeconds, process.TotalProcessorTime.TotalSeconds));
                }

                await server.KillAsync();
            }

            Console.WriteLine(JsonSerializer.Serialize(new
            {
                scenario = "recovery",
                db = options.Db,
                openCases = options.Cases,
                count = options.Count,
                readySeconds = Median(starts.Select(s => s.Ready)),
                workedSeconds = Median(starts.Select(s => s.Worked)),
                cpuSeconds = Median(starts.Select(s => s.Cpu)),
            }));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task FillAsync(Options options, string folder)
    {
        await using var app = PlatformHost.Build(
            new HostSettings(new DataDirectory(folder), Demo: true, "http://127.0.0.1:0", options.Db, options.Connection),
            builder => builder.Logging.SetMinimumLevel(LogLevel.Error));
        await app.PrepareAsync(CancellationToken.None);
        await app.StartAsync();
        await new City(app.Services).FillAsync(options.Cases, options.Cases);
        await app.StopAsync();
    }

    /// <summary>Signs everybody in and files a case.</summary>
    private static async Task WorkAsync(ServerProcess server)
    {
        using var office = new Office(server.Url);
        await office.SignInAsync();
        _ = await office.FileAsync($"recovery {server.Id}", await office.UploadAsync());
    }

    private static double Median(IEnumerable<double> values) => Math.Round(values.Order().ElementAt(values.Count() / 2), 2);
}
