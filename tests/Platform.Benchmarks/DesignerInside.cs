using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Localities;
using Platform.Server.Data;
using Platform.Server.Definitions;

namespace Platform.Benchmarks;

/// <summary>What is seen only from inside the server's process: the memory of open editors, and what a publication reaches in a country where every place has something of its own.</summary>
internal static class DesignerInside
{
    private const int Places = 3000;
    private const int PlacesOfStreet = 100;

    /// <summary>Kilobytes of managed heap an open page takes, its circuit and desk included; so are the few that the browser's driver keeps in this process.</summary>
    public static async Task<JsonObject> PagesAsync(BenchServer server, IBrowserContext context, int count)
    {
        var figures = new JsonObject { ["pages"] = count };
        foreach (var (name, path, stands) in new[] { ("form", "/designer/form/hygiene-permit?locality=330110", "[data-testid=node]"), ("flow", "/designer/flow/hygiene-permit?locality=330110", "[data-testid=step]") })
        {
            // The first ones compile and fill caches.
            await OpenAsync(1);
            await CloseAsync();
            var none = Heap();
            await OpenAsync(1);
            var one = Heap();
            await OpenAsync(count - 1);
            var all = Heap();
            await CloseAsync();
            figures[name + "FirstKb"] = Math.Round((one - none) / 1024.0);
            figures[name + "EachKb"] = Math.Round((all - one) / 1024.0 / (count - 1));

            async Task OpenAsync(int pages)
            {
                for (var i = 0; i < pages; i++)
                {
                    var page = await context.NewPageAsync();
                    await page.GotoAsync(new Uri(server.Url, path).ToString());
                    await page.Locator(stands).First.WaitForAsync();
                }

                await Task.Delay(2000);
            }
        }

        figures["workingSetMb"] = Math.Round(Environment.WorkingSet / 1048576.0);
        return figures;

        async Task CloseAsync()
        {
            foreach (var page in context.Pages.ToList())
            {
                await page.CloseAsync();
            }

            await Task.Delay(2000);
        }
    }

    /// <summary>A form of the top level is published, and every place below has a layer of its own on the item that asks with it.</summary>
    public static async Task<JsonObject> ImpactAsync(BenchServer server, DesignerClient platform, int rounds)
    {
        var definitions = server.Services.GetRequiredService<IDefinitions>();
        var form = (await definitions.ListLayersAsync(DefinitionKind.Form, "hygiene-permit", LocalityCode.Parse("330110"), CancellationToken.None))[0].Id.Owner;
        await PlantAsync(server);
        server.Services.GetRequiredService<DefinitionCache>().Changed();
        var (times, cpus, items) = (new List<double>(), new List<double>(), 0);
        for (var i = 0; i <= rounds; i++)
        {
            var (cpu, watch) = (Process.GetCurrentProcess().TotalProcessorTime, Stopwatch.StartNew());
            var impact = await platform.GetAsync($"/api/v1/definitions/form/hygiene-permit/impact?locality={form.Value}");
            times.Add(watch.Elapsed.TotalMilliseconds);
            cpus.Add((Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds);
            items = impact["items"]!.AsArray().Count;
        }

        var rest = times.Skip(1).Order().ToList();
        return new JsonObject
        {
            ["places"] = Places, ["items"] = items, ["firstMs"] = Math.Round(times[0]), ["firstCpuMs"] = Math.Round(cpus[0]),
            ["p50Ms"] = Math.Round(rest[rounds / 2]), ["cpuMs"] = Math.Round(cpus.Skip(1).Order().ElementAt(rounds / 2)),
        };
    }

    private static Task PlantAsync(BenchServer server) => server.Services.GetRequiredService<ICommitQueue>().CommitAsync<Done>(
        async (transaction, ct) =>
        {
            for (var i = 0; i < Places; i++)
            {
                var place = LocalityCode.Parse(FormattableString.Invariant($"330110{(i / PlacesOfStreet) + 1:000}{(i % PlacesOfStreet) + 1:000}"));
                var layer = new JsonObject { ["key"] = "public-place-hygiene-permit", ["consulting"] = new JsonObject { ["zh-CN"] = place.Value, ["en"] = place.Value } };
                await PlantedVersion.PutAsync(transaction, PlantedVersion.Of(DefinitionKind.Item, "public-place-hygiene-permit", place, 1, layer, null), ct);
            }

            return Done.It;
        },
        CancellationToken.None);

    private static long Heap()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
