using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Platform.Drills;
using Platform.Model;
using Platform.Server.Cases;
using Platform.Server.Data;
using Platform.Server.Hosting;
using Platform.Server.Identity;
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
        var report = await KillDrill.RunAsync(typeof(PlatformHost).Assembly.Location, place.Directory.Root, Kills, People, Seed, output.WriteLine);
        output.WriteLine($"{report}");
        Assert.Empty(report.Findings);
        Assert.True(report.InFlight >= KillDrill.FewestInFlight);
        Assert.True(report.Unanswered >= Kills, "Nobody noticed the kills.");
        Assert.True(report.Deliveries > report.Cases);
        await TheDatabaseIsWholeAsync(new DataDirectory(Path.Combine(place.Directory.Root, "data")), report.Cases);
    }

    /// <summary>What cannot be seen from outside: the file is sound, and every case stands where its chain ends.</summary>
    private static async Task TheDatabaseIsWholeAsync(DataDirectory data, int cases)
    {
        await using var connection = new SqliteConnection($"Data Source={data.Database};Pooling=False");
        await connection.OpenAsync();
        Assert.Equal("ok", await connection.ExecuteScalarAsync<string>("pragma integrity_check"));
        Assert.Empty(await connection.QueryAsync<string>("select \"table\" from pragma_foreign_key_check"));

        var personal = new PersonalData(KeyRing.Load(data.Keys));
        var files = (await connection.QueryAsync<byte[]>("select sealed from case_state")).Select(s => CaseFile.Read("", personal.Unseal(s))).ToList();
        Assert.Equal(cases, files.Count);
        var heads = (await connection.QueryAsync<(string Case, long Seq, string Hash)>("select case_id, seq, hash from case_event e where seq = (select max(seq) from case_event where case_id = e.case_id)"))
            .ToDictionary(h => Guid.Parse(h.Case), h => (h.Seq, h.Hash));
        Assert.Equal(cases, heads.Count);
        Assert.All(files, file => Assert.Equal(((long)file.LastSeq, file.LastHash), heads[file.Id]));
    }
}
