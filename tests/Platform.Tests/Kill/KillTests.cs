using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Data.Sqlite;
using Platform.Model;
using Platform.Server.Cases;
using Platform.Server.Cases.Journal;
using Platform.Server.Data;
using Platform.Server.Identity;
using Platform.Tests.Hosting;

namespace Platform.Tests.Kill;

/// <summary>Nothing that was answered is lost, whenever the server is killed.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Seed = 20260302;
    private const int Kills = 5;
    private const int People = 32;

    private static readonly string[] Course = ["received", "accepted", "inReview", "decided", "completed", "delivered"];

    [Fact]
    public async Task Five_kills_under_load_lose_nothing_that_was_answered()
    {
        using var data = new TempData();
        await PlantedDemo.CopyToAsync(data.Directory, Engines.Sqlite);
        using var server = new ServerProcess(data.Directory);
        using var crowd = new Crowd(server.Url, People, Seed);
        await server.StartAsync();
        await crowd.SignInAsync();

        var work = crowd.WorkAsync();
        var dice = new Random(Seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            await ProgressAsync(crowd, work, crowd.Answers + dice.Next(20, 150));
            await Task.Delay(dice.Next(40));
            var inFlight = crowd.InFlight;
            await server.KillAsync();
            output.WriteLine($"kill {kill + 1}: {inFlight} requests under way, {crowd.Filings.Count} cases and {crowd.Completions.Count} completions answered");
            Assert.True(inFlight >= 16, $"only {inFlight} requests were under way");
            await server.StartAsync();
        }

        await ProgressAsync(crowd, work, crowd.Answers + 20);
        crowd.Stop();
        await work;

        // Once more, so that nothing that is seen now was only in memory.
        await server.KillAsync();
        await server.StartAsync();
        await NothingIsMissingAsync(crowd);
        await RepeatingChangesNothingAsync(crowd);
        await NumbersHaveNoGapsAsync(crowd);
        Assert.DoesNotContain("fail:", server.Said(), StringComparison.Ordinal);
        await server.KillAsync();
        await TheDatabaseIsWholeAsync(data.Directory, crowd.Filings.Count);
        output.WriteLine($"{crowd.Filings.Count} cases, {crowd.Completions.Count} completions, {crowd.Unanswered} requests without answer");
    }

    private static async Task ProgressAsync(Crowd crowd, Task work, int answers)
    {
        while (crowd.Answers < answers)
        {
            if (work.IsCompleted)
            {
                await work;
            }

            await Task.Delay(5);
        }
    }

    /// <summary>Every answered case is there, at least as far as was answered; every answered completion stands in the journal once.</summary>
    private static async Task NothingIsMissingAsync(Crowd crowd)
    {
        var completions = crowd.Completions.ToLookup(c => c.Number);
        await Parallel.ForEachAsync(crowd.Filings, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (filing, _) =>
        {
            var seen = await crowd.ReadAsync(Crowd.Resident, $"/api/v1/cases/{filing.Number}");
            Assert.Equal(filing.TrackingCode, seen["trackingCode"]!.GetValue<string>());
            Assert.Equal(JsonNode.Parse(filing.Body)!["answers"]!["unitName"]!.GetValue<string>(), seen["answers"]!["unitName"]!.GetValue<string>());
            var (state, version) = (seen["state"]!.GetValue<string>(), seen["version"]!.GetValue<long>());
            var last = completions[filing.Number].MaxBy(c => c.Version);
            Assert.True(version >= (last?.Version ?? 1), $"{filing.Number} is at version {version}, {last?.Version} was answered");
            Assert.True(
                Array.IndexOf(Course, state) >= Array.IndexOf(Course, last?.State ?? "received"), $"{filing.Number} is {state}, {last?.State} was answered");

            var events = (await crowd.ReadAsync("wang.lei", $"/api/v1/cases/{filing.Number}/events"))["items"]!.AsArray();
            var completed = events.Where(e => e!["name"]!.GetValue<string>() == "task.completed").Select(e => e!["payload"]!["task"]!.GetValue<Guid>()).ToList();
            Assert.Equal(completed.Count, completed.Distinct().Count());
            Assert.Empty(completions[filing.Number].Select(c => c.Task).Except(completed));
            Assert.Single(events, e => e!["name"]!.GetValue<string>() == "case.received");

            var documents = (await crowd.ReadAsync(Crowd.Resident, $"/api/v1/cases/{filing.Number}/documents"))["items"]!.AsArray();
            Assert.Equal(documents.Count, documents.Select(d => d!["kind"]!.GetValue<string>()).Distinct().Count());
            Assert.Contains(documents, d => d!["kind"]!.GetValue<string>() == "receipt");
        });
    }

    private static async Task RepeatingChangesNothingAsync(Crowd crowd)
    {
        await Parallel.ForEachAsync(crowd.Filings, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (filing, _) =>
        {
            var again = await crowd.CommandAsync(Crowd.Resident, "/api/v1/cases", filing.Body, filing.Key, HttpStatusCode.Created);
            Assert.Equal(filing.Number, again["number"]!.GetValue<string>());
            Assert.Equal(filing.TrackingCode, again["trackingCode"]!.GetValue<string>());
        });
        await Parallel.ForEachAsync(crowd.Completions, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (completion, _) =>
        {
            var again = await crowd.CommandAsync(completion.User, $"/api/v1/tasks/{completion.Task}/complete", completion.Body, completion.Key);
            Assert.True(again["version"]!.GetValue<long>() >= completion.Version);
        });
    }

    /// <summary>The server has the cases that were answered and no other, numbered 1, 2, 3 … per authority and day.</summary>
    private static async Task NumbersHaveNoGapsAsync(Crowd crowd)
    {
        var numbers = new List<string>();
        string? cursor = null;
        do
        {
            var page = await crowd.ReadAsync("sun.li", $"/api/v1/cases?take=200{(cursor is null ? "" : $"&cursor={cursor}")}");
            numbers.AddRange(page["items"]!.AsArray().Select(c => c!["number"]!.GetValue<string>()));
            cursor = page["next"]?.GetValue<string>();
        }
        while (cursor is not null);

        Assert.Equal(crowd.Filings.Select(f => f.Number).Order(), numbers.Order());
        const int SeriesLength = 18 + 8;
        Assert.All(numbers.GroupBy(n => n[..SeriesLength]), series =>
            Assert.Equal(Enumerable.Range(1, series.Count()), series.Select(n => int.Parse(n[SeriesLength..])).Order()));
    }

    /// <summary>Chains verify and end where the case says, and every case that is not at its end has somebody or something to go on with.</summary>
    private static async Task TheDatabaseIsWholeAsync(DataDirectory data, int cases)
    {
        await using var connection = new SqliteConnection($"Data Source={data.Database};Pooling=False");
        await connection.OpenAsync();
        Assert.Equal("ok", await connection.ExecuteScalarAsync<string>("pragma integrity_check"));
        Assert.Empty(await connection.QueryAsync<string>("select \"table\" from pragma_foreign_key_check"));

        var personal = new PersonalData(KeyRing.Load(data.Keys));
        var files = (await connection.QueryAsync<string>("select body from case_file")).Select(b => JsonSerializer.Deserialize<CaseFile>(personal.Unprotect(b), ModelJson.Options)!).ToList();
        Assert.Equal(cases, files.Count);
        var heads = (await connection.QueryAsync<(string Case, long Seq, string Hash)>("select case_id, seq, hash from case_event e where seq = (select max(seq) from case_event where case_id = e.case_id)"))
            .ToDictionary(h => Guid.Parse(h.Case), h => (h.Seq, h.Hash));
        Assert.Equal(cases, heads.Count);
        Assert.All(files, file => Assert.Equal(((long)file.LastSeq, file.LastHash), heads[file.Id]));

        var stuck = await connection.QueryAsync<string>(
            """
            select f.number from case_file f
            where f.state <> 'Delivered'
              and not exists (select 1 from case_task t where t.case_id = f.id and t.state = 'open')
              and not exists (select 1 from case_timer t where t.case_id = f.id)
            """);
        Assert.Empty(stuck);
    }
}
