using System.Globalization;
using Platform.Drills;
using Platform.Model.Bundles;
using Platform.Model.Clocks;
using Platform.Server.Cases;
using Platform.Server.Cases.Bundles;
using Platform.Server.Data;
using Platform.Server.Hosting;
using Platform.Tests.Hosting;

namespace Platform.Tests.Drills;

/// <summary>A bundle is filed as a whole or not at all, whenever the server is killed: not even the file a kill leaves behind holds a part of one.</summary>
public sealed class BundleKillTests(ITestOutputHelper output)
{
    private const int Seed = 20260302;
    private const int Kills = 5;
    private const int People = 24;

    [Fact]
    public async Task Five_kills_while_bundles_are_filed_leave_no_part_of_one_and_lose_none_that_was_answered()
    {
        using var place = new TempData();
        var data = new DataDirectory(Path.Combine(place.Directory.Root, "data"));
        using var server = new ServerProcess(DrillGround.Program, data.Root, sms: null);
        await server.StartAsync();
        using var crowd = await CrowdProcess.StartAsync(server.Url, Path.Combine(place.Directory.Root, "ledger.jsonl"), People, Seed, "bundles", CrowdWork.Bundles);
        var (fewest, _) = await KillDrill.KillAsync(server, crowd, Kills, Seed, output.WriteLine, async () =>
        {
            await using var left = await DatabaseFile.OpenCopyAsync(data, place.Directory.Root);
            output.WriteLine($"{await IsWholeAsync(left, crowd.Ledger())} bundles in the file");
        });
        Assert.True(fewest >= KillDrill.FewestInFlight);
        var last = await KillDrill.RestAsync(server, crowd, People);
        Assert.True(last.Unanswered >= Kills, "Nobody noticed the kills.");

        using var office = new Office(server.Url);
        await office.SignInAsync();
        var inspection = new BundleInspection(office, crowd.Ledger());
        await inspection.LookAsync();

        // The eye that looks sees what is wrong: a bundle that is not what was answered, and all those that nobody asked for.
        var (one, another) = (crowd.Ledger().Bundles[0], crowd.Ledger().Bundles[1]);
        var blind = new BundleInspection(office, new([], [], [one with { Cases = another.Cases }]));
        await blind.LookAsync();
        Assert.Contains(blind.Findings, f => f.Fault == Fault.Lost && f.About.Contains(one.Number, StringComparison.Ordinal));
        Assert.Equal(last.Answers - 1, blind.Findings.Count(f => f.Fault == Fault.Doubled && f.About.Contains("belongs to no command", StringComparison.Ordinal)));

        await server.KillAsync();
        await inspection.JournalAsync(DrillGround.Program, server.Data);
        Assert.Empty(inspection.Findings);
        Assert.Equal(last.Answers, inspection.Bundles.Count);

        await using var file = await DatabaseFile.OpenAsync(data);
        await file.IsSoundAsync();
        Assert.Equal(last.Answers, await IsWholeAsync(file, crowd.Ledger()));
    }

    /// <summary>Every bundle has its cases and every case its bundle, every key its bundle, and the counters stand where the numbers end.</summary>
    /// <returns>How many bundles there are.</returns>
    private static async Task<int> IsWholeAsync(DatabaseFile file, Ledger ledger)
    {
        var (bundles, cases, keys) = (await file.BundlesAsync(), await file.CasesAsync(), await file.KeysAsync());
        Assert.All(bundles, b => Assert.Equal(Office.BundleItems.Count, b.Cases.Count));
        Assert.Equal(
            bundles.SelectMany(b => b.Cases.Zip(Office.BundleItems, (id, item) => (id, item, (Guid?)b.Id))).Order(),
            cases.Select(c => (c.Id, c.ItemCode, c.BundleId)).Order());
        Assert.Equal(bundles.Select(b => b.Id).Order(), keys.Values.Order());
        Assert.Equal(Counted(bundles, cases), (await file.CountersAsync()).OrderBy(c => c.Key));

        var (byNumber, byId) = (bundles.ToDictionary(b => b.Number), cases.ToDictionary(c => c.Id));
        foreach (var answered in ledger.Bundles)
        {
            Assert.True(byNumber.TryGetValue(answered.Number, out var bundle), $"{answered} was answered and is not in the file.");
            Assert.Equal(bundle.Id, keys[answered.Key]);
            Assert.Equal(answered.Cases, bundle.Cases.Select(id => byId[id]).Select(c => new AnsweredBundle.Case(c.ItemCode, c.Number, c.TrackingCode.Value)));
        }

        return bundles.Count;
    }

    /// <summary>The counters as they must stand: each number of a series once, from 1 to the last.</summary>
    private static IEnumerable<KeyValuePair<(string Series, DateOnly Day), int>> Counted(IReadOnlyList<BundleFile> bundles, IReadOnlyList<CaseFile> cases) =>
        bundles.Select(b => (Series: (BundleNumber.SeriesOf(b.Locality), ChinaTime.DayOf(b.FiledAt)), b.Number))
            .Concat(cases.Select(c => (Series: (c.Authority, ChinaTime.DayOf(c.FiledAt)), c.Number)))
            .GroupBy(n => n.Series, n => int.Parse(n.Number[^4..], CultureInfo.InvariantCulture))
            .Select(series =>
            {
                Assert.Equal(Enumerable.Range(1, series.Count()), series.Order());
                return KeyValuePair.Create(series.Key, series.Count());
            })
            .OrderBy(c => c.Key);
}
