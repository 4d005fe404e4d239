using System.Net;
using System.Text.Json.Nodes;

namespace Platform.Tests.Cases;

/// <summary>The ways a case ends beside the flow: forwarded to a higher authority, ended because nobody is left to decide for, and a grant annulled after delivery.</summary>
public sealed class EndingActsTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    [Fact]
    public async Task A_case_split_across_levels_is_forwarded_with_a_letter_and_ends_here()
    {
        var number = await ConstructionInReviewAsync();
        var body = new JsonObject { ["to"] = "杭州市城乡建设委员会", ["reason"] = "经审查符合条件" };
        using var clerk = await CaseOffice.PostAsync(await office.AsAsync("li.na"), $"/api/v1/cases/{number}/forward", body);
        Assert.Equal(HttpStatusCode.Forbidden, clerk.StatusCode);
        using var nowhere = await ActAsync("wang.lei", number, "forward", new JsonObject { ["reason"] = "经审查符合条件" });
        Assert.Equal(["case.competentBody.required"], await CaseOffice.CodesAsync(nowhere, HttpStatusCode.BadRequest));

        using var forwarded = await ActAsync("wang.lei", number, "forward", body);
        await CaseOffice.ReadAsync(forwarded);
        var after = await office.CaseAsync(number);
        Assert.Equal("forwardedUp", after["state"]!.GetValue<string>());
        Assert.Empty(after["steps"]!.AsArray());
        Assert.Equal("stopped", after["clocks"]!["statutory"]!["state"]!.GetValue<string>());
        Assert.Contains("杭州市城乡建设委员会：", await PaperAsync(number, "forwarding-letter"), StringComparison.Ordinal);
        Assert.Contains(await InboxAsync(), m => m.Contains("转报上级机关", StringComparison.Ordinal));

        using var again = await ActAsync("wang.lei", number, "forward", body);
        Assert.Equal(["case.transition.notAllowed"], await CaseOffice.CodesAsync(again, HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task What_is_decided_here_is_not_forwarded()
    {
        var number = await InReviewAsync();
        using var answer = await ActAsync("wang.lei", number, "forward", new JsonObject { ["to"] = "杭州市卫生健康委员会", ["reason"] = "x" });
        Assert.Equal(["case.forward.notSplit"], await CaseOffice.CodesAsync(answer, HttpStatusCode.Conflict));
        Assert.Equal("inReview", await office.StateAsync(number));
    }

    [Fact]
    public async Task A_case_ends_when_the_applicant_has_died()
    {
        var number = await InReviewAsync();
        using var organisation = await ActAsync("wang.lei", number, "terminate", new JsonObject { ["ground"] = "applicantDissolved", ["reason"] = "注销登记" });
        Assert.Equal(["case.terminate.ground"], await CaseOffice.CodesAsync(organisation, HttpStatusCode.BadRequest));
        using var silent = await ActAsync("wang.lei", number, "terminate", new JsonObject { ["ground"] = "applicantDied" });
        Assert.Equal(["case.reason.required"], await CaseOffice.CodesAsync(silent, HttpStatusCode.BadRequest));

        var body = new JsonObject { ["ground"] = "applicantDied", ["reason"] = "死亡证明 2026-0301" };
        var key = office.NewKey();
        for (var time = 0; time < 2; time++)
        {
            using var ended = await CaseOffice.PostAsync(await office.AsAsync("wang.lei"), $"/api/v1/cases/{number}/terminate", body, key);
            await CaseOffice.ReadAsync(ended);
        }

        var after = await office.CaseAsync(number);
        Assert.Equal("terminated", after["state"]!.GetValue<string>());
        Assert.Empty(after["steps"]!.AsArray());
        var notice = await PaperAsync(number, "termination-notice");
        Assert.Contains("申请人死亡（死亡证明 2026-0301）", notice, StringComparison.Ordinal);
        Assert.DoesNotContain("重新申请", notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_annulled_licence_is_told_to_whoever_checks_it()
    {
        var number = await InReviewAsync();
        await office.CompleteAsync("liu.yang", number, "Pass");
        await office.CompleteAsync("chen.jing", number, "Grant");
        var basis = new JsonObject { ["reason"] = "以虚假材料取得", ["legalBasis"] = "《中华人民共和国行政许可法》第六十九条第二款" };
        using var early = await ActAsync("chen.jing", number, "annul", basis);
        Assert.Equal(["case.transition.notAllowed"], await CaseOffice.CodesAsync(early, HttpStatusCode.Conflict));
        await office.CompleteAsync("zhao.qiang", number, "Delivered", new JsonObject { ["method"] = "window", ["proof"] = "本人签收" });

        var licence = await DocumentAsync(number, "licence");
        var hash = licence["contentHash"]!.GetValue<string>();
        Assert.Null((await VerifyAsync(hash))["annulledOn"]);
        using var officer = await ActAsync("wang.lei", number, "annul", basis);
        Assert.Equal(HttpStatusCode.Forbidden, officer.StatusCode);
        using var groundless = await ActAsync("chen.jing", number, "annul", new JsonObject { ["reason"] = "以虚假材料取得" });
        Assert.Equal(["case.decision.legalBasisRequired"], await CaseOffice.CodesAsync(groundless, HttpStatusCode.BadRequest));

        using var annulled = await ActAsync("chen.jing", number, "annul", basis);
        await CaseOffice.ReadAsync(annulled);
        Assert.Equal("annulled", await office.StateAsync(number));
        Assert.Equal("2026-03-02", (await VerifyAsync(hash))["annulledOn"]!.GetValue<string>());
        using var page = await office.Server.Client.GetAsync(new Uri($"/verify?hash={hash}", UriKind.Relative));
        var shown = WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync());
        Assert.Contains("该文书已被撤销", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("核验通过", shown, StringComparison.Ordinal);
        Assert.Contains("本文书自2026年3月2日起已被撤销", await PaperAsync(number, "licence"), StringComparison.Ordinal);
        Assert.Contains("以虚假材料取得", await PaperAsync(number, "annulment-decision"), StringComparison.Ordinal);
        Assert.DoesNotContain("本文书自", await PaperAsync(number, "annulment-decision"), StringComparison.Ordinal);
        Assert.Contains(await InboxAsync(), m => m.Contains("许可已被撤销", StringComparison.Ordinal));
        using var again = await ActAsync("chen.jing", number, "annul", basis);
        Assert.Equal(["case.transition.notAllowed"], await CaseOffice.CodesAsync(again, HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task A_refusal_has_nothing_to_annul()
    {
        var number = await InReviewAsync();
        await office.CompleteAsync("liu.yang", number, "Pass");
        await office.CompleteAsync("chen.jing", number, "Deny", new JsonObject { ["reasons"] = "不符合条件", ["legalBasis"] = "公共场所卫生管理条例第四条" });
        await office.CompleteAsync("zhao.qiang", number, "Delivered", new JsonObject { ["method"] = "window", ["proof"] = "本人签收" });
        using var answer = await ActAsync("chen.jing", number, "annul", new JsonObject { ["reason"] = "x", ["legalBasis"] = "x" });
        Assert.Equal(["case.annul.nothingGranted"], await CaseOffice.CodesAsync(answer, HttpStatusCode.Conflict));
    }

    private async Task<string> InReviewAsync()
    {
        var number = (await office.FileAsync())["number"]!.GetValue<string>();
        await office.CompleteAsync("li.na", number, "Accept");
        await office.CompleteAsync("wang.lei", number, "Pass");
        return number;
    }

    private async Task<string> ConstructionInReviewAsync()
    {
        var answers = JsonNode.Parse(TestData.Text("Templates/Data/answers.json"))!["construction-permit"]!.DeepClone().AsObject();
        var scenario = new JsonObject { ["works"] = "fitout", ["supervision"] = "no", ["agent"] = "self" };
        answers["worksType"] = "fitout";
        answers.Remove("planningPermitNo");
        var filed = await office.FileAsync(await CaseOffice.FilingAsync(
            await office.ResidentAsync(), "construction-permit", answers, scenario, ["contractor", "funds-commitment", "drawings-review", "safety-measures"]));
        var number = filed["number"]!.GetValue<string>();
        await office.CompleteAsync("li.na", number, "Accept");
        await office.CompleteAsync("wang.lei", number, "Pass");
        return number;
    }

    private async Task<HttpResponseMessage> ActAsync(string user, string number, string act, JsonObject body) =>
        await CaseOffice.PostAsync(await office.AsAsync(user), $"/api/v1/cases/{number}/{act}", body.DeepClone());

    private async Task<JsonNode> VerifyAsync(string hash) => await CaseOffice.GetAsync(office.Server.Client, $"/api/v1/documents/verify?hash={hash}");

    private async Task<JsonNode> DocumentAsync(string number, string kind) =>
        (await CaseOffice.GetAsync(await office.ResidentAsync(), $"/api/v1/cases/{number}/documents"))["items"]!.AsArray().Single(d => d!["kind"]!.GetValue<string>() == kind)!;

    private async Task<string> PaperAsync(string number, string kind)
    {
        using var page = await (await office.ResidentAsync()).GetAsync(new Uri($"/api/v1/cases/{number}/documents/{(await DocumentAsync(number, kind))["id"]}", UriKind.Relative));
        return await page.Content.ReadAsStringAsync();
    }

    private async Task<IEnumerable<string>> InboxAsync() =>
        (await CaseOffice.GetAsync(await office.ResidentAsync(), "/api/v1/inbox"))["items"]!.AsArray().Select(m => m!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
}
