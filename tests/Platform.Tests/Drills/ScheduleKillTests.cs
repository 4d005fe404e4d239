using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Drills;
using Platform.Server.Data;
using Platform.Tests.Cases;
using Platform.Tests.Hosting;

namespace Platform.Tests.Drills;

/// <summary>What is scheduled comes into force once and as a whole, whenever the server is killed around its time, and also when it was down then.</summary>
public sealed class ScheduleKillTests(ITestOutputHelper output)
{
    private const int Seed = 20260302;
    private const int Kills = 4;
    private const string Table = """{"key":"KEY","title":{"zh-CN":"表","en":"Table"},"entries":[{"code":"a","label":{"zh-CN":"甲","en":"A"}}]}""";
    private const string Definitions = "/api/v1/definitions";

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Four_kills_around_the_time_neither_lose_nor_double_nor_halve_a_publication()
    {
        using var place = new TempData();
        var data = new DataDirectory(Path.Combine(place.Directory.Root, "data"));
        using var server = new ServerProcess(DrillGround.Program, data.Root, sms: null);
        await server.StartAsync();
        var random = new Random(Seed);
        for (var round = 0; round < Kills; round++)
        {
            string[] keys = [.. Enumerable.Range(0, 5).Select(n => $"r{round}-t{n}")];
            using (var admin = await SignInAsync(server))
            {
                var last = DateTimeOffset.MinValue;
                foreach (var key in keys)
                {
                    using var saved = await admin.PutAsJsonAsync(Address($"{Definitions}/codeTable/{key}?locality=330110"), JsonNode.Parse(Table.Replace("KEY", key, StringComparison.Ordinal)), Ct);
                    last = (await CaseOffice.ReadAsync(saved))["definition"]!["savedAt"]!.GetValue<DateTimeOffset>();
                }

                // By the clock of the server.
                var from = last.AddSeconds(4);
                using var scheduled = await admin.PostAsJsonAsync(Address($"{Definitions}/publish?locality=330110"), new { definitions = keys.Select(k => new { kind = "codeTable", key = k }), from }, Ct);
                await CaseOffice.ReadAsync(scheduled);
            }

            // The last time it is down when the time comes.
            var pause = round == Kills - 1 ? 500 : 3_000 + random.Next(2_000);
            await Task.Delay(pause, Ct);
            await server.KillAsync();
            output.WriteLine($"killed after {pause} ms");
            if (round == Kills - 1)
            {
                await Task.Delay(4_500, Ct);
            }

            await server.StartAsync();
            using var again = await SignInAsync(server);
            var waited = System.Diagnostics.Stopwatch.StartNew();
            while ((await StagesAsync(again)).Count > 0)
            {
                Assert.True(waited.Elapsed < LongestWait, "It never came into force.");
                await Task.Delay(200, Ct);
            }

            foreach (var key in keys)
            {
                var versions = (await CaseOffice.GetAsync(again, $"{Definitions}/codeTable/{key}/versions?locality=330110"))["items"]!.AsArray();
                Assert.Equal(("active", 1), (Assert.Single(versions)!["state"]!.GetValue<string>(), versions[0]!["version"]!.GetValue<int>()));
            }

            var acts = (await CaseOffice.GetAsync(await AuditorAsync(server), "/api/v1/audit?act=definition.published&take=100"))["items"]!.AsArray().Select(a => a!["subject"]!.GetValue<string>()).ToList();
            Assert.All(keys, key => Assert.Single(acts, $"definition:codeTable/{key}"));
        }
    }

    private static async Task<IReadOnlyList<string>> StagesAsync(HttpClient admin) =>
        [.. (await CaseOffice.GetAsync(admin, $"{Definitions}/schedules?locality=330110"))["items"]!.AsArray().Select(l => l!["schedule"]!["stage"]!.GetValue<string>())];

    private static Task<HttpClient> SignInAsync(ServerProcess server) => AsAsync(server, "he.jie", "demo-Site-1");

    private static Task<HttpClient> AuditorAsync(ServerProcess server) => AsAsync(server, "jin.cha", "demo-Audit-1");

    private static async Task<HttpClient> AsAsync(ServerProcess server, string user, string password)
    {
        var client = new HttpClient { BaseAddress = server.Url };
        using var answer = await client.PostAsJsonAsync(Address("/api/v1/tokens"), new { user, password }, Ct);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("access_token").GetString());
        return client;
    }

    private static Uri Address(string path) => new(path, UriKind.Relative);
}
