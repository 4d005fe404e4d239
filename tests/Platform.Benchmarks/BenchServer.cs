using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Server.Cases.Calendars;
using Platform.Server.Data;
using Platform.Server.Hosting;
using Platform.Tests.Storage;

namespace Platform.Benchmarks;

/// <summary>The platform with its demo data in this process, on a directory of its own that is gone afterwards.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private const int Chunk = 1000;

    private readonly DirectoryInfo _folder;
    private readonly WebApplication _app;
    private readonly string _db;

    private BenchServer(DirectoryInfo folder, WebApplication app, string db) => (_folder, _app, _db) = (folder, app, db);

    public IServiceProvider Services => _app.Services;

    public Uri Url => new(_app.Urls.First());

    public static async Task<BenchServer> StartAsync(Options options)
    {
        var folder = Directory.CreateTempSubdirectory("platform-benchmark-");
        var connection = options.Connection ?? (options.Db == Engines.Postgres ? (await new PostgresCluster(durable: true).CreateAsync()).Connection : null);
        var app = PlatformHost.Build(
            new HostSettings(new DataDirectory(folder.FullName), Demo: true, "http://127.0.0.1:0", options.Db, connection),
            builder => builder.Logging.SetMinimumLevel(LogLevel.Error));
        await app.PrepareAsync(CancellationToken.None);
        await app.StartAsync();
        return new(folder, app, options.Db);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>Until the compiler has nothing left to improve: on busy cores it lags tens of seconds behind, and its work is not that of the cases.</summary>
    /// <param name="run">Takes so many cases from filing to their end.</param>
    public static async Task WarmUpAsync(int cases, Func<int, Task> run)
    {
        await run(cases);
        for (var chunk = 0; cases > 0 && chunk < 30; chunk++)
        {
            var compiled = JitInfo.GetCompiledMethodCount();
            await run(Chunk);
            if (JitInfo.GetCompiledMethodCount() - compiled < Chunk / 100)
            {
                return;
            }
        }
    }

    /// <summary>Waits until the calendars that came into force with the demo are through: minutes later all open cases are counted anew.</summary>
    public async Task CountedAsync()
    {
        while ((await Services.GetRequiredService<CalendarChangeStore>().OpenAsync(CancellationToken.None)).Count > 0)
        {
            await Task.Delay(500);
        }
    }

    /// <summary>What work costs this process until its queues are empty; the yardstick's own cost is left out.</summary>
    public async Task<Cost> MeasureAsync(string yardstickJson, Func<Task<long>> work)
    {
        GC.Collect();
        var (allocated, paused) = (GC.GetTotalAllocatedBytes(), GC.GetTotalPauseDuration());
        using var yardstick = new Yardstick(yardstickJson);
        var (cpu, watch) = (Process.GetCurrentProcess().TotalProcessorTime, Stopwatch.StartNew());
        var commands = await work();
        var elapsed = watch.Elapsed;
        await DrainAsync();
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu - yardstick.Spent;
        return new(commands, elapsed, cpu, GC.GetTotalAllocatedBytes() - allocated, GC.GetTotalPauseDuration() - paused, yardstick.Median);
    }

    /// <summary>Waits until everything that is to be told has been.</summary>
    public async Task DrainAsync()
    {
        var database = Services.GetRequiredService<IDatabase>();
        for (var i = 0; i < 6000; i++)
        {
            await using var connection = await database.OpenAsync(CancellationToken.None);
            await using var command = connection.CreateCommand();
            command.CommandText = "select count(*) from outbox_waiting";
            if (Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture) == 0)
            {
                return;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("The outbox is not empty after five minutes; the figure would leave its cost out.");
    }

    public async Task<long> CountCasesAsync()
    {
        await using var connection = await Services.GetRequiredService<IDatabase>().OpenAsync(CancellationToken.None);
        await using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from case_state";
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>Bytes of the database beside the applications themselves; 0 on a server, which counts in its own way.</summary>
    public async Task<long> SizeAsync()
    {
        if (_db != Engines.Sqlite)
        {
            return 0;
        }

        await using var connection = await Services.GetRequiredService<IDatabase>().OpenAsync(CancellationToken.None);
        await using var command = connection.CreateCommand();
        command.CommandText = "select page_count * page_size - (select total(length(sealed)) from case_content) from pragma_page_count, pragma_page_size";
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}

/// <param name="Commands">That were answered.</param>
/// <param name="Elapsed">Until the last answer.</param>
/// <param name="Allocated">Bytes.</param>
/// <param name="Yardstick">CPU microseconds of one reading and writing, median.</param>
internal sealed record Cost(long Commands, TimeSpan Elapsed, TimeSpan Cpu, long Allocated, TimeSpan Paused, double Yardstick)
{
    public double CpuMicros => Math.Round(Cpu.TotalMicroseconds / Commands, 1);

    public double AllocatedKb => Math.Round(Allocated / 1024.0 / Commands, 1);

    /// <summary>CPU of a command in yardsticks.</summary>
    public double Ratio => Math.Round(Cpu.TotalMicroseconds / Commands / Yardstick, 1);
}
