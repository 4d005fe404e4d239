using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Platform.Model;
using Platform.Model.Bundles;
using Platform.Model.Cases;
using Platform.Model.Documents;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Server.Cases;
using Platform.Server.Cases.Bundles;
using Platform.Server.Cases.Journal;
using Platform.Server.Cases.Workbench;
using Platform.Tests.Cases;
using Platform.Tests.Hosting;
using Platform.Tests.Portal;

namespace Platform.Tests.Bundles;

/// <summary>The window files a bundle for whoever stands there, on the pages residents use.</summary>
public sealed partial class WindowBundleTests(CounterOffice office) : IClassFixture<CounterOffice>
{
    private static readonly byte[] Pdf = Encoding.ASCII.GetBytes("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\nscan");
    private static readonly LocalityCode District = LocalityCode.Parse("330110");
    private static readonly LocalityCode Street = LocalityCode.Parse(CaseOffice.Street);
    private static readonly LocalityCode OtherStreet = LocalityCode.Parse("330110005");

    private BundleDesk NextDay() => new(
        office.Server.Get<BundleStore>(), office.Server.Get<CaseReader>(), office.Server.Get<IItemCatalogue>(), office.Server.Get<JournalStore>(), office.Server.Get<IDocuments>(),
        new TestClock(office.Server.Clock.GetUtcNow().AddDays(1)));

    private WindowDesk Desk => office.Server.Get<WindowDesk>();

    [Fact]
    public async Task The_pages_file_it_and_each_journal_says_what_that_of_a_single_application_says()
    {
        var clerk = await ActorAsync("zhang.wei");
        Assert.Contains(await Desk.PlacesAsync(clerk, default), p => p.Code == Street);
        var offer = await Desk.OfferAsync(Actor.System, Street, default);
        Assert.Contains(offer.Bundles, b => b.Code == "birth");
        Assert.Contains(offer.Items, i => i.Code == CaseOffice.Hygiene);

        using var page = await OpenAsync("zhang.wei", await BeginAsync("zhang.wei"));
        Assert.Contains("请按申请人出示的证件填写", page.Html, StringComparison.Ordinal);
        await page.Fill("name", "周末").Fill("idType", "111").Fill("idNumber", "330110199001011234").Fill("phone", "13900000001").PressAsync("next");
        await page.AnswerAsync(Births.Answers(), "insurance");
        await page.AnswerAsync(Births.Answers(), "childName", "childSex", "bornOn", "ethnicity", "hospital", "birthWeight");
        await page.AnswerAsync(Births.Answers(), "motherName", "motherId", "fatherName", "fatherId", "phone", "home");
        await page.AnswerAsync(Births.Answers(), "registerWith", "registerAddress", "clinic", "payBy", "truthful");
        Assert.EndsWith("/materials", page.At, StringComparison.Ordinal);
        await page.Fill("paper.parents-identity", "true").Fill("paper.household-register", "true").Attach("mu.delivery-record", "登记表.pdf", Pdf).PressAsync("next");
        Assert.Contains("已在窗口验看原件", page.Html, StringComparison.Ordinal);
        Assert.Contains("申请人已核对以上内容和材料", page.Html, StringComparison.Ordinal);
        await page.Fill("declare", "true").PressAsync("next");

        Assert.Matches("^/bundles/B-330110012-[0-9]{8}-[0-9]{4}/receipt$", page.At);
        var bundle = (await office.Server.Get<BundleStore>().FindAsync(NumberIn(page.At), default))!;
        Assert.Equal((clerk.AccountId, (Guid?)null), (bundle.FiledBy, bundle.ApplicantAccount));
        Assert.Contains(bundle.TrackingCode.Value, page.Html, StringComparison.Ordinal);
        Assert.Contains("<dd>周末</dd>", page.Html, StringComparison.Ordinal);
        Assert.Contains("data-print", page.Html, StringComparison.Ordinal);
        var single = await FileOfAsync((await office.FileForStrangerAsync()).Number);
        foreach (var id in bundle.Cases)
        {
            var file = (await office.Server.Get<CaseReader>().ReadAsync(id))!;
            Assert.Contains($"href=\"/workbench/cases/{file.Number}\"", page.Html, StringComparison.Ordinal);
            Assert.Equal(("周末", "330110199001011234"), (file.Content.Applicant.Name, file.Content.Applicant.IdNumber));
            Assert.Equal(Origin(single), Origin(file));
            Assert.Equal(await FiledAsync(single), await FiledAsync(file));
        }

        var identity = (await FileOfAsync(bundle, "birth-registration")).Content.Materials.Find(m => m.Key == "parents-identity")!;
        Assert.Equal((MaterialStatus.OnPaper, "B"), (identity.Status, identity.TrustGrade));
    }

