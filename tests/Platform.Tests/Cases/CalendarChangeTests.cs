using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Effects;
using Platform.Model.Localities;
using Platform.Server.Cases;
using Platform.Server.Cases.Calendars;
using Platform.Server.Data;
using Platform.Tests.Hosting;

namespace Platform.Tests.Cases;

/// <summary>
/// The official calendar changes while cases are open (DOMAIN §5.2, 7 and 8), with the change of 27 January 2020 as it was. The background work is done
/// by the test, batch by batch; each server is one class of its own because time is moved.
/// </summary>
public sealed class CalendarChangeTests : IAsyncLifetime
{
    private static readonly LocalityCode District = LocalityCode.Parse("330110");
    private readonly CaseOffice _office = new(new DateTimeOffset(2020, 1, 20, 1, 0, 0, TimeSpan.Zero));

    public ValueTask InitializeAsync() => _office.InitializeAsync();

    public ValueTask DisposeAsync() => _office.DisposeAsync();

    [Fact]
    public async Task The_notice_of_27_January_2020_moves_the_deadline_of_an_open_case_and_says_so_in_its_journal()
    {
        await PublishAsync(TestData.Text("Clocks/Data/calendar-2020-before.json"));
        await SettleAsync();
        var open = (await _office.FileAsync())["number"]!.GetValue<string>();
        var waiting = (await _office.FileAsync())["number"]!.GetValue<string>();
        var closed = (await _office.FileAsync())["number"]!.GetValue<string>();
        await _office.CompleteAsync("li.na", open, "Accept");
        Assert.Equal("2020-02-07", Deadline(await _office.CaseAsync(open), "promised"));
        using var withdrawn = await CaseOffice.PostAsync(await _office.ResidentAsync(), $"/api/v1/cases/{closed}/withdraw", new JsonObject());
        await CaseOffice.ReadAsync(withdrawn);
        var ended = await _office.CaseAsync(closed);

        await PublishAsync(Official("2020.2"));
        await SettleAsync();

        var moved = await _office.CaseAsync(open);
        Assert.Equal("2020-02-11", Deadline(moved, "promised"));
        var entry = Assert.Single(await EntriesAsync(open));
        Assert.Equal(("2020.1", "2020.2"), (entry["payload"]!["fromVersion"]!.GetValue<string>(), entry["payload"]!["version"]!.GetValue<string>()));
        var promised = entry["payload"]!["changes"]!.AsArray().Single(c => c!["kind"]!.GetValue<string>() == "promised")!;
        Assert.Equal(("2020-02-07", "2020-02-11"), (promised["old"]!.GetValue<string>(), promised["new"]!.GetValue<string>()));
        Assert.Equal(ended.ToJsonString(), (await _office.CaseAsync(closed)).ToJsonString());
        Assert.Empty(await EntriesAsync(closed));

        // The timer of the waiting case moves with its notice clock: 2 February becomes 4 February.
        var notice = Deadline(await _office.CaseAsync(waiting), "notice");
        Assert.Equal("2020-02-04", notice);
        await _office.MoveToAsync(new(2020, 2, 3, 16, 0, 0, TimeSpan.Zero));
        Assert.Equal("received", await _office.StateAsync(waiting));
        await _office.MoveToAsync(new(2020, 2, 4, 16, 0, 0, TimeSpan.Zero));
        Assert.Equal("inReview", await _office.StateAsync(waiting));
    }

    [Fact]
    public async Task A_provisional_deadline_becomes_definite_and_then_the_law_accepts()
    {
        await _office.MoveToAsync(new(2020, 12, 29, 1, 0, 0, TimeSpan.Zero));
        await PublishAsync(TestData.Text("Clocks/Data/calendar-2020-before.json"));
        await SettleAsync();
        var number = (await _office.FileAsync())["number"]!.GetValue<string>();
        Assert.True((await _office.CaseAsync(number))["clocks"]!["notice"]!["provisional"]!.GetValue<bool>());

        // Rights are not decided on a guess, however late it is.
        await _office.MoveToAsync(new(2021, 1, 20, 1, 0, 0, TimeSpan.Zero));
        Assert.Equal("received", await _office.StateAsync(number));

        await PublishAsync(Official("2021.1"));
        await SettleAsync();
        await _office.Server.Get<TimerWorker>().FireDueAsync(CancellationToken.None);
        var deemed = await _office.CaseAsync(number);
        Assert.Equal("inReview", deemed["state"]!.GetValue<string>());
        Assert.Equal("2020-12-29", deemed["acceptedOn"]!.GetValue<string>());
    }

