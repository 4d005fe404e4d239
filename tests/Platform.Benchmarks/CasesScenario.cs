using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Model;
using Platform.Model.Evaluation;
using Platform.Model.Files;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Cases;
using Platform.Server.Cases.Intake;
using Platform.Server.Cases.Tasks;
using Platform.Server.Data;
using Platform.Server.Hosting;
using Platform.Tests.Storage;

namespace Platform.Benchmarks;

/// <summary>
/// The shipped 公共场所卫生许可 flow from filing to delivery through the handlers the API calls: validation, permissions, clocks, documents, hashes and
/// outbox included, every commit on disk. CPU is that of the whole process from the first command until the queues are drained, divided by
/// the answered commands.
/// </summary>
internal static class CasesScenario
{
    private const string Item = "public-place-hygiene-permit";
    private const string Street = "330110012";
    private const int Chunk = 1000;
    private const string ResidentId = "330110195803120004";

    public static async Task<int> RunAsync(Options options)
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
            var office = await Office.OpenAsync(app.Services);
            await WarmUpAsync(office, options);
            await DrainAsync(app.Services);

            // Only now: their states are noise, which the work that follows the opening of the office must not meet.
            if (options.Cases > 0)
            {
                await new City(app.Services).FillAsync(options.Cases, options.Tasks);
            }

