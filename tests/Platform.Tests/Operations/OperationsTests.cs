using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.Model;
using Platform.Server.Data;
using Platform.Server.Hosting;
using Platform.Tests.Hosting;

namespace Platform.Tests.Operations;

public sealed class OperationsTests
{
    private static readonly DateTimeOffset Long = TestClock.Start.AddHours(-3);

    [Fact]
    public async Task A_delivery_that_was_given_up_is_seen_and_goes_out_when_it_is_retried()
    {
        var channel = new Pigeon();
        await using var server = await TestServer.StartAsync(demo: true, configure: b => b.Services.AddSingleton<IOutboundChannel>(channel));
        var admin = await server.AsAsync("admin", "demo-Platform-1");
        var position = await GiveUpAsync(server);

        var page = await admin.GetFromJsonAsync<JsonElement>("/api/v1/operations/dead-letters");
        var letter = Assert.Single(page.GetProperty("items").EnumerateArray());
        Assert.Equal(("channel:pigeon", position, "IOException: the pigeon is ill", 12), (
            letter.GetProperty("target").GetString(), letter.GetProperty("position").GetInt64(), letter.GetProperty("error").GetString(), letter.GetProperty("attempts").GetInt32()));
        Assert.False(letter.TryGetProperty("body", out _));
        var figures = await admin.GetFromJsonAsync<JsonElement>("/api/v1/operations/deliveries");
        Assert.Equal(1, figures.EnumerateArray().Single(f => f.GetProperty("target").GetString() == "channel:pigeon").GetProperty("dead").GetInt64());
        var condition = await admin.GetFromJsonAsync<JsonElement>("/api/v1/operations/checkup");
        Assert.Equal("bad", condition.GetProperty("worst").GetString());
        Assert.Contains(condition.GetProperty("findings").EnumerateArray(), f => f.GetProperty("code").GetString() == "operations.dead");

        var retry = $"/api/v1/operations/dead-letters/channel:pigeon/{position}/retry";
        Assert.Equal(HttpStatusCode.NoContent, (await admin.PostAsync(retry, null)).StatusCode);
        await channel.Sent.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(HttpStatusCode.NotFound, (await admin.PostAsync(retry, null)).StatusCode);
        Assert.Empty((await admin.GetFromJsonAsync<JsonElement>("/api/v1/operations/dead-letters")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Whoever_administers_a_place_does_not_keep_the_platform()
    {
        await using var server = await TestServer.StartAsync(demo: true);
        var site = await server.AsAsync("he.jie", "demo-Site-1");
        Assert.Equal(HttpStatusCode.Forbidden, (await site.GetAsync("/api/v1/operations/dead-letters")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await site.PostAsync("/api/v1/operations/dead-letters/channel:sms/1/retry", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await site.GetAsync("/api/v1/operations/checkup")).StatusCode);
    }

    [Fact]
    public async Task A_cursor_that_is_none_is_refused()
    {
        await using var server = await TestServer.StartAsync(demo: true);
        var admin = await server.AsAsync("admin", "demo-Platform-1");
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.GetAsync("/api/v1/operations/dead-letters?cursor=-x")).StatusCode);
    }

    [Fact]
    public async Task The_doctor_names_a_directory_that_is_not_there()
    {
        using var data = new TempData();
        var (code, said) = await DoctorAsync(Path.Combine(data.Directory.Root, "nowhere"));
        Assert.Equal(1, code);
        Assert.Contains("BAD", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_finds_a_database_that_a_newer_program_changed()
    {
        using var data = new TempData();
        Assert.Equal(0, await Commands.RunAsync(["migrate", "--data", data.Directory.Root], TextWriter.Null, TextWriter.Null, default));
        var (before, said) = await DoctorAsync(data.Directory.Root);
        Assert.Contains("sqlite", said, StringComparison.Ordinal);
        Assert.DoesNotContain("BAD", said, StringComparison.Ordinal);
        Assert.Equal(0, before);

        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={data.Directory.Database}"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO SchemaVersions (ScriptName, Applied) VALUES ('Cases/9999_of_tomorrow', '2030-01-01'); DELETE FROM SchemaVersions WHERE ScriptName LIKE 'Credit/%'";
            await command.ExecuteNonQueryAsync();
        }

        var (after, then) = await DoctorAsync(data.Directory.Root);
        Assert.Equal(1, after);
        Assert.Contains("9999_of_tomorrow", then, StringComparison.Ordinal);
        Assert.Contains("Credit/0001", then, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Said)> DoctorAsync(string root)
    {
        await using var output = new StringWriter();
        var code = await Commands.RunAsync(["doctor", "--data", root], output, TextWriter.Null, default);
        return (code, output.ToString());
    }

    private static async Task<long> GiveUpAsync(TestServer server)
    {
        var row = new OutboxRow("channel:pigeon", 7, "message", Guid.CreateVersion7(Long), "pigeon", "", "0", Long, "{}", 0, null);
        _ = (await server.Get<ICommitQueue>().CommitAsync<Done>(
            async (transaction, ct) =>
            {
                await OutboxStore.InsertAsync(transaction, row, ct);
                await OutboxStore.ApplyAsync(transaction, [new(row, 12, null, Dead: true, "IOException: the pigeon is ill")], Long, ct);
                return Done.It;
            },
            default)).Value;
        return row.Position;
    }

    private sealed class Pigeon : IOutboundChannel
    {
        public TaskCompletionSource Sent { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "pigeon";

        public Task DeliverAsync(OutboundMessage message, CancellationToken ct)
        {
            Sent.TrySetResult();
            return Task.CompletedTask;
        }
    }
}
