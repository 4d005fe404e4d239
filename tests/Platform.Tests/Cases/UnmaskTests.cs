using System.Net;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Identity;
using Platform.Server.Cases;
using Platform.Server.Cases.Unmask;
using Platform.Server.Cases.Workbench;

namespace Platform.Tests.Cases;

/// <summary>Personal data are masked for those who work on a case, until they say why they need to see them.</summary>
public sealed class UnmaskTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    private const string Whole = "330110195803120004";
    private const string Reason = "核对申请人身份证件";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Staff_see_masked_data_and_the_applicant_their_own()
    {
        var number = await FileAsync();
        foreach (var user in new[] { "li.na", "wang.lei", "sun.li" })
        {
            AssertMasked(await ReadAsync(user, number));
            var events = await CaseOffice.GetAsync(await office.AsAsync(user), $"/api/v1/cases/{number}/events");
            Assert.DoesNotContain(Whole, events.ToJsonString(), StringComparison.Ordinal);
        }

        var own = await office.CaseAsync(number);
        Assert.Equal((Whole, "13800000001", false), (Text(own, "idNumber"), Text(own, "phone"), own["masked"]!.GetValue<bool>()));
        Assert.Equal("13800000001", own["answers"]!["legalPersonPhone"]!.GetValue<string>());
    }

    [Fact]
    public async Task Whoever_has_the_task_opens_one_case_for_a_while_and_it_is_written_down()
    {
        var (number, other) = (await FileAsync(), await FileAsync());
        var opened = await CaseOffice.ReadAsync(await UnmaskAsync("li.na", number));
        Assert.Equal(number, opened["number"]!.GetValue<string>());

        var seen = await ReadAsync("li.na", number);
        Assert.Equal((Whole, "13800000001", false), (Text(seen, "idNumber"), Text(seen, "phone"), seen["masked"]!.GetValue<bool>()));
        Assert.Equal("13800000001", seen["answers"]!["legalPersonPhone"]!.GetValue<string>());
        AssertMasked(await ReadAsync("li.na", other));
        AssertMasked(await ReadAsync("wang.lei", number));

        var entry = (await CaseOffice.GetAsync(await office.AsAsync("li.na"), $"/api/v1/cases/{number}/events"))["items"]!.AsArray().Single(e => e!["name"]!.GetValue<string>() == "personal.unmasked")!;
        Assert.Equal(("李娜", Reason), (entry["actor"]!.GetValue<string>(), entry["payload"]!["reason"]!.GetValue<string>()));
        var audit = (await CaseOffice.GetAsync(await office.AsAsync("jin.cha"), $"/api/v1/audit?act=case.unmasked&subject=case:{number}"))["items"]!.AsArray().Single()!;
        Assert.Equal(("李娜", Reason), (audit["actorName"]!.GetValue<string>(), audit["detail"]!["reason"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Asking_again_while_it_is_open_is_answered_the_same_and_written_once()
    {
        var number = await FileAsync();
        var first = await CaseOffice.ReadAsync(await UnmaskAsync("li.na", number));
        var second = await CaseOffice.ReadAsync(await UnmaskAsync("li.na", number));
        Assert.Equal(first.ToJsonString(), second.ToJsonString());
        var events = (await CaseOffice.GetAsync(await office.AsAsync("li.na"), $"/api/v1/cases/{number}/events"))["items"]!.AsArray();
        Assert.Single(events, e => e!["name"]!.GetValue<string>() == "personal.unmasked");
    }

    [Fact]
    public async Task It_ends_with_the_sign_in()
    {
        var number = await FileAsync();
        await CaseOffice.ReadAsync(await UnmaskAsync("li.na", number));
        using var again = await office.Server.AsAsync("li.na", DemoPeople.PasswordOf("li.na"));
        AssertMasked(await CaseOffice.GetAsync(again, $"/api/v1/cases/{number}"));
    }

    [Theory]
    [InlineData("wang.lei", Reason, HttpStatusCode.Forbidden, "case.unmask.forbidden")]
    [InlineData("li.na", "看", HttpStatusCode.BadRequest, "case.unmask.reason")]
    [InlineData("jin.cha", Reason, HttpStatusCode.Forbidden, "access.forbidden")]
    [InlineData(CaseOffice.Resident, Reason, HttpStatusCode.Forbidden, "access.forbidden")]
    public async Task Without_task_permission_or_reason_nothing_opens(string user, string reason, HttpStatusCode status, string code) =>
        Assert.Equal([code], await CaseOffice.CodesAsync(await UnmaskAsync(user, await FileAsync(), reason), status));

    [Fact]
    public async Task A_supervisor_opens_a_case_without_a_task_of_it()
    {
        var number = await FileAsync();
        await CaseOffice.ReadAsync(await UnmaskAsync("sun.li", number));
        Assert.Equal(Whole, Text(await ReadAsync("sun.li", number), "idNumber"));
    }

    [Fact]
    public async Task Nobody_opens_more_than_a_day_allows_even_when_asking_at_once()
    {
        var file = (await office.Server.Get<CaseReader>().FindAsync(await FileAsync(), Ct))!;
        var (store, account, now) = (office.Server.Get<UnmaskStore>(), NewId(), office.Server.Clock.GetUtcNow());
        var day = new DateOnly(2026, 3, 2);
        UnmaskClaim Claim() => new(NewId(), file, account, account, day, now.AddMinutes(30));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => store.ClaimAsync(Claim(), 3, Ct)));
        Assert.Equal(3, answers.Count(a => a.Succeeded));
        Assert.All(answers.Where(a => !a.Succeeded), a => Assert.Equal("case.unmask.limit", Assert.Single(a.Problems).Code));
        Assert.True((await store.ClaimAsync(Claim() with { Day = day.AddDays(1) }, 3, Ct)).Succeeded);
        Assert.Null(await store.FindUntilAsync(file, account, account, now, Ct));
    }

    [Fact]
    public async Task The_page_hides_them_again_when_the_time_is_over()
    {
        var number = await FileAsync();
        var bench = new CaseBench(office.Server.Get<CaseSheets>(), office.Server.Get<CaseReader>(), new Fixed(await ActorAsync("li.na")));
        var sheet = (await bench.OpenAsync(number, Ct))!;
        Assert.Equal(("330110********0004", "138****0001", true), (sheet.Applicant.IdNumber, sheet.Applicant.Phone, sheet.IsMasked));

        Assert.True((await office.Server.Get<UnmaskDesk>().UnmaskAsync(bench.Actor, number, Reason, null, Ct)).Succeeded);
        Assert.Equal(Whole, (await bench.OpenAsync(number, Ct))!.Applicant.IdNumber);
        bench.MaskAfter(office.Server.Clock.GetUtcNow() + UnmaskRules.OpenFor - TimeSpan.FromSeconds(1));
        Assert.False(bench.Sheet!.IsMasked);
        bench.MaskAfter(office.Server.Clock.GetUtcNow() + UnmaskRules.OpenFor);
        Assert.Equal("330110********0004", bench.Sheet.Applicant.IdNumber);

        var file = (await office.Server.Get<CaseReader>().FindAsync(number, Ct))!;
        var (store, actor) = (office.Server.Get<UnmaskStore>(), bench.Actor);
        Assert.Null(await store.FindUntilAsync(file, actor.AccountId!.Value, actor.Session!.Value, office.Server.Clock.GetUtcNow() + UnmaskRules.OpenFor, Ct));
    }

    private Guid NewId() => office.Server.Get<IIdSource>().Next();

    private async Task<Actor> ActorAsync(string user) =>
        (await office.Server.Get<IAccounts>().FindStaffAsync(user, Ct))!.Value.Actor with { Session = NewId() };

    private async Task<string> FileAsync() => (await office.FileAsync())["number"]!.GetValue<string>();

    private async Task<JsonNode> ReadAsync(string user, string number) => await CaseOffice.GetAsync(await office.AsAsync(user), $"/api/v1/cases/{number}");

    private async Task<HttpResponseMessage> UnmaskAsync(string user, string number, string reason = Reason) =>
        await CaseOffice.PostAsync(await office.AsAsync(user), $"/api/v1/cases/{number}/unmask", new JsonObject { ["reason"] = reason });

    private static void AssertMasked(JsonNode seen)
    {
        Assert.Equal(("王芳", "330110********0004", "138****0001"), (Text(seen, "name"), Text(seen, "idNumber"), Text(seen, "phone")));
        Assert.True(seen["masked"]!.GetValue<bool>());
        Assert.DoesNotContain("13800000001", seen.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Whole, seen.ToJsonString(), StringComparison.Ordinal);
    }

    private static string Text(JsonNode seen, string member) => seen["applicant"]![member]!.GetValue<string>();

    private sealed class Fixed(Actor actor) : ICurrentActor
    {
        public Actor Actor => actor;
    }
}