            var waits = new ConcurrentBag<double>();
            var before = await SizeAsync(app.Services, options);
            GC.Collect();
            var allocated = GC.GetTotalAllocatedBytes();
            var paused = GC.GetTotalPauseDuration();
            using var yardstick = new Yardstick(office.Filing);
            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            var watch = Stopwatch.StartNew();
            var steps = await RunAsync(office, options.Count, options.Concurrency, waits);
            var elapsed = watch.Elapsed;
            await DrainAsync(app.Services);
            cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu - yardstick.Spent;
            var sorted = waits.Order().ToArray();
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                scenario = "cases",
                db = options.Db,
                concurrency = options.Concurrency,
                count = options.Count,
                cases = options.Cases,
                perSecond = Math.Round(options.Count / elapsed.TotalSeconds, 1),
                cpuMicrosPerStep = Math.Round(cpu.TotalMicroseconds / steps, 1),
                allocatedKbPerStep = Math.Round((GC.GetTotalAllocatedBytes() - allocated) / 1024.0 / steps, 1),
                gcPauseMicrosPerStep = Math.Round((GC.GetTotalPauseDuration() - paused).TotalMicroseconds / steps, 1),
                yardstickMicros = Math.Round(yardstick.Median, 1),
                p50Ms = Math.Round(sorted[sorted.Length / 2], 2),
                p99Ms = Math.Round(sorted[(int)(sorted.Length * 0.99)], 2),
                databaseKbPerCase = Math.Round((await SizeAsync(app.Services, options) - before) / 1024.0 / options.Count, 1),
                rssMb = Math.Round(Process.GetCurrentProcess().WorkingSet64 / 1048576.0, 1),
            }));
            await app.StopAsync();
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Until the compiler has nothing left to improve: on busy cores it lags tens of seconds behind, and its work is not that of the cases.</summary>
    private static async Task WarmUpAsync(Office office, Options options)
    {
        await RunAsync(office, options.Warmup, options.Concurrency, []);
        for (var chunk = 0; options.Warmup > 0 && chunk < 30; chunk++)
        {
            var compiled = JitInfo.GetCompiledMethodCount();
            await RunAsync(office, Chunk, options.Concurrency, []);
            if (JitInfo.GetCompiledMethodCount() - compiled < Chunk / 100)
            {
                return;
            }
        }
    }

    /// <summary>Answers with the number of commands that were answered.</summary>
    private static async Task<long> RunAsync(Office office, int count, int concurrency, ConcurrentBag<double> waits)
    {
        var left = count;
        long steps = 0;
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                Interlocked.Add(ref steps, await office.OneCaseAsync(waits));
            }
        }));
        return steps;
    }

    /// <summary>Bytes of the database beside the applications themselves; 0 on a server, which counts in its own way.</summary>
    private static async Task<long> SizeAsync(IServiceProvider services, Options options)
    {
        if (options.Db != Engines.Sqlite)
        {
            return 0;
        }

        await using var connection = await services.GetRequiredService<IDatabase>().OpenAsync(CancellationToken.None);
        await using var command = connection.CreateCommand();
        command.CommandText = "select page_count * page_size - (select total(length(sealed)) from case_content) from pragma_page_count, pragma_page_size";
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task DrainAsync(IServiceProvider services)
    {
        var database = services.GetRequiredService<IDatabase>();
        for (var i = 0; i < 6000; i++)
        {
            await using var connection = await database.OpenAsync(CancellationToken.None);
            await using var command = connection.CreateCommand();
            command.CommandText = "select count(*) from outbox_waiting";
            if (Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture) == 0)
            {
                return;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("The outbox is not empty after five minutes; the figure would leave its cost out.");
    }

    private sealed record Office(CaseIntake Intake, TaskDesk Desk, Actor Resident, IReadOnlyDictionary<string, Actor> Staff, string Filing)
    {
        private static readonly (string Outcome, string Role, string? Data)[] Walk =
        [
            ("Accept", Roles.AcceptanceOfficer, null),
            ("Pass", Roles.CaseOfficer, null),
            ("Pass", Roles.Reviewer, null),
            ("Grant", Roles.Approver, null),
            ("Delivered", Roles.Issuer, """{"method":"window","proof":"本人签收"}"""),
        ];

        public static async Task<Office> OpenAsync(IServiceProvider services)
        {
            var account = await services.GetRequiredService<IAccounts>().FindResidentAsync("111", ResidentId, CancellationToken.None)
                ?? throw new InvalidOperationException("The demo resident is missing.");
            var resident = new Actor(ActorKind.Resident, account, "王芳", []);
            using var content = new MemoryStream(Encoding.ASCII.GetBytes("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"));
            var file = (await services.GetRequiredService<IFiles>().SaveAsync(content, "plan.pdf", FileOwner.Of(resident)!, CancellationToken.None)).Value;
            var ids = services.GetRequiredService<IIdSource>();
            var staff = Walk.Select(w => w.Role).Distinct().ToDictionary(
                r => r, r => new Actor(ActorKind.Staff, ids.Next(), r, [new Grant(r, LocalityCode.Parse("330110"))]));
            var answers = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "hygiene-answers.json"));
            var filing = new JsonObject
            {
                ["locality"] = Street,
                ["item"] = Item,
                ["channel"] = "pc",
                ["applicant"] = new JsonObject { ["type"] = "1", ["name"] = "王芳", ["idType"] = "111", ["idNumber"] = ResidentId, ["phone"] = "13800000001" },
                ["scenario"] = new JsonObject { ["placeType"] = "hairdressing", ["centralAir"] = "no", ["agent"] = "self" },
                ["answers"] = JsonNode.Parse(answers),
                ["materials"] = new JsonArray([.. new[] { "identity-proof", "site-plans", "test-report", "management-rules" }
                    .Select(key => (JsonNode)new JsonObject { ["key"] = key, ["files"] = new JsonArray(file.Id) })]),
            };
            return new(services.GetRequiredService<CaseIntake>(), services.GetRequiredService<TaskDesk>(), resident, staff, filing.ToJsonString());
        }

        public async Task<int> OneCaseAsync(ConcurrentBag<double> waits)
        {
            var filing = JsonSerializer.Deserialize<CaseFiling>(Filing, ModelJson.Options)!;
            var answer = await TimedAsync(() => Intake.FileAsync(Resident, filing, null, CancellationToken.None), waits);
            foreach (var (outcome, role, data) in Walk)
            {
                var task = answer.File.Tasks[0];
                var body = data is null ? [] : (JsonObject)JsonNode.Parse(data)!;
                answer = await TimedAsync(() => Desk.CompleteAsync(Staff[role], task.Id, outcome, "同意", body, null, null, CancellationToken.None), waits);
            }

            return answer.File.State == Model.Cases.CaseState.Delivered
                ? Walk.Length + 1
                : throw new InvalidOperationException($"Case {answer.File.Number} ended as {answer.File.State}.");
        }

        private static async Task<CaseAnswer> TimedAsync(Func<Task<Result<CaseAnswer>>> command, ConcurrentBag<double> waits)
        {
            var watch = Stopwatch.StartNew();
            var answer = await command();
            waits.Add(watch.Elapsed.TotalMilliseconds);
            return answer.Value;
        }
    }
}
