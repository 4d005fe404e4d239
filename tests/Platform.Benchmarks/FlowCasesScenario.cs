using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Cases;

namespace Platform.Benchmarks;

/// <summary>
/// Flows of all sizes as cases run them, every command on disk: filed, accepted, and then nothing but examinations, so that what is compared is the flow. Then what a case
/// costs in memory while it waits, and whether a command costs more the more cases have ended (<c>--cases</c>).
/// </summary>
internal static class FlowCasesScenario
{
    private const int Idle = 3000;

    public static async Task<int> RunAsync(Options options)
    {
        await using var server = await BenchServer.StartAsync(options);
        var office = await PermitOffice.OpenAsync(server.Services);
        await server.CountedAsync();
        var shapes = new FlowShapes("Platform.Review", "Pass", accepting: true).All().ToList();
        foreach (var (name, flow, tasks) in shapes)
        {
            await PublishAsync(server.Services, flow);
            var count = Math.Max(20, options.Count * 3 / tasks);
            await BenchServer.WarmUpAsync(Math.Min(count, options.Warmup), cases => RunAsync(office, Math.Max(1, cases * 3 / tasks), options));
            Write(options, name, tasks, casesBefore: null, count, await server.MeasureAsync(office.Filing, () => RunAsync(office, count, options)));
        }

        await PublishAsync(server.Services, shapes[0].Flow);
        await RunAsync(office, 100, options);
        Console.WriteLine(JsonSerializer.Serialize(await MemoryAsync(server, office)));
        await GrowAsync(server, office, options);
        return 0;
    }

    private static Task<long> RunAsync(PermitOffice office, int count, Options options) => CasesScenario.InParallelAsync(count, options.Concurrency, office.PassAllAsync);

    /// <summary>The same cases beside ever more others, nearly all ended: at first, beside a fifth of <c>--cases</c>, and beside all of them. One server, one database.</summary>
    private static async Task GrowAsync(BenchServer server, PermitOffice office, Options options)
    {
        foreach (var goal in new[] { 0, options.Cases / 5, options.Cases })
        {
            var cases = await server.CountCasesAsync();
            await RunAsync(office, (int)Math.Max(0, goal - cases), options);
            await server.DrainAsync();
            cases = await server.CountCasesAsync();
            Write(options, "3 tasks", 3, cases, options.Count, await server.MeasureAsync(office.Filing, () => RunAsync(office, options.Count, options)));
        }
    }

    private static void Write(Options options, string flow, int tasks, long? casesBefore, int count, Cost cost) => Console.WriteLine(JsonSerializer.Serialize(new
    {
        scenario = "flows",
        db = options.Db,
        concurrency = options.Concurrency,
        flow,
        tasks,
        casesBefore,
        count,
        perSecond = Math.Round(count / cost.Elapsed.TotalSeconds, 1),
        commandsPerCase = Math.Round((double)cost.Commands / count, 1),
        cpuMicrosPerStep = cost.CpuMicros,
        allocatedKbPerStep = cost.AllocatedKb,
        yardstickMicros = Math.Round(cost.Yardstick, 1),
        yardsticksPerStep = cost.Ratio,
    }));

    /// <summary>Managed bytes of a case that waits for its officer: its owner in memory, what stays when the owner has been put away, and what is gone with it.</summary>
    private static async Task<object> MemoryAsync(BenchServer server, PermitOffice office)
    {
        var management = server.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);
        await management.ForceActivationCollection(TimeSpan.Zero);
        var before = Heap();
        for (var i = 0; i < Idle; i++)
        {
            _ = await office.FileAsync();
        }

        await server.DrainAsync();
        var active = Heap();
        var owners = await CountAsync(management);
        await management.ForceActivationCollection(TimeSpan.Zero);
        var left = await CountAsync(management);
        var away = Heap();
        return new
        {
            scenario = "flows",
            idleCases = Idle,
            ownersActive = owners,
            ownersAfter = left,
            bytesPerActiveCase = (active - before) / Idle,
            bytesPerCasePutAway = (away - before) / Idle,
        };
    }

    private static async Task<int> CountAsync(IManagementGrain management) =>
        (await management.GetSimpleGrainStatistics()).Where(s => s.GrainType.Contains(nameof(CaseGrain), StringComparison.Ordinal)).Sum(s => s.ActivationCount);

    private static long Heap()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>Puts the flow in force as the next version of the permit's flow.</summary>
    private static async Task PublishAsync(IServiceProvider services, FlowDefinition flow)
    {
        const string Key = "hygiene-permit";
        var editor = services.GetRequiredService<IDefinitionEditor>();
        var admin = new Actor(ActorKind.Staff, services.GetRequiredService<IIdSource>().Next(), "admin", [new Grant(Roles.PlatformAdmin, LocalityCode.Parse("330110"))]);
        var name = new DefinitionName(DefinitionKind.Flow, Key, LocalityCode.Parse("330110"));
        var document = JsonNode.Parse(flow.Json.GetRawText())!;
        document["definitionId"] = Key;
        var before = await editor.FindOwnActiveAsync(name, CancellationToken.None);
        var saved = (await editor.SaveAsync(admin, name, JsonElement.Parse(document.ToJsonString()), before?.ETag, DraftOrigin.Package, CancellationToken.None)).Value;
        _ = (await editor.PublishAsync(admin, name, saved.Definition.ETag, CancellationToken.None)).Value;
    }
}
