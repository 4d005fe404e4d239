using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Platform.Drills;
using Platform.Server.Hosting;

namespace Platform.Benchmarks;

/// <summary>
/// A resident who has signed in files the 30-field form of the hygiene permit over HTTP, on as many connections as asked for, against a server in a process
/// of its own. CPU is that of the server, until its messages are out, divided by the submissions; the client shares the machine.
/// </summary>
internal static class HttpScenario
{
    private static int _filed;

    public static async Task<int> RunAsync(Options options)
    {
        var folder = Directory.CreateTempSubdirectory("platform-http-");
        try
        {
            using var server = new ServerProcess(typeof(PlatformHost).Assembly.Location, folder.FullName, sms: null, StartupScenario.Database(options));
            await server.StartAsync();
            using var office = new Office(server.Url);
            await office.SignInAsync();
            var file = await office.UploadAsync();
            await FileAsync(office, file, options.Warmup, options.Concurrency, []);
            await DrainAsync(server);
            var waits = new ConcurrentBag<double>();
            using var yardstick = new Yardstick(Office.FilingOf(file));
            using var process = Process.GetProcessById(server.Id);
            var cpu = process.TotalProcessorTime;
            var watch = Stopwatch.StartNew();
            await FileAsync(office, file, options.Count, options.Concurrency, waits);
            var elapsed = watch.Elapsed;
            await DrainAsync(server);
            process.Refresh();
            var sorted = waits.Order().ToArray();
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                scenario = "http",
                db = options.Db,
                connections = options.Concurrency,
                count = options.Count,
                perSecond = Math.Round(options.Count / elapsed.TotalSeconds, 1),
                serverCpuMicrosPerSubmission = Math.Round((process.TotalProcessorTime - cpu).TotalMicroseconds / options.Count, 1),
                yardstickMicros = Math.Round(yardstick.Median, 1),
                p50Ms = Math.Round(sorted[sorted.Length / 2], 2),
                p99Ms = Math.Round(sorted[(int)(sorted.Length * 0.99)], 2),
                rssMb = Math.Round(process.WorkingSet64 / 1048576.0, 1),
            }));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task FileAsync(Office office, Guid file, int count, int connections, ConcurrentBag<double> waits)
    {
        var left = count;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                var from = Stopwatch.GetTimestamp();
                await office.FileAsync($"submission-{Interlocked.Increment(ref _filed)}", file);
                waits.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
            }
        }));
    }

    /// <summary>Until the server reports an empty outbox; it counts every ten seconds.</summary>
    private static async Task DrainAsync(ServerProcess server)
    {
        using var client = new HttpClient { BaseAddress = server.Url };
        for (var i = 0; i < 60; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(11));
            var metrics = await client.GetStringAsync("/metrics");
            if (metrics.Split('\n').Any(l => l.StartsWith("platform_outbox_backlog", StringComparison.Ordinal) && l.Contains(" 0", StringComparison.Ordinal)))
            {
                return;
            }
        }

        throw new TimeoutException("The server still has deliveries in its outbox after eleven minutes; the figure would leave their cost out.");
    }
}