    [Fact]
    public async Task Told_twice_and_worked_twice_nothing_changes_the_second_time()
    {
        await PublishAsync(TestData.Text("Clocks/Data/calendar-2020-before.json"));
        await SettleAsync();
        var number = (await _office.FileAsync())["number"]!.GetValue<string>();
        await PublishAsync(Official("2020.2"));
        await SettleAsync();
        var once = await _office.CaseAsync(number);

        var change = (await ChangesAsync())[0];
        var told = new PlatformEvent(
            change["id"]!.GetValue<Guid>(), DefinitionPublished.EventName, "", District, _office.Server.Clock.GetUtcNow(),
            System.Text.Json.JsonSerializer.Serialize(
                new DefinitionPublished(new(DefinitionKind.Calendar, "cn-workdays", District, change["version"]!.GetValue<int>()), _office.Server.Clock.GetUtcNow()), Platform.Model.ModelJson.Options));
        var handler = _office.Server.Services.GetServices<IEventHandler>().OfType<CalendarChanges>().Single();
        await handler.HandleAsync(told, CancellationToken.None);
        await handler.HandleAsync(told with { Id = _office.Server.Get<Platform.Model.IIdSource>().Next() }, CancellationToken.None);
        await SettleAsync();

        Assert.Equal(once["version"]!.GetValue<long>(), (await _office.CaseAsync(number))["version"]!.GetValue<long>());
        Assert.Single(await EntriesAsync(number));
    }

    [Fact]
    public async Task Killed_in_the_middle_it_goes_on_where_it_was()
    {
        await PublishAsync(TestData.Text("Clocks/Data/calendar-2020-before.json"));
        await SettleAsync();
        var numbers = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            numbers.Add((await _office.FileAsync())["number"]!.GetValue<string>());
        }

        var worker = _office.Server.Get<CalendarWorker>();
        await worker.StopAsync(CancellationToken.None);
        await PublishAsync(Official("2020.2"));
        for (var i = 0; i < 200 && (await ChangesAsync())[0]["version"]!.GetValue<int>() != 2; i++)
        {
            await Task.Delay(50);
        }

        Assert.True(await worker.AdvanceAsync(1, CancellationToken.None));
        var half = (await ChangesAsync())[0];
        Assert.Equal(("running", 3, 1, 1), (half["stage"]!.GetValue<string>(), half["openCases"]!.GetValue<int>(), half["seenCases"]!.GetValue<int>(), half["movedCases"]!.GetValue<int>()));
        Assert.NotNull(half["lastCase"]);

        await _office.RestartAsync();
        await SettleAsync();
        var done = (await ChangesAsync())[0];
        Assert.Equal((3, 3), (done["seenCases"]!.GetValue<int>(), done["movedCases"]!.GetValue<int>()));
        foreach (var number in numbers)
        {
            Assert.Single(await EntriesAsync(number));
            Assert.Equal("2020-02-04", Deadline(await _office.CaseAsync(number), "notice"));
        }

