using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;
using Platform.Drills;
using Platform.Server.Data;
using Platform.Server.Hosting;
using Platform.Tests.Cases;
using Platform.Tests.Hosting;
using Platform.Tests.Storage;

namespace Platform.BrowserTests;

/// <summary>People whose pages are served by two processes work on the same things, until one of the processes dies.</summary>
[Collection(nameof(Site))]
public sealed class TwoNodesTests(Site site, ITestOutputHelper output)
{
    private const int Edits = 8;

    /// <summary>Pages look for themselves every four seconds: without news the edits would take twice as long together, and hardly ever less than this.</summary>
    private static readonly TimeSpan LongestTogether = TimeSpan.FromSeconds(Edits);

    /// <summary>What a node that does not answer is given by those that listen to it, and a page to show it.</summary>
    private static readonly TimeSpan LongestMemory = TimeSpan.FromSeconds(30);

    private static readonly LocatorAssertionsToContainTextOptions Soon = new() { Timeout = 15_000 };

    [Fact]
    public async Task People_on_two_nodes_see_each_other_and_each_others_edits_and_a_killed_node_is_forgotten()
    {
        TestEngine.SkipWithout(Engines.Postgres);
        using var place = new TempData();
        var database = await PostgresCluster.Instance.CreateAsync();
        using (var one = Node(1, place, database))
        using (var two = Node(2, place, database))
        {
            await Task.WhenAll(one.StartAsync(), two.StartAsync());
            var number = await FileAsync(one);
            await using var he = await site.VisitAsync("nodes-one", Device.Desk, server: one.Url);
            await using var xu = await site.VisitAsync("nodes-two", Device.Desk, server: two.Url);
            await using var li = await site.VisitAsync("nodes-officer", Device.Desk, server: one.Url);
            await using var sun = await site.VisitAsync("nodes-overseer", Device.Desk, server: two.Url);
            await EditTogetherAsync(he, xu);
            await OpenCaseAsync(li, "li.na", number);
            await OpenCaseAsync(sun, Office.Overseer, number);
            var (seenByLi, seenBySun, seenByXu) = (li.Page.Locator("[data-testid=presence]"), sun.Page.Locator("[data-testid=presence]"), xu.Page.Locator("[data-testid=others]"));
            await Assertions.Expect(seenByLi).ToBeVisibleAsync();
            await Assertions.Expect(seenBySun).ToContainTextAsync("李娜", Soon);
            await sun.LookAsync("case");

            var since = Stopwatch.StartNew();
            await one.KillAsync();
            await Task.WhenAll(
                Assertions.Expect(seenByXu).ToHaveCountAsync(0, new() { Timeout = (float)LongestMemory.TotalMilliseconds }),
                Assertions.Expect(seenBySun).ToHaveCountAsync(0, new() { Timeout = (float)LongestMemory.TotalMilliseconds }));
            output.WriteLine($"The killed node was forgotten after {since.Elapsed}.");
            xu.AssertContent();
            sun.AssertContent();
        }

        await PostgresCluster.Instance.DropAsync(database);
    }

    private async Task EditTogetherAsync(Visitor he, Visitor xu)
    {
        const string Address = "/designer/codeTable/nodes-table?locality=330110";
        await he.SignInAsync("he.jie", "demo-Site-1");
        await xu.SignInAsync("xu.min", "demo-Item-1");
        await he.OpenAsync(Address);
        await xu.OpenAsync(Address);
        await Assertions.Expect(he.Page.Locator("[data-testid=others]")).ToContainTextAsync("徐敏", Soon);
        await Assertions.Expect(xu.Page.Locator("[data-testid=others]")).ToContainTextAsync("何洁", Soon);
        var all = TimeSpan.Zero;
        for (var n = 1; n <= Edits; n++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"第 {n} 稿");
            await he.Page.FillAsync("#e-title-zh-CN", text);
            var since = Stopwatch.StartNew();
            await he.Page.Keyboard.PressAsync("Tab");
            await Assertions.Expect(xu.Page.Locator("#e-title-zh-CN")).ToHaveValueAsync(text);
            output.WriteLine($"Edit {n} was seen after {since.Elapsed}.");
            all += since.Elapsed;
        }

        Assert.True(all < LongestTogether, $"{Edits} edits took {all} to be seen.");
        await xu.LookAsync("together");
    }

    private static async Task OpenCaseAsync(Visitor visitor, string user, string number)
    {
        await visitor.SignInAsync(user, DemoPeople.PasswordOf(user));
        await visitor.OpenAsync($"/workbench/cases/{number}");
    }

    private static async Task<string> FileAsync(ServerProcess node)
    {
        using var office = new Office(node.Url);
        await office.SignInAsync();
        return (await office.FileAsync("nodes", await office.UploadAsync()))["number"]!.GetValue<string>();
    }

    private static ServerProcess Node(int number, TempData place, DatabaseSettings database) => new(
        typeof(PlatformHost).Assembly.Location,
        place.Directory.Root,
        sms: null,
        ["--db", "postgres", "--connection", database.Connection],
        settings: new Dictionary<string, string>
        {
            ["Cluster__Enabled"] = "true", ["Cluster__Node"] = string.Create(CultureInfo.InvariantCulture, $"node-{number}"), ["Cluster__DrainSeconds"] = "0",
        });
}
