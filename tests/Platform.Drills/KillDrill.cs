namespace Platform.Drills;

/// <param name="InFlight">Requests that were under way at each kill under load; the fewest.</param>
/// <param name="KillsAtStart">Kills while the server was starting, besides those under load.</param>
/// <param name="Repeated">Deliveries that came again under the key they had come with before.</param>
internal sealed record KillReport(
    int Seed, int Kills, int InFlight, int KillsAtStart, int Cases, int Completions, int Unanswered, int Deliveries, int Repeated, IReadOnlyList<Finding> Findings);

/// <summary>Kills a server again and again while a crowd works with it, then looks at what is left.</summary>
internal static class KillDrill
{
    /// <summary>Requests under way below which nothing is killed.</summary>
    public const int FewestInFlight = 16;

    /// <param name="program">Path of Platform.Server.dll.</param>
    /// <param name="folder">Empty; takes the data and the ledger.</param>
    /// <param name="people">More than <see cref="FewestInFlight"/>.</param>
    /// <param name="say">Hears of every kill.</param>
    /// <param name="enough">Ends the killing before its time; what was done till then is looked at all the same.</param>
    /// <param name="database">Arguments that name a database; none for SQLite.</param>
    public static async Task<KillReport> RunAsync(string program, string folder, int kills, int people, int seed, Action<string> say, CancellationToken enough, params string[] database)
    {
        using var receiver = new SmsReceiver();
        using var server = new ServerProcess(program, Path.Combine(folder, "data"), receiver.Address, database);
        await server.StartAsync();
        using var crowd = await CrowdProcess.StartAsync(server.Url, Path.Combine(folder, "ledger.jsonl"), people, seed, "kill");
        var done = 0;
        var (fewest, atStart) = await KillAsync(
            server,
            crowd,
            kills,
            seed,
            say,
            () =>
            {
                done++;
                return Task.CompletedTask;
            },
            enough);
        var last = await RestAsync(server, crowd, people);
        using var office = new Office(server.Url);
        await office.SignInAsync();
        var ledger = crowd.Ledger();
        var inspection = new CaseInspection(office, ledger);
        await inspection.LookAsync();
        await inspection.MessagesAsync(receiver);
        await server.KillAsync();
        await inspection.JournalAsync(program, server.Data, database);
        var deliveries = receiver.Deliveries;
        return new(
            seed, done, fewest, atStart, inspection.Cases.Count, ledger.Completions.Count, last.Unanswered,
            deliveries.Count, deliveries.Count - deliveries.DistinctBy(d => d.Key).Count(), inspection.Findings);
    }

    /// <summary>Kills and starts it again and again; the crowd works on.</summary>
    /// <param name="dead">Told after every kill under load, before the server is started again.</param>
    /// <returns>The fewest requests under way at a kill, and how often it was killed while it was starting as well.</returns>
    public static async Task<(int Fewest, int AtStart)> KillAsync(ServerProcess server, CrowdProcess crowd, int kills, int seed, Action<string> say, Func<Task>? dead = null, CancellationToken enough = default)
    {
        var dice = new Random(seed);
        var (fewest, atStart) = (int.MaxValue, 0);
        for (var kill = 1; kill <= kills && !enough.IsCancellationRequested; kill++)
        {
            var count = await MomentAsync(crowd, dice);
            await server.KillAsync();
            fewest = Math.Min(fewest, count.InFlight);
            say($"kill {kill}: {count.InFlight} requests under way, {count.Answers} commands answered");
            if (dead is not null)
            {
                await dead();
            }

            if (dice.Next(8) == 0)
            {
                // A start is work on the database as well.
                server.Begin();
                await Task.Delay(dice.Next(4000));
                await server.KillAsync();
                atStart++;
            }

            await server.StartAsync();
        }

        return (fewest, atStart);
    }

    /// <summary>Lets the crowd come to its end, and kills once more, so that nothing that is seen then was only in memory.</summary>
    public static async Task<CrowdCount> RestAsync(ServerProcess server, CrowdProcess crowd, int answers)
    {
        await crowd.ProgressAsync(answers);
        var last = await crowd.StopAsync();
        await server.KillAsync();
        await server.StartAsync();
        return last;
    }

    /// <summary>A moment at which the server has answered since it started and enough is under way.</summary>
    private static async Task<CrowdCount> MomentAsync(CrowdProcess crowd, Random dice)
    {
        await crowd.ProgressAsync(1 + dice.Next(40));
        await Task.Delay(dice.Next(300));
        var count = await crowd.CountAsync();
        while (count.InFlight < FewestInFlight)
        {
            count = await crowd.CountAsync();
        }

        return count;
    }
}
