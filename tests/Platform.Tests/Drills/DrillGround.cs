using System.Diagnostics;
using System.Net;
using Platform.Drills;
using Platform.Server.Hosting;
using Platform.Tests.Hosting;

namespace Platform.Tests.Drills;

/// <summary>A server that a crowd works with and that something is done to; it must come out of it by itself, without a restart.</summary>
internal sealed class DrillGround : IDisposable
{
    /// <summary>More than the 16 requests that are always to be under way.</summary>
    private const int People = 24;

    private const int Seed = 20260302;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(3);

    private readonly TempData _place = new();

    private DrillGround(IReadOnlyList<string>? database, Func<string, IReadOnlyList<string>>? before)
    {
        var data = Directory.CreateDirectory(Path.Combine(_place.Directory.Root, "data")).FullName;
        Server = new ServerProcess(Program, data, Receiver.Address, database, before?.Invoke(data));
    }

    /// <summary>The program as it was built with the tests.</summary>
    public static string Program { get; } = typeof(PlatformHost).Assembly.Location;

    public SmsReceiver Receiver { get; } = new();

    public ServerProcess Server { get; }

    public CrowdProcess Crowd { get; private set; } = null!;

    /// <summary>Goes with the test.</summary>
    public string Folder => _place.Directory.Root;

    /// <param name="database">Arguments that name a database; null for SQLite.</param>
    /// <param name="before">Words in front of the command line, given the data directory.</param>
    public static async Task<DrillGround> OpenAsync(IReadOnlyList<string>? database = null, Func<string, IReadOnlyList<string>>? before = null)
    {
        var ground = new DrillGround(database, before);
        try
        {
            await ground.Server.StartAsync();
            ground.Crowd = await ground.CrowdAsync(ground.Server, "first");
            await ground.Crowd.ProgressAsync(People);
            return ground;
        }
        catch
        {
            ground.Dispose();
            throw;
        }
    }

    public Task<CrowdProcess> CrowdAsync(ServerProcess server, string run) => CrowdProcess.StartAsync(server.Url, Path.Combine(Folder, run + ".jsonl"), People, Seed, run);

    /// <summary>Waits until /health/ready says no for a reason that holds these words, and the crowd was told to come back.</summary>
    /// <param name="check">Which one of its checks.</param>
    public async Task IsPutOffAsync(string words, string check = "database")
    {
        var refused = (await Crowd.CountAsync()).Refused;
        await UntilAsync(async () => await Server.HealthAsync() is (HttpStatusCode.ServiceUnavailable, { } body) && body["reasons"]![check]?.GetValue<string>().Contains(words, StringComparison.Ordinal) == true, words);
        await UntilAsync(async () => (await Crowd.CountAsync()).Refused > refused, "nobody was told to come back");
    }

    /// <summary>The cause is gone: the same process serves again, everybody gets their answer, and nothing is wrong.</summary>
    /// <param name="journal">Verifies the journal of the stopped server as well; SQLite only.</param>
    /// <param name="besides">What somebody else than the crowd was answered.</param>
    public async Task<CrowdCount> IsWellAgainAsync(bool journal = true, params AnsweredFiling[] besides)
    {
        await Server.UntilReadyAsync();
        await Crowd.ProgressAsync(People);
        Assert.True((await Crowd.CountAsync()).InFlight >= 16);
        var count = await Crowd.StopAsync();
        using var office = new Office(Server.Url);
        await office.SignInAsync();
        var ledger = Crowd.Ledger();
        var inspection = new CaseInspection(office, ledger with { Filings = [.. ledger.Filings, .. besides] });
        await inspection.LookAsync();
        await inspection.MessagesAsync(Receiver);
        Assert.True(Server.IsRunning);
        if (journal)
        {
            await Server.KillAsync();
            await inspection.JournalAsync(Program, Server.Data);
        }

        Assert.Empty(inspection.Findings);
        return count;
    }

    public static async Task UntilAsync(Func<Task<bool>> condition, string otherwise)
    {
        var waiting = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(waiting.Elapsed < LongestWait, otherwise);
            await Task.Delay(100);
        }
    }

    public void Dispose()
    {
        var said = Server.Said();
        TestContext.Current.TestOutputHelper?.WriteLine(said[..Math.Min(said.Length, 10_000)]);
        Crowd?.Dispose();
        Server.Dispose();
        Receiver.Dispose();
        _place.Dispose();
    }
}
