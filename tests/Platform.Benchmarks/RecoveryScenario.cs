using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Platform.Drills;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Benchmarks;

/// <summary>
/// A server with many open cases (<c>--cases</c>, each filed and waiting to be accepted) is killed with SIGKILL while applications are filed, and started again: time from the start of
/// the process until it says it is ready, and until everything that was under way at the kill has been answered. Medians.
/// </summary>
internal static class RecoveryScenario
{
    public static async Task<int> RunAsync(Options options)
    {
        var folder = Directory.CreateTempSubdirectory("platform-recovery-");
        try
        {
            await FillAsync(options, folder.FullName);
            using var server = new ServerProcess(typeof(PlatformHost).Assembly.Location, folder.FullName, sms: null, StartupScenario.Database(options));
            await server.StartAsync();
            using var office = new Office(server.Url);
            await office.SignInAsync();
            var file = await office.UploadAsync();
            var starts = new List<(double Ready, double Answered, double Cpu)>();
            for (var i = 0; i < options.Count; i++)
            {
                var underWay = Enumerable.Range(0, options.Concurrency).Select(n => office.FileAsync($"recovery {i}-{n}", file)).ToList();
                await Task.WhenAny(underWay);
                await server.KillAsync();
                var watch = Stopwatch.StartNew();
                await server.StartAsync();
                var ready = watch.Elapsed;
                using var process = Process.GetProcessById(server.Id);
                var cpu = process.TotalProcessorTime;
                await Task.WhenAll(underWay);
                starts.Add((ready.TotalSeconds, watch.Elapsed.TotalSeconds, cpu.TotalSeconds));
            }

            Console.WriteLine(JsonSerializer.Serialize(new
            {
                scenario = "recovery",
                db = options.Db,
                openCases = options.Cases,
                count = options.Count,
                underWay = options.Concurrency,
                readySeconds = Median(starts.Select(s => s.Ready)),
                longestReadySeconds = Math.Round(starts.Max(s => s.Ready), 2),
                answeredSeconds = Median(starts.Select(s => s.Answered)),
                cpuSecondsUntilReady = Median(starts.Select(s => s.Cpu)),
            }));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Files them as residents would: what starts again reads what it finds.</summary>
    private static async Task FillAsync(Options options, string folder)
    {
        await using var app = PlatformHost.Build(
            new HostSettings(new DataDirectory(folder), Demo: true, "http://127.0.0.1:0", options.Db, options.Connection),
            builder => builder.Logging.SetMinimumLevel(LogLevel.Error));
        await app.PrepareAsync(CancellationToken.None);
        await app.StartAsync();
        var office = await PermitOffice.OpenAsync(app.Services);
        _ = await CasesScenario.InParallelAsync(options.Cases, options.Concurrency, async () =>
        {
            _ = await office.FileAsync();
            return 1;
        });
        await app.StopAsync();
    }

    private static double Median(IEnumerable<double> values) => Math.Round(values.Order().ElementAt(values.Count() / 2), 2);
}
