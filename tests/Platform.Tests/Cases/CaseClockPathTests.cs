using System.Text.Json.Nodes;
using Platform.Server.Cases;

namespace Platform.Tests.Cases;

/// <summary>What the clocks do by themselves, on a server of its own because the time is moved.</summary>
public sealed class CaseClockPathTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    [Fact]
    public async Task Without_a_notice_in_time_the_law_accepts_from_the_day_of_receipt()
    {
        var number = (await office.FileAsync())["number"]!.GetValue<string>();
        Assert.Equal("2026-03-09", (await office.CaseAsync(number))["clocks"]!["notice"]!["deadline"]!.GetValue<string>());

        await office.MoveToAsync(new(2026, 3, 9, 15, 59, 0, TimeSpan.Zero));
        Assert.Equal("received", await office.StateAsync(number));

        await office.MoveToAsync(new(2026, 3, 9, 16, 0, 0, TimeSpan.Zero));
        var deemed = await office.CaseAsync(number);
        Assert.Equal("2026-03-02", deemed["acceptedOn"]!.GetValue<string>());
        Assert.Equal("inReview", deemed["state"]!.GetValue<string>());
        Assert.Equal("2026-03-30", deemed["clocks"]!["statutory"]!["deadline"]!.GetValue<string>());
        var documents = await CaseOffice.GetAsync(await office.ResidentAsync(), $"/api/v1/cases/{number}/documents");
        Assert.Contains(documents["items"]!.AsArray(), d => d!["kind"]!.GetValue<string>() == "acceptance-notice");

        await office.Server.Get<TimerWorker>().FireDueAsync(CancellationToken.None);
        Assert.Equal(deemed["version"]!.GetValue<long>(), (await office.CaseAsync(number))["version"]!.GetValue<long>());
    }

    [Fact]
    public async Task An_extension_counts_once_the_approver_agrees()
    {
        var number = (await office.FileAsync())["number"]!.GetValue<string>();
        await office.CompleteAsync("li.na", number, "Accept");
        var before = (await office.CaseAsync(number))["clocks"]!["statutory"]!["limit"]!.GetValue<int>();
        using var asked = await CaseOffice.PostAsync(await office.AsAsync("wang.lei"), $"/api/v1/cases/{number}/extend", new JsonObject { ["days"] = 5, ["reason"] = "需要补充检测" });
        await CaseOffice.ReadAsync(asked);
        Assert.Equal(before, (await office.CaseAsync(number))["clocks"]!["statutory"]!["limit"]!.GetValue<int>());
        await office.CompleteAsync("chen.jing", number, "Approve");
        Assert.Equal(before + 5, (await office.CaseAsync(number))["clocks"]!["statutory"]!["limit"]!.GetValue<int>());
    }
}
