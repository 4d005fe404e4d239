using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Platform.BrowserTests;
using Platform.Drills;
using Platform.Server.Flows.Formats.Layout;
using Platform.Server.Hosting;
using Platform.Tests.Flows.Soundness;

namespace Platform.Benchmarks;

/// <summary>
/// The designer and the form of a resident as people meet them: chromium against a server in a process of its own, both on this machine. Times are those of the browser, CPU is
/// that of the server. Keys in a repeat of 200 entries, a flow of 300 steps, a dragged step, open pages, and what is done with 500 items at once.
/// </summary>
internal static class DesignerScenario
{
    private const string Place = "330110";
    private const string City = "3301";
    private const string Street = "330110012";
    private const string Resident = "330110195803120004";
    private const string Form = "bench-rooms";
    private const string Item = "bench-rooms";
    private const int Rows = 200;
    private const string Ready = ".bench[data-ready=true]";
    private static readonly Guid Draft = new("019aaaaa-0000-7000-8000-000000000001");

    public static async Task<int> RunAsync(Options options)
    {
        await using var chromium = await Chromium.LaunchAsync() ?? throw new InvalidOperationException($"There is no chromium at {string.Join(", ", Chromium.Places)}.");
        var folder = Directory.CreateTempSubdirectory("platform-designer-");
        try
        {
            using var server = new ServerProcess(typeof(PlatformHost).Assembly.Location, folder.FullName, sms: null, StartupScenario.Database(options));
            await server.StartAsync();
            using var platform = await DesignerClient.SignInAsync(server.Url, "admin", "demo-Platform-1");
            await PlantAsync(server.Url, platform);
            using var yardstick = new Yardstick(Office.FilingOf(Guid.Empty));
            var run = new Run(server, chromium.Browser, options, yardstick);
            await run.SayAsync("portal", await run.PortalAsync());
            await run.SayAsync("preview", await run.PreviewAsync());
            await run.SayAsync("canvas", await run.CanvasAsync());
            await run.SayAsync("items", await run.ItemsAsync(platform));
            await server.KillAsync();
            await using var inside = await BenchServer.StartAsync(options);
            var editor = await PageClock.VisitAsync(chromium.Browser, inside.Url, "he.jie", "demo-Site-1");
            await run.SayAsync("pages", await DesignerInside.PagesAsync(inside, editor.Context, options.Concurrency));
            using var country = await DesignerClient.SignInAsync(inside.Url, "admin", "demo-Platform-1");
            await run.SayAsync("impact", await DesignerInside.ImpactAsync(inside, country, rounds: 5));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>An item whose form has a repeat of 200 entries, in force; a draft of it; two flows.</summary>
    private static async Task PlantAsync(Uri server, DesignerClient platform)
    {
        var form = Template("forms/hygiene-permit.json");
        form["key"] = Form;
        Rooms(form)["maxItems"] = Rows;
        await platform.PutAsync($"/api/v1/definitions/form/{Form}?locality={Place}", form.DeepClone());
        await platform.PublishAsync(Place, "form", [Form]);
        foreach (var (owner, layer) in new[] { (City, Catalogue(Item, "a")), (Place, District(Item)) })
        {
            if (owner == Place)
            {
                layer["form"] = Form;
            }

            await platform.PutAsync($"/api/v1/definitions/item/{Item}?locality={owner}", layer);
            await platform.PublishAsync(owner, "item", [Item]);
        }

        foreach (var (key, branches, steps) in new[] { ("bench-large", 30, 10), ("bench-middle", 6, 9) })
        {
            var flow = JsonNode.Parse(WideFlow.Make(branches, steps).Json.GetRawText())!.AsObject();
            flow["definitionId"] = key;
            new LayoutService().Draw(flow["root"]!.AsObject());
            await platform.PutAsync($"/api/v1/definitions/flow/{key}?locality={Place}", flow);
        }

        using var resident = await DesignerClient.SignInAsync(server, Resident, "demo-Resident-1");
        await resident.PutAsync($"/api/v1/drafts/{Draft}", new JsonObject
        {
            ["locality"] = Street,
            ["item"] = Item,
            ["scenario"] = new JsonObject { ["placeType"] = "hairdressing", ["centralAir"] = "no", ["agent"] = "self" },
            ["answers"] = Answers(),
        });
    }

    private static JsonObject Catalogue(string key, string said) => Layer("items/public-place-hygiene-permit.catalogue.json", key, said);

    private static JsonObject District(string key) => Layer("items/public-place-hygiene-permit.district.json", key, null);

    private static JsonObject Layer(string file, string key, string? said)
    {
        var layer = Template(file);
        layer["key"] = key;

        // Its texts lie in files of their own.
        layer.Remove("guide");
        if (said is not null)
        {
            layer["consulting"] = new JsonObject { ["zh-CN"] = said, ["en"] = said };
        }

        return layer;
    }

    private static JsonObject Template(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Templates", "GovernmentServices", file)))!.AsObject();

    private static JsonObject Rooms(JsonObject form) => form["pages"]!.AsArray().SelectMany(p => p!["sections"]!.AsArray()).SelectMany(s => s!["elements"]!.AsArray()).First(e => e!["key"]!.GetValue<string>() == "rooms")!.AsObject();

    private static JsonObject Answers() => new()
    {
        ["rooms"] = new JsonArray([.. Enumerable.Range(0, Rows).Select(i => (JsonNode)new JsonObject { ["roomName"] = $"房间{i}", ["purpose"] = "service", ["area"] = 10 + i })]),
    };

    /// <summary>One run against one server.</summary>
    private sealed class Run(ServerProcess server, IBrowser browser, Options options, Yardstick yardstick)
    {
        public Task SayAsync(string part, JsonObject figures)
        {
            var line = new JsonObject { ["scenario"] = "designer", ["part"] = part, ["db"] = options.Db };
            foreach (var (name, value) in figures)
            {
                line[name] = value?.DeepClone();
            }

            line["yardstickMicros"] = Math.Round(yardstick.Median, 1);
            return Console.Out.WriteLineAsync(line.ToJsonString());
        }

        /// <summary>A resident types into an entry in the middle: a figure that a total is made of.</summary>
        public async Task<JsonObject> PortalAsync()
        {
            var page = await VisitAsync(Resident, "demo-Resident-1");
            var opened = await SpendAsync(async () =>
            {
                await page.GotoAsync($"/drafts/{Draft}/pages/place");
                await page.Locator($"[id='f-rooms-{Rows - 1}-area']").WaitForAsync();
            });
            var keys = await KeysAsync(page, page.MainFrame);
            await page.Context.CloseAsync();
            return With(new JsonObject { ["openMs"] = Round(opened.Ms) }, keys);
        }

        /// <summary>The same form beside its editor.</summary>
        public async Task<JsonObject> PreviewAsync()
        {
            var page = await VisitAsync("he.jie", "demo-Site-1");
            await page.GotoAsync($"/designer/form/{Form}?locality={Place}");
            await page.Locator(Ready).WaitForAsync();
            await page.Locator("[data-testid=node][data-key=place]").ClickAsync();
            var shown = page.FrameLocator("[data-testid=preview]");
            await shown.Locator("[value='add:rooms']").WaitForAsync();
            var frame = page.Frames.First(f => f.Url.Contains("/designer/preview/", StringComparison.Ordinal));
            var kept = Answers();
            kept["rooms"]!.AsArray().RemoveAt(Rows - 1);
            await frame.EvaluateAsync("json => { document.querySelectorAll(\"[name^='a.rooms']\").forEach((e) => e.remove()); document.querySelector('input[name=kept]').value = json; }", kept.ToJsonString());
            await shown.Locator("[value='add:rooms']").ClickAsync();
            await shown.Locator($"[id='f-rooms-{Rows - 1}-area']").WaitForAsync();
            var keys = await KeysAsync(page, frame);
            await page.Context.CloseAsync();
            return keys;
        }

        /// <summary>A flow of 300 steps is opened twice; a step of one of 60 is dragged.</summary>
        public async Task<JsonObject> CanvasAsync()
        {
            var page = await VisitAsync("he.jie", "demo-Site-1");
            var first = await OpenFlowAsync(page, "bench-large", 300);
            await page.GotoAsync("about:blank");
            var second = await OpenFlowAsync(page, "bench-large", 300);
            await OpenFlowAsync(page, "bench-middle", 60);
            await page.GetByRole(AriaRole.Button, new() { Name = "全图" }).ClickAsync();
            await page.WaitForTimeoutAsync(300);
            var box = (await page.Locator("[data-testid=step][data-node=b2s4] rect").BoundingBoxAsync())!;
            await page.Mouse.MoveAsync(box.X + (box.Width / 2), box.Y + (box.Height / 2));
            await page.Mouse.DownAsync();
            await PageClock.LagsAsync(page);
            for (var i = 0; i < 100; i++)
            {
                await page.Mouse.MoveAsync(box.X + (box.Width / 2) + (i % 50), box.Y + (box.Height / 2) + i);
            }

            await page.WaitForTimeoutAsync(300);
            var lags = await PageClock.LagsAsync(page);
            var dropped = await SpendAsync(async () =>
            {
                await page.Mouse.UpAsync();
                await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
            });
            await page.Context.CloseAsync();
            return new JsonObject
            {
                ["firstMs"] = Round(first.Ms), ["firstCpuMs"] = Round(first.CpuMs),
                ["secondMs"] = Round(second.Ms), ["secondCpuMs"] = Round(second.CpuMs), ["secondRatio"] = Ratio(second),
                ["dragP50Ms"] = At(lags, 0.5), ["dragP99Ms"] = At(lags, 0.99), ["moves"] = lags.Length,
                ["droppedMs"] = Round(dropped.Ms), ["droppedCpuMs"] = Round(dropped.CpuMs),
            };
        }

        /// <summary>Items of a place: in force together, then behind what the level above publishes, then taken over.</summary>
        public async Task<JsonObject> ItemsAsync(DesignerClient platform)
        {
            var keys = Enumerable.Range(0, options.Cases).Select(i => $"bench-{i}").ToList();
            await platform.ImportAsync(City, keys.Select(k => ($"items/{k}.json", Catalogue(k, "a"))));
            await platform.PublishAsync(City, "item", keys);
            await platform.ImportAsync(Place, keys.Select(k => ($"items/{k}.json", Own(k, "c"))));
            var published = await SpendAsync(() => platform.PublishAsync(Place, "item", keys));
            await platform.ImportAsync(City, keys.Select(k => ($"items/{k}.json", Catalogue(k, "b"))));
            await platform.PublishAsync(City, "item", keys);
            var page = await VisitAsync("he.jie", "demo-Site-1");
            var home = await MedianAsync(3, () => OpenAsync(page, $"/designer?locality={Place}", "[data-testid=from-above]"));
            var above = await MedianAsync(3, () => OpenAsync(page, $"/designer/above?locality={Place}", "[data-testid=behind] tr"));
            var listed = await MedianAsync(3, () => platform.GetAsync($"/api/v1/definitions/above?locality={Place}"));
            var taken = await SpendAsync(async () =>
            {
                foreach (var key in keys)
                {
                    await platform.PostAsync($"/api/v1/definitions/item/{key}/above?locality={Place}", new JsonObject
                    {
                        ["choices"] = new JsonObject { ["consulting"] = "take" },
                        ["above"] = new JsonArray(new JsonObject { ["locality"] = City, ["version"] = 2 }),
                    });
                }
            });
            var left = (await platform.GetAsync($"/api/v1/definitions/above?locality={Place}"))["items"]!.AsArray().Count;
            await page.Context.CloseAsync();
            return new JsonObject
            {
                ["definitions"] = keys.Count,
                ["publishMs"] = Round(published.Ms), ["publishCpuMs"] = Round(published.CpuMs), ["publishRatio"] = Ratio(published),
                ["homeMs"] = Round(home.Ms), ["homeCpuMs"] = Round(home.CpuMs), ["homeRatio"] = Ratio(home),
                ["abovePageMs"] = Round(above.Ms), ["abovePageCpuMs"] = Round(above.CpuMs), ["abovePageRatio"] = Ratio(above),
                ["mergeMs"] = Round(listed.Ms), ["mergeCpuMs"] = Round(listed.CpuMs), ["mergeRatio"] = Ratio(listed),
                ["left"] = left, ["takeMs"] = Round(taken.Ms), ["takeCpuMs"] = Round(taken.CpuMs), ["takeRatio"] = Ratio(taken),
            };
        }

        private static JsonObject Own(string key, string said)
        {
            var layer = District(key);
            layer["consulting"] = new JsonObject { ["zh-CN"] = said, ["en"] = said };
            return layer;
        }

        private Task<Spent> OpenFlowAsync(IPage page, string key, int steps) => SpendAsync(async () =>
        {
            await page.GotoAsync($"/designer/flow/{key}?locality={Place}");
            await page.Locator("[data-testid=step]").Nth(steps - 1).WaitForAsync(new() { State = WaitForSelectorState.Attached });
            await page.Locator(Ready).WaitForAsync();
        });

        private static async Task OpenAsync(IPage page, string path, string stands)
        {
            await page.GotoAsync(path);
            await page.Locator(stands).First.WaitForAsync();
            await page.Locator(Ready).WaitForAsync();
        }

        /// <summary>A digit, which nothing is asked for; then out of the box, and the server works out what depends on it.</summary>
        private async Task<JsonObject> KeysAsync(IPage page, IFrame frame)
        {
            var (typed, left) = (new List<double>(), new List<double>());
            var spent = new Spent(0, 0);
            for (var i = -options.Warmup; i < options.Count; i++)
            {
                await frame.Locator($"[id='f-rooms-{(Rows / 2) + (Math.Abs(i) % 50)}-area']").FocusAsync();
                await page.Keyboard.PressAsync("End");
                await PageClock.RestAsync(frame);
                await page.Keyboard.PressAsync((i & 1) == 0 ? "5" : "Backspace");
                var key = await PageClock.RestAsync(frame);
                var leaving = 0.0;
                var cost = await SpendAsync(async () =>
                {
                    await page.Keyboard.PressAsync("Tab");
                    leaving = await PageClock.RestAsync(frame);
                });
                if (i >= 0)
                {
                    typed.Add(key);
                    left.Add(leaving);
                    spent = new(spent.Ms + cost.Ms, spent.CpuMs + cost.CpuMs);
                }
            }

            return new JsonObject
            {
                ["entries"] = Rows, ["keys"] = options.Count,
                ["keyP50Ms"] = At(typed, 0.5), ["keyP99Ms"] = At(typed, 0.99),
                ["answerP50Ms"] = At(left, 0.5), ["answerP99Ms"] = At(left, 0.99),
                ["answerCpuMs"] = Round(spent.CpuMs / options.Count), ["answerRatio"] = Ratio(new(0, spent.CpuMs / options.Count)),
            };
        }

        private Task<IPage> VisitAsync(string user, string password) => PageClock.VisitAsync(browser, server.Url, user, password);

        private async Task<Spent> MedianAsync(int rounds, Func<Task> act)
        {
            var all = new List<Spent>();
            for (var i = 0; i < rounds; i++)
            {
                all.Add(await SpendAsync(act));
            }

            return all.OrderBy(s => s.CpuMs).ElementAt(rounds / 2);
        }

        private async Task<Spent> SpendAsync(Func<Task> act)
        {
            using var process = Process.GetProcessById(server.Id);
            var (cpu, watch) = (process.TotalProcessorTime, Stopwatch.StartNew());
            await act();
            var elapsed = watch.Elapsed;
            process.Refresh();
            return new(elapsed.TotalMilliseconds, (process.TotalProcessorTime - cpu).TotalMilliseconds);
        }

        /// <summary>CPU in yardsticks.</summary>
        private double Ratio(Spent spent) => Math.Round(spent.CpuMs * 1000 / yardstick.Median);

        private static double Round(double value) => Math.Round(value, 1);

        private static double At(IReadOnlyCollection<double> values, double share) => Round(values.Order().ElementAt((int)(values.Count * share)));

        private static JsonObject With(JsonObject first, JsonObject then)
        {
            foreach (var (name, value) in then)
            {
                first[name] = value?.DeepClone();
            }

            return first;
        }
    }

    /// <param name="CpuMs">Of the server.</param>
    private sealed record Spent(double Ms, double CpuMs);
}
