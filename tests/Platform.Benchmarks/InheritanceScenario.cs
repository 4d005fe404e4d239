using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Server.Data;
using Platform.Server.Definitions;
using Platform.Server.Definitions.Above;

namespace Platform.Benchmarks;

/// <summary>
/// The level above has published everything again: half a place's definitions are forms it copied, half layers of items, each changed here and above. What the
/// list of everything behind costs (documents from the database, three-way merge of each), what the home asks of it again, and single merges; one thread, medians.
/// </summary>
internal static class InheritanceScenario
{
    private static readonly LocalityCode Above = LocalityCode.Parse("3301");
    private static readonly LocalityCode Here = LocalityCode.Parse("330110");

    public static async Task<int> RunAsync(Options options)
    {
        await using var server = await BenchServer.StartAsync(options);
        var (form, item) = (await InForceAsync(server, DefinitionKind.Form, "hygiene-permit"), await InForceAsync(server, DefinitionKind.Item, "public-place-hygiene-permit"));
        await PlantAsync(server, options.Cases, form, item);
        server.Services.GetRequiredService<DefinitionCache>().Changed();
        var reader = server.Services.GetRequiredService<AboveReader>();
        var behind = await reader.ListBehindAsync(Here, CancellationToken.None);
        var forms = behind.First(s => s.Name.Kind == DefinitionKind.Form);
        using var yardstick = new Yardstick(form.ToJsonString());
        var list = Measure(options.Count, () => reader.ListBehindAsync(Here, CancellationToken.None).AsTask().GetAwaiter().GetResult());
        var names = Measure(options.Count, () => reader.ListBehindNamesAsync(Here, CancellationToken.None).AsTask().GetAwaiter().GetResult());
        var take = Measure(options.Count, () =>
        {
            foreach (var state in behind)
            {
                state.Merge.PatchFor([.. state.Merge.Differences.Where(d => d.IsOpen)]);
            }
        });
        var merge = Measure(options.Count * 20, () => CopyMerge.Of(Of(server, forms.RestsOn, forms.Name), forms.NearestDocument(), (JsonObject)JsonNode.Parse(forms.Here!.Json)!));
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            scenario = "inheritance",
            db = options.Db,
            definitions = behind.Count,
            differences = behind.Sum(s => s.Merge.Differences.Count),
            listMs = list.Milliseconds,
            listCpuMs = list.CpuMs,
            listAllocatedMb = Math.Round(list.Bytes / 1e6, 1),
            homeMs = names.Milliseconds,
            homeCpuMs = names.CpuMs,
            takeCpuMs = take.CpuMs,
            formMergeMicros = Math.Round(merge.Milliseconds * 1000),
            formMergeAllocatedKb = Math.Round(merge.Bytes / 1e3),
            yardstickMicros = Math.Round(yardstick.Median, 1),
        }));
        return behind.Count == options.Cases ? 0 : 1;
    }

    private static JsonObject Of(BenchServer server, Basis basis, DefinitionName name) =>
        (JsonObject)JsonNode.Parse(server.Services.GetRequiredService<IDefinitions>().GetAsync(basis.Of(name.Kind, name.Key)[^1], CancellationToken.None).AsTask().GetAwaiter().GetResult().Json)!;

    private static (double Milliseconds, double CpuMs, long Bytes) Measure(int rounds, Action act)
    {
        act();
        var (times, cpus, bytes) = (new List<double>(), new List<double>(), 0L);
        for (var i = 0; i < rounds; i++)
        {
            var (allocated, cpu, watch) = (GC.GetAllocatedBytesForCurrentThread(), Process.GetCurrentProcess().TotalProcessorTime, Stopwatch.StartNew());
            act();
            times.Add(watch.Elapsed.TotalMilliseconds);
            cpus.Add((Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds);
            bytes = GC.GetAllocatedBytesForCurrentThread() - allocated;
        }

        return (Median(times), Median(cpus), bytes);
    }

    private static double Median(List<double> values) => Math.Round(values.Order().ElementAt(values.Count / 2), 3);

    private static async Task<JsonObject> InForceAsync(BenchServer server, DefinitionKind kind, string key)
    {
        var layers = await server.Services.GetRequiredService<IDefinitions>().ListLayersAsync(kind, key, Here, CancellationToken.None);
        return (JsonObject)JsonNode.Parse(layers[0].Json)!;
    }

    /// <summary>Of each definition two versions above and one here, which rests on the first.</summary>
    private static Task PlantAsync(BenchServer server, int count, JsonObject form, JsonObject item) => server.Services.GetRequiredService<ICommitQueue>().CommitAsync<Done>(
        async (transaction, ct) =>
        {
            for (var i = 0; i < count; i++)
            {
                var kind = i % 2 == 0 ? DefinitionKind.Form : DefinitionKind.Item;
                var key = $"bench-{i}";
                await PlantedVersion.PutAsync(transaction, PlantedVersion.Of(kind, key, Above, 1, Said(kind, form, item, key, "a"), null), ct);
                await PlantedVersion.PutAsync(transaction, PlantedVersion.Of(kind, key, Above, 2, Said(kind, form, item, key, "b"), null), ct);
                var own = kind == DefinitionKind.Item ? new JsonObject { ["key"] = key, ["consulting"] = Wording("c") } : Said(kind, form, item, key, "a", "c");
                await PlantedVersion.PutAsync(transaction, PlantedVersion.Of(kind, key, Here, 1, own, new Basis([new(Above, 1)])), ct);
            }

            return Done.It;
        },
        CancellationToken.None);

    /// <summary>The definition with other words at the beginning and in the middle.</summary>
    private static JsonObject Said(DefinitionKind kind, JsonObject form, JsonObject item, string key, string upper, string? lower = null)
    {
        var document = (JsonObject)(kind == DefinitionKind.Form ? form : item).DeepClone();
        document["key"] = key;
        document[kind == DefinitionKind.Form ? "title" : "consulting"] = Wording(upper);
        if (kind == DefinitionKind.Form)
        {
            var pages = document["pages"]!.AsArray();
            pages[0]!["title"] = Wording(upper + lower);
            pages[^1]!["title"] = Wording(lower ?? "a");
        }

        return document;
    }

    private static JsonObject Wording(string text) => new() { ["zh-CN"] = text, ["en"] = text };
}