    [Fact]
    public async Task The_receipt_is_for_the_officer_who_filed_it_as_long_as_they_may()
    {
        var number = await FileAsync("zheng.shuang");
        using var page = await OpenAsync("zheng.shuang", $"/bundles/{number}/receipt");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        foreach (var other in new[] { "zhang.wei", "li.na", "wang.lei", "he.jie" })
        {
            using var colleague = await OpenAsync(other, $"/bundles/{number}/receipt");
            Assert.Equal(HttpStatusCode.NotFound, colleague.Status);
        }

        var clerk = await ActorAsync("zheng.shuang");
        var desk = office.Server.Get<BundleDesk>();
        Assert.NotNull((await desk.FindAsync(clerk, number, null, default)).Value.TrackingCode);
        Assert.Null((await NextDay().FindAsync(clerk, number, null, default)).Value.TrackingCode);
        Assert.False((await desk.FindAsync(clerk with { Grants = [] }, number, null, default)).Succeeded);
        var reader = clerk with { Grants = [new Grant(Roles.CaseOfficer, Street)] };
        Assert.Null((await desk.FindAsync(reader, number, null, default)).Value.TrackingCode);
        Assert.False((await desk.FindAsync(clerk with { Grants = [new Grant(Roles.WindowClerk, OtherStreet)] }, number, null, default)).Succeeded);
    }

    [Fact]
    public async Task Sending_the_review_page_twice_gives_one_bundle()
    {
        var before = await BundlesOfLiQiangAsync();
        var draft = await TypedAsync("zhang.wei", CaseOffice.Street);
        using var one = await OpenAsync("zhang.wei", $"/drafts/{draft}/review");
        using var other = await OpenAsync("zhang.wei", $"/drafts/{draft}/review");
        await Task.WhenAll(one.Fill("declare", "true").PressAsync("next"), other.Fill("declare", "true").PressAsync("next"));
        using var late = await OpenAsync("zhang.wei", $"/drafts/{draft}/review");
        var receipts = new[] { one, other, late }.Where(p => p.At.EndsWith("/receipt", StringComparison.Ordinal)).Select(p => NumberIn(p.At)).Distinct().ToList();
        using var again = await CaseOffice.PostAsync(await office.AsAsync("zhang.wei"), $"/api/v1/drafts/{draft}/submit", new JsonObject());
        var filed = await CaseOffice.ReadAsync(again, HttpStatusCode.Created);
        Assert.Equal([filed.Number()], receipts);
        Assert.Equal([filed.Number(), .. before], await BundlesOfLiQiangAsync());
    }

    [Theory]
    [InlineData("wang.lei", "330110012")]
    [InlineData("he.jie", "330110012")]
    [InlineData("ren.jie", "330110012")]
    [InlineData("zheng.shuang", "330110")]
    [InlineData("zheng.shuang", "330110005")]
    public async Task Who_may_not_file_there_can_neither_begin_nor_send_it(string officer, string locality)
    {
        var actor = await ActorAsync(officer);
        var before = await BundlesOfLiQiangAsync();
        var begun = await Desk.BeginAsync(actor, LocalityCode.Parse(locality), "birth", isBundle: true, new Dictionary<string, string>(), default);
        Assert.Equal(("bundle.file.forbidden", "item"), Assert.Single(begun.Problems.Select(p => (p.Code, p.Field))));

        // A draft can be kept by anybody; filing it is another thing.
        using var page = await OpenAsync(officer, $"/drafts/{await TypedAsync(officer, locality)}/review");
        await page.Fill("declare", "true").PressAsync("next");
        Assert.Contains("您无权在", page.Errors, StringComparison.Ordinal);
        Assert.EndsWith("/review", page.At, StringComparison.Ordinal);
        Assert.Equal(before, await BundlesOfLiQiangAsync());
    }

    [Fact]
    public async Task The_page_of_the_window_and_its_drafts_are_for_nobody_else()
    {
        var draft = await BeginAsync("zhang.wei");
        foreach (var (user, mayFile) in new[] { ("wang.lei", false), ("he.jie", false), (CaseOffice.Resident, false), ("zheng.shuang", true) })
        {
            using var page = await OpenAsync(user, "/workbench/new");
            Assert.Equal(mayFile ? HttpStatusCode.OK : HttpStatusCode.Forbidden, page.Status);
            await page.OpenAsync(draft);
            Assert.Equal(HttpStatusCode.NotFound, page.Status);
        }

        Assert.Empty(await Desk.PlacesAsync(await ActorAsync("wang.lei"), default));
        Assert.Equal([Street], (await Desk.PlacesAsync(await ActorAsync("zheng.shuang"), default)).Where(p => p.Code.Value.Length <= 9).Select(p => p.Code));
        var resident = (await ActorAsync("zhang.wei")) with { Kind = ActorKind.Resident, Grants = [] };
        Assert.False((await Desk.ChooseAsync(resident, Street, "birth", isBundle: true, default)).Succeeded);
    }

