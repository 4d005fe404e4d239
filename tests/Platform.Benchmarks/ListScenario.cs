using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Cases.Search;
using Platform.Server.Cases.Tasks;
using Platform.Server.Data;
using Platform.Server.Hosting;
using Platform.Tests.Storage;

namespace Platform.Benchmarks;

/// <summary>
/// The work list and the search over a whole city, one query after the other through what the API calls. Every kind of query is measured for itself;
/// CPU is that of the whole process divided by the queries.
/// </summary>
internal static class ListScenario
{
    public static async Task<int> RunAsync(string scenario, Options options)
    {
        var folder = Directory.CreateTempSubdirectory("platform-benchmark-");
        try
        {
            var connection = options.Connection ?? (options.Db == Engines.Postgres ? (await new PostgresCluster(durable: true).CreateAsync()).Connection : null);
            await using var app = PlatformHost.Build(
                new HostSettings(new DataDirectory(folder.FullName), Demo: true, "http://127.0.0.1:0", options.Db, connection),
                builder => builder.Logging.SetMinimumLevel(LogLevel.Error));
            await app.PrepareAsync(CancellationToken.None);
            await app.StartAsync();
            var watch = Stopwatch.StartNew();
            var city = new City(app.Services);
            await city.FillAsync(options.Cases, options.Tasks);
            var filled = watch.Elapsed;
            var kinds = scenario == "worklist" ? WorkList(app.Services, city) : Search(app.Services, city);
            foreach (var (_, query) in kinds)
            {
                await query();
            }

            var waits = kinds.ToDictionary(k => k.Name, _ => new List<double>(), StringComparer.Ordinal);
            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            var each = Math.Max(1, options.Count / kinds.Count);
            for (var i = 0; i < each; i++)
            {
                foreach (var (name, query) in kinds)
                {
                    watch.Restart();
                    await query();
                    waits[name].Add(watch.Elapsed.TotalMilliseconds);
                }
            }

            cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                scenario,
                db = options.Db,
                cases = options.Cases,
                tasks = options.Tasks,
                queries = each * kinds.Count,
                filledInSeconds = Math.Round(filled.TotalSeconds, 1),
                cpuMicrosPerQuery = Math.Round(cpu.TotalMicroseconds / (each * kinds.Count), 1),
                p50Ms = Quantile([.. waits.Values.SelectMany(w => w)], 0.5),
                p99Ms = Quantile([.. waits.Values.SelectMany(w => w)], 0.99),
                kinds = waits.ToDictionary(w => w.Key, w => new { p50Ms = Quantile(w.Value, 0.5), p99Ms = Quantile(w.Value, 0.99) }),
            }));
            await app.StopAsync();
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double Quantile(List<double> values, double share)
    {
        values.Sort();
        return Math.Round(values[(int)(values.Count * share)], 2);
    }

    private static List<(string Name, Func<Task> Query)> WorkList(IServiceProvider services, City city)
    {
        var list = services.GetRequiredService<TaskList>();
        var today = city.Today;
        return
        [
            Kind("officer group", city.Officer, new("group")),
            Kind("officer mine", city.Officer, new("mine")),
            Kind("officer overdue counted", city.Officer, new("all", DueBefore: today, Count: true)),
            Kind("district all", city.District, new()),
            Kind("district by state and item", city.District, new(State: CaseState.Suspended, Item: City.Items[^1])),
            Kind("city all counted", city.Whole, new(Count: true)),
            Kind("city by opened", city.Whole, new(Sort: "opened")),
            Kind("city by number", city.Whole, new(Sort: "number")),
            Kind("city street week", city.Whole, new(Locality: City.AnyStreet, DueFrom: today, DueBefore: today.AddDays(7))),
            Kind("city rare state", city.Whole, new(State: CaseState.Suspended, Item: City.Items[^1])),
            Kind("city field", city.Whole, new(Fields: [new("street", "7")])),
            Kind("city number", city.Whole, new(Text: city.AnyNumber[..^2])),
        ];

        (string, Func<Task>) Kind(string name, Actor actor, TaskQuery query) => (name, async () =>
        {
            var page = (await list.ListAsync(actor, query, CancellationToken.None)).Value;
            if (page.Next is { } next)
            {
                _ = (await list.ListAsync(actor, query with { Cursor = next, Count = false }, CancellationToken.None)).Value;
            }
        });
    }

    private static List<(string Name, Func<Task> Query)> Search(IServiceProvider services, City city)
    {
        var list = services.GetRequiredService<CaseList>();
        return
        [
            Kind("officer all", city.Officer, new()),
            Kind("officer common word", city.Officer, new("公司")),
            Kind("district full name", city.District, new(city.AnyName)),
            Kind("district surname", city.District, new("王")),
            Kind("city number", city.Whole, new(city.AnyNumber)),
            Kind("city number beginning", city.Whole, new(city.AnyNumber[..^6])),
            Kind("city id number", city.Whole, new(City.Identity)),
            Kind("city full name", city.Whole, new(city.AnyName)),
            Kind("city enterprise", city.Whole, new(city.AnyEnterprise)),
            Kind("city common word", city.Whole, new("有限公司")),
            Kind("city no such name", city.Whole, new("龘龘")),
            Kind("city rare state", city.Whole, new(State: CaseState.Suspended, Item: City.Items[^1])),
            Kind("city day", city.Whole, new(FiledFrom: city.Today.AddDays(-200), FiledTo: city.Today.AddDays(-199))),
            Kind("city name and state", city.Whole, new("公司", State: CaseState.Suspended)),
            Kind("city field", city.Whole, new(Fields: [new("street", "7")])),
        ];

        (string, Func<Task>) Kind(string name, Actor actor, CaseQuery query) => (name, async () => _ = (await list.ListAsync(actor, query, CancellationToken.None)).Value);
    }
}
