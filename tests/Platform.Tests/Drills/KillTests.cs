using Platform.Drills;
using Platform.Server.Data;
using Platform.Server.Hosting;
using Platform.Tests.Hosting;

namespace Platform.Tests.Drills;

/// <summary>Nothing that was answered is lost, whenever the server is killed. The same drill with 500 kills: Platform.Benchmarks, <c>kill</c>.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Seed = 20260302;
    private const int Kills = 30;
    private const int People = 24;

    [Fact]
    public async Task Thirty_kills_under_load_lose_nothing_that_was_answered()
    {
        using var place = new TempData();
        output.WriteLine($"seed {Seed}");
        var report = await KillDrill.RunAsync(typeof(PlatformHost).Assembly.Location, place.Directory.Root, Kills, People, Seed, output.WriteLine, TestContext.Current.CancellationToken);
        output.WriteLine($"{report}");
        Assert.Empty(report.Findings);
        Assert.True(report.InFlight >= KillDrill.FewestInFlight);
        Assert.True(report.Unanswered >= Kills, "Nobody noticed the kills.");
        Assert.True(report.Deliveries > report.Cases);
        await using var file = await DatabaseFile.OpenAsync(new DataDirectory(Path.Combine(place.Directory.Root, "data")));
        await file.IsSoundAsync();
        Assert.Equal(report.Cases, (await file.CasesAsync()).Count);
    }
}