        await _office.MoveToAsync(_office.Server.Clock.GetUtcNow() + TimeSpan.FromMinutes(3));
        await _office.Server.Get<CalendarWorker>().AdvanceAsync(CalendarWorker.BatchSize, CancellationToken.None);
        Assert.Equal("done", (await ChangesAsync())[0]["stage"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_case_that_cannot_be_read_holds_up_no_other()
    {
        await PublishAsync(TestData.Text("Clocks/Data/calendar-2020-before.json"));
        await SettleAsync();
        var broken = (await _office.FileAsync())["number"]!.GetValue<string>();
        var sound = (await _office.FileAsync())["number"]!.GetValue<string>();
        await _office.RestartAsync();
        await _office.Server.Get<CalendarWorker>().StopAsync(CancellationToken.None);
        await _office.Server.Get<ICommitQueue>().CommitAsync<Done>(
            async (transaction, _) =>
            {
                await transaction.Connection!.ExecuteAsync(
                    "update case_state set sealed = @garbage, plain = 1 where case_id = (select case_id from case_line where number = @number)",
                    new { number = broken, garbage = Encoding.UTF8.GetBytes("{\"id\":") },
                    transaction);
                return Done.It;
            },
            CancellationToken.None);

        await PublishAsync(Official("2020.2"));
        await SettleAsync();

        var change = (await ChangesAsync()).Single(c => c["version"]!.GetValue<int>() == 2);
        Assert.Equal((2, 1, 1), (change["seenCases"]!.GetValue<int>(), change["movedCases"]!.GetValue<int>(), change["skippedCases"]!.GetValue<int>()));
        Assert.Equal("2020-02-04", Deadline(await _office.CaseAsync(sound), "notice"));
    }

    [Fact]
    public async Task A_place_with_a_calendar_of_its_own_is_left_alone()
    {
        await PublishAsync(TestData.Text("Clocks/Data/calendar-2020-before.json"), CaseOffice.Street);
        await SettleAsync();
        var number = (await _office.FileAsync())["number"]!.GetValue<string>();
        var before = await _office.CaseAsync(number);

        await PublishAsync(Official("2020.2"));
        await SettleAsync();

        Assert.Equal(before["version"]!.GetValue<long>(), (await _office.CaseAsync(number))["version"]!.GetValue<long>());
    }

    [Fact]
    public async Task Who_may_not_read_definitions_sees_no_progress()
    {
        var answer = await (await _office.AsAsync("li.na")).GetAsync("/api/v1/calendar-changes?locality=330110");
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    /// <summary>The calendar the package ships, under another version: 2019 to 2026 as they finally were.</summary>
    internal static string Official(string version)
    {
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Templates", "GovernmentServices", "calendars", "cn-workdays.json")))!;
        json["version"] = version;
        return json.ToJsonString();
    }

    private Task PublishAsync(string calendar, string owner = "330110") => PublishAsync(_office, calendar, owner);

    internal static async Task PublishAsync(CaseOffice office, string calendar, string owner = "330110")
    {
        var admin = await office.AsAsync("he.jie");
        var path = $"/api/v1/definitions/calendar/cn-workdays?locality={owner}";
        var present = await admin.GetAsync(path);
        using var save = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(JsonNode.Parse(calendar)) };
        if (present.IsSuccessStatusCode && present.Headers.ETag is { } tag)
        {
            save.Headers.TryAddWithoutValidation("If-Match", tag.Tag);
        }

        await CaseOffice.ReadAsync(await admin.SendAsync(save));
        await CaseOffice.ReadAsync(await admin.PostAsync($"/api/v1/definitions/calendar/cn-workdays/publish?locality={owner}", null));
    }

    /// <summary>Waits until the publication was told, then works until nothing is left of the first stage.</summary>
    private async Task SettleAsync()
    {
        var worker = _office.Server.Get<CalendarWorker>();
        for (var i = 0; i < 200; i++)
        {
            await worker.AdvanceAsync(CalendarWorker.BatchSize, CancellationToken.None);
            var changes = await ChangesAsync();
            var published = await PublishedAsync();
            if (changes.Count >= published && changes.All(c => c["stage"]!.GetValue<string>() != "running"))
            {
                return;
            }

            await Task.Delay(50);
        }

        Assert.Fail("The change of calendar was never worked on: " + string.Join(' ', (await ChangesAsync()).Select(c => c.ToJsonString())));
    }

    /// <summary>Changes of the district and below, newest first; the calendar the package brought is the province's.</summary>
    private async Task<IReadOnlyList<JsonNode>> ChangesAsync() =>
        [.. (await CaseOffice.GetAsync(await _office.AsAsync("he.jie"), "/api/v1/calendar-changes?locality=330110"))["items"]!.AsArray()
            .Select(c => c!).Where(c => c["owner"]!.GetValue<string>().StartsWith("3301", StringComparison.Ordinal))];

    /// <summary>Calendars that the administrator has put in force.</summary>
    private async Task<int> PublishedAsync()
    {
        await using var connection = await _office.Server.Get<IDatabase>().OpenAsync(CancellationToken.None);
        return await connection.ExecuteScalarAsync<int>("select count(*) from definition where kind = 'calendar' and published_at is not null and saved_by = '何洁'");
    }

    private async Task<IReadOnlyList<JsonNode>> EntriesAsync(string number) =>
        [.. (await CaseOffice.GetAsync(await _office.AsAsync("wang.lei"), $"/api/v1/cases/{number}/events"))["items"]!.AsArray()
            .Select(e => e!).Where(e => e["name"]!.GetValue<string>() == MoveToCalendar.EventName)];

    private static string? Deadline(JsonNode file, string clock) => file["clocks"]![clock]!["deadline"]?.GetValue<string>();
}
