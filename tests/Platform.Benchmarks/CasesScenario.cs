using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Platform.Benchmarks;

/// <summary>
/// The shipped 公共场所卫生许可 flow from filing to delivery through the handlers the API calls: validation, permissions, clocks, documents, hashes and
/// outbox included, every commit on disk. CPU is that of the whole process from the first command until the queues are drained, divided by
/// the answered commands.
/// </summary>
internal static class CasesScenario
{
    public static async Task<int> RunAsync(Options options)
    {
        await using var server = await BenchServer.StartAsync(options);
        var office = await PermitOffice.OpenAsync(server.Services);
        await BenchServer.WarmUpAsync(options.Warmup, count => InParallelAsync(count, options.Concurrency, () => office.OneCaseAsync([])));
        await server.DrainAsync();

        // Only now: their states are noise, which the work that follows the opening of the office must not meet.
        if (options.Cases > 0)
        {
            await new City(server.Services).FillAsync(options.Cases, options.Tasks);
        }

        var waits = new ConcurrentBag<double>();
        var before = await server.SizeAsync();
        var cost = await server.MeasureAsync(office.Filing, () => InParallelAsync(options.Count, options.Concurrency, () => office.OneCaseAsync(waits)));
        var sorted = waits.Order().ToArray();
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            scenario = "cases",
            db = options.Db,
            concurrency = options.Concurrency,
            count = options.Count,
            cases = options.Cases,
            perSecond = Math.Round(options.Count / cost.Elapsed.TotalSeconds, 1),
            cpuMicrosPerStep = cost.CpuMicros,
            allocatedKbPerStep = cost.AllocatedKb,
            gcPauseMicrosPerStep = Math.Round(cost.Paused.TotalMicroseconds / cost.Commands, 1),
            yardstickMicros = Math.Round(cost.Yardstick, 1),
            yardsticksPerStep = cost.Ratio,
            p50Ms = Math.Round(sorted[sorted.Length / 2], 2),
            p99Ms = Math.Round(sorted[(int)(sorted.Length * 0.99)], 2),
            databaseKbPerCase = Math.Round((await server.SizeAsync() - before) / 1024.0 / options.Count, 1),
            rssMb = Math.Round(Process.GetCurrentProcess().WorkingSet64 / 1048576.0, 1),
        }));
        return 0;
    }

    /// <summary>Takes cases through their flow, so many at once; answers with the number of commands.</summary>
    public static async Task<long> InParallelAsync(int count, int concurrency, Func<Task<int>> oneCase)
    {
        var left = count;
        long commands = 0;
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                Interlocked.Add(ref commands, await oneCase());
            }
        }));
        return commands;
    }
}
