using System.Text.Json.Nodes;
using Dapper;
using Platform.Model.Identity;
using Platform.Server.Cases;
using Platform.Server.Data;
using Platform.Tests.Hosting;

namespace Platform.Tests.Cases;

/// <summary>The escalation ladder of a case (C12), each test on a server of its own because time is moved. Hygiene permits: notice in 5 working days, promised in 10.</summary>
public sealed class LadderTests : IAsyncLifetime
{
    private readonly CaseOffice _office = new();

    public ValueTask InitializeAsync() => _office.InitializeAsync();

    public ValueTask DisposeAsync() => _office.DisposeAsync();

    [Fact]
    public async Task From_rung_to_rung_those_concerned_are_told_once_and_the_public_sees_what_is_overdue()
    {
        var number = await FiledAsync();
        await _office.MoveToAsync(At(4, 23));
        Assert.Empty(await RungsAsync(number));
        await DueTwiceAsync(At(5));
        Assert.Equal(["deadline.yellow"], await RungsAsync(number));
        Assert.Equal((1, 0), (await ToldAsync("li.na", number), await ToldAsync("sun.li", number)));
        Assert.Equal("yellow", await DueAsync("li.na", number));
        await DueTwiceAsync(At(6));
        Assert.Equal((2, 1), (await ToldAsync("li.na", number), await ToldAsync("sun.li", number)));

        // Accepted, the promised clock begins at the bottom. Who has claimed the task is told, and not their colleagues.
        await _office.CompleteAsync("li.na", number, "Accept");
        using (await CaseOffice.PostAsync(await _office.AsAsync("wang.lei"), $"/api/v1/tasks/{(await _office.TaskAsync("wang.lei", number))["id"]}/claim", new JsonObject()))
        {
            await DueTwiceAsync(At(12, 23));
        }

        Assert.Equal(["deadline.yellow", "deadline.red"], await RungsAsync(number));
        await DueTwiceAsync(At(13));
        await DueTwiceAsync(At(18));
        await DueTwiceAsync(At(20, 23));
        Assert.Equal(0, (await OverdueAsync())["total"]!.GetValue<int>());
        await DueTwiceAsync(At(21));
        Assert.Equal(["deadline.yellow", "deadline.red", "deadline.yellow", "deadline.red", "deadline.overdue"], await RungsAsync(number));
        Assert.Equal((3, 3), (await ToldAsync("wang.lei", number), await ToldAsync("sun.li", number)));
        Assert.Equal("overdue", await DueAsync("wang.lei", number));

        var list = await OverdueAsync();
        var line = Assert.Single(list["items"]!.AsArray())!;
        Assert.Equal((1, 1, CaseOffice.Hygiene), (list["total"]!.GetValue<int>(), line["cases"]!.GetValue<int>(), line["item"]!.GetValue<string>()));
        Assert.DoesNotContain(number, list.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty((await OverdueAsync("330106"))["items"]!.AsArray());
        using var visitor = _office.Server.NewClient();
        var page = await visitor.GetStringAsync("/overdue");
        Assert.Contains("公共场所卫生许可", page, StringComparison.Ordinal);
        Assert.DoesNotContain(number, page, StringComparison.Ordinal);

        // The applicant is told nothing of it; the list forgets the case when the authority has decided.
        Assert.DoesNotContain((await CaseOffice.GetAsync(await _office.ResidentAsync(), $"/api/v1/cases/{number}/events"))["items"]!.AsArray(), e => e!["name"]!.GetValue<string>().StartsWith("deadline.", StringComparison.Ordinal));
        await _office.CompleteAsync("wang.lei", number, "Pass");
        await _office.CompleteAsync("liu.yang", number, "Pass");
        await _office.CompleteAsync("chen.jing", number, "Grant");
        Assert.Equal(0, (await OverdueAsync())["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_restart_repeats_nothing_and_loses_nothing()
    {
        var number = await FiledAsync();
        await DueTwiceAsync(At(5));
        await _office.RestartAsync();
        await DueTwiceAsync(At(5, 12));
        Assert.Equal(["deadline.yellow"], await RungsAsync(number));

        // Stopped over a rung it is caught up with: once, and the highest.
        await _office.CompleteAsync("li.na", number, "Accept");
        await _office.Server.StopAsync();
        _office.Server.Clock.Set(At(18));
        await _office.RestartAsync();
        await DueTwiceAsync(At(18, 1));
        Assert.Equal(["deadline.yellow", "deadline.red"], await RungsAsync(number));
        Assert.Equal(2, await ToldAsync("li.na", number) + await ToldAsync("wang.lei", number));
        Assert.Equal(["deadline.overdue"], await RungsAsync(number, ofSteps: true));
    }

    [Fact]
    public async Task While_the_applicant_completes_nobody_is_warned_and_then_the_clock_begins_again()
    {
        var number = await FiledAsync();
        await _office.MoveToAsync(At(3));
        await _office.CompleteAsync("li.na", number, "Supplement", new JsonObject
        {
            ["notice"] = new JsonObject { ["fields"] = new JsonArray(new JsonObject { ["key"] = "managerPhone", ["reason"] = "号码无法接通" }), ["materials"] = new JsonArray() },
        });
        await DueTwiceAsync(At(11));
        Assert.Empty(await RungsAsync(number));
        using var back = await CaseOffice.PostAsync(await _office.ResidentAsync(), $"/api/v1/cases/{number}/supplement", new JsonObject { ["answers"] = new JsonObject { ["managerPhone"] = "13800000009" } });
        await CaseOffice.ReadAsync(back);
        await DueTwiceAsync(At(13, 23));
        Assert.Empty(await RungsAsync(number));
        await DueTwiceAsync(At(16));
        Assert.Equal(["deadline.yellow"], await RungsAsync(number));
    }

    [Fact]
    public async Task A_case_that_ends_in_time_has_one_timer_all_its_life_and_nothing_afterwards()
    {
        var number = await FiledAsync();
        var first = Assert.Single(await TimersAsync(number));
        foreach (var (user, outcome) in new[] { ("li.na", "Accept"), ("wang.lei", "Pass"), ("liu.yang", "Pass"), ("chen.jing", "Grant") })
        {
            await _office.CompleteAsync(user, number, outcome);
            Assert.Equal(first, Assert.Single(await TimersAsync(number)));
        }

        await _office.CompleteAsync("zhao.qiang", number, "Delivered", new JsonObject { ["method"] = "window", ["proof"] = "本人签收" });
        Assert.Empty(await TimersAsync(number));
        Assert.Empty(await RungsAsync(number));
    }

    private static DateTimeOffset At(int day, int hour = 0) => new(2026, 3, day, hour, 0, 0, TimeSpan.FromHours(8));

    private async Task<string> FiledAsync() => (await _office.FileAsync())["number"]!.GetValue<string>();

    /// <summary>Moves the clock and delivers every due timer twice at the same time, beside the server's own worker.</summary>
    private async Task DueTwiceAsync(DateTimeOffset to)
    {
        await _office.MoveToAsync(to);
        var worker = _office.Server.Get<TimerWorker>();
        await Task.WhenAll(worker.FireDueAsync(CancellationToken.None), worker.FireDueAsync(CancellationToken.None));
    }

    private async Task<IReadOnlyList<string>> RungsAsync(string number, bool ofSteps = false) =>
        [.. (await CaseOffice.GetAsync(await _office.AsAsync("sun.li"), $"/api/v1/cases/{number}/events"))["items"]!.AsArray()
            .Where(e => e!["name"]!.GetValue<string>().StartsWith("deadline.", StringComparison.Ordinal) && (e["payload"]!["clock"]!.GetValue<string>() == "step") == ofSteps)
            .Select(e => e!["name"]!.GetValue<string>())];

    /// <summary>How many warnings of the case's own clocks somebody has in the inbox.</summary>
    private async Task<int> ToldAsync(string user, string number) =>
        (await CaseOffice.GetAsync(await _office.AsAsync(user), "/api/v1/inbox"))["items"]!.AsArray()
            .Count(m => m!["link"]?.GetValue<string>() == $"/workbench/cases/{number}" && m["body"]!["zh-CN"]!.GetValue<string>().Contains("办理期限", StringComparison.Ordinal));

    private async Task<string> DueAsync(string user, string number) => (await _office.TaskAsync(user, number))["due"]!.GetValue<string>();

    private async Task<JsonNode> OverdueAsync(string locality = "330110")
    {
        using var visitor = _office.Server.NewClient();
        return await CaseOffice.GetAsync(visitor, $"/api/v1/overdue?locality={locality}");
    }

    private async Task<IReadOnlyList<Guid>> TimersAsync(string number)
    {
        await using var connection = await _office.Server.Get<IDatabase>().OpenAsync(CancellationToken.None);
        return [.. await connection.QueryAsync<Guid>("select t.id from case_timer t join case_line l on l.case_id = t.case_id where l.number = @number", new { number })];
    }
}