    [Fact]
    public async Task One_authority_files_its_own_item_and_not_the_bundle_of_several()
    {
        var police = await ActorAsync("ren.jie");
        Assert.True((await Desk.ChooseAsync(police, Street, "birth-registration", isBundle: false, default)).Succeeded);
        Assert.Equal("bundle.file.forbidden", Assert.Single((await Desk.ChooseAsync(police, Street, "birth", isBundle: true, default)).Problems).Code);
        Assert.Equal("case.file.forbidden", Assert.Single((await Desk.ChooseAsync(police, Street, CaseOffice.Hygiene, isBundle: false, default)).Problems).Code);
        Assert.Equal("bundle.unknown", Assert.Single((await Desk.ChooseAsync(police, Street, "birth-registration", isBundle: true, default)).Problems).Code);

        // What nobody must apply for keeps no officer from the rest.
        var without = police with { Grants = [new Grant(Roles.WindowClerk, Street, Births.Police), new Grant(Roles.WindowClerk, Street, Births.Health)] };
        var chosen = (PublishedBundle)(await Desk.ChooseAsync(without, Street, "birth", isBundle: true, default)).Value;
        Assert.Equal(["infant-medical-insurance"], chosen.Parts.Where(p => !WindowDesk.MayFile(without, Street, p.Item.Item)).Select(p => p.Part.Item));
    }

    [Fact]
    public async Task Questions_of_an_item_are_asked_before_it_is_begun()
    {
        var begun = await Desk.BeginAsync(await ActorAsync("zhang.wei"), Street, CaseOffice.Hygiene, isBundle: false, new Dictionary<string, string>(), default);
        Assert.Contains(begun.Problems, p => p.Field == "scenario.placeType");
    }

    private async Task<Actor> ActorAsync(string user) => (await office.Server.Get<IAccounts>().FindStaffAsync(user, default))!.Value.Actor;

    private async Task<PortalVisitor> OpenAsync(string user, string address) =>
        await (await PortalVisitor.SignedInAsync(office.Server, user, DemoPeople.PasswordOf(user))).OpenAsync(address);

    /// <summary>Address of the first page of a draft begun at the window of the street.</summary>
    private async Task<string> BeginAsync(string officer)
    {
        var begun = await Desk.BeginAsync(await ActorAsync(officer), Street, "birth", isBundle: true, new Dictionary<string, string>(), default);
        return $"/drafts/{begun.Value.Id}/applicant";
    }

    /// <summary>A draft for 李强 with everything it needs, ready to be sent.</summary>
    private async Task<Guid> TypedAsync(string officer, string locality)
    {
        var client = await office.AsAsync(officer);
        var filing = await Births.FilingAsync(client);
        var draft = office.Server.Get<IIdSource>().Next();
        using var answer = await client.PutAsJsonAsync($"/api/v1/drafts/{draft}", new JsonObject
        {
            ["locality"] = locality,
            ["item"] = "birth",
            ["bundle"] = true,
            ["channel"] = "window",
            ["applicant"] = new JsonObject { ["type"] = "1", ["name"] = "李强", ["idType"] = "111", ["idNumber"] = "33011019850217001X", ["phone"] = "13800000002" },
            ["answers"] = filing["answers"]!.DeepClone(),
            ["materials"] = filing["materials"]!.DeepClone(),
        });
        await CaseOffice.ReadAsync(answer);
        return draft;
    }

    private async Task<string> FileAsync(string officer)
    {
        using var page = await OpenAsync(officer, $"/drafts/{await TypedAsync(officer, CaseOffice.Street)}/review");
        await page.Fill("declare", "true").PressAsync("next");
        Assert.Equal("", page.Errors);
        return NumberIn(page.At);
    }

    private async Task<List<string>> BundlesOfLiQiangAsync() =>
        [.. (await CaseOffice.GetAsync(await office.AsAsync("33011019850217001X"), "/api/v1/bundles?take=100"))["items"]!.AsArray().Select(b => b!.Number())];

    private async Task<CaseFile> FileOfAsync(string number) => (await office.Server.Get<CaseReader>().FindAsync(number, default))!;

    private async Task<CaseFile> FileOfAsync(BundleFile bundle, string item)
    {
        var files = await Task.WhenAll(bundle.Cases.Select(office.Server.Get<CaseReader>().ReadAsync));
        return files.Single(f => f!.ItemCode == item)!;
    }

    private static (string, string, string) Origin(CaseFile file) => (file.Content.Origins[0].Source, file.Content.Origins[0].Channel, file.Content.Origins[0].By);

    /// <summary>Who filed it, as what, for whom and where, by the journal.</summary>
    private async Task<(string?, string?, string?, string?)> FiledAsync(CaseFile file)
    {
        var events = (await CaseOffice.GetAsync(await office.AsAsync("li.na"), $"/api/v1/cases/{file.Number}/events"))["items"]!.AsArray();
        var filed = events.Single(e => e!["name"]!.GetValue<string>() == "application.filed")!;
        return ((string?)filed["actor"], (string?)filed["actorRole"], (string?)filed["onBehalfOf"], (string?)filed["channel"]);
    }

    private static string NumberIn(string address) => Receipt().Match(address).Groups[1].Value;

    [GeneratedRegex("^/bundles/([^/]+)/receipt$")]
    private static partial Regex Receipt();
}
