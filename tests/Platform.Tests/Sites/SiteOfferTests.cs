using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Cases.Workbench;
using Platform.Tests.Cases;
using Platform.Tests.Definitions;
using Platform.Tests.Portal;

namespace Platform.Tests.Sites;

/// <summary>What a place does not offer on a channel is answered for there as what does not exist: in lists, when it is opened, and when somebody files it.</summary>
public sealed class SiteOfferTests : IAsyncLifetime
{
    private const string Registration = "birth-registration";
    private static readonly DefinitionName SiteName = new(DefinitionKind.Site, "site", PaintShop.District);
    private readonly CaseOffice _office = new();
    private int _drafts;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Items => $"/api/v1/items?locality={CaseOffice.Street}";

    public ValueTask InitializeAsync() => _office.InitializeAsync();

    public ValueTask DisposeAsync() => _office.DisposeAsync();

    [Fact]
    public async Task The_api_neither_lists_nor_opens_nor_takes_it()
    {
        await PublishAsync($$"""{"channels":[{"channel":"kiosk","hiddenItems":["{{CaseOffice.Hygiene}}","{{Registration}}"]}]}""");
        using var resident = await _office.ResidentAsync();
        Assert.DoesNotContain(CaseOffice.Hygiene, await CodesAsync(resident, Items + "&channel=kiosk"));
        Assert.Contains(CaseOffice.Hygiene, await CodesAsync(resident, Items + "&channel=mobile"));
        Assert.Contains(CaseOffice.Hygiene, await CodesAsync(resident, Items));
        Assert.DoesNotContain("birth", await CodesAsync(resident, $"/api/v1/item-bundles?locality={CaseOffice.Street}&channel=kiosk"));
        Assert.Contains("birth", await CodesAsync(resident, $"/api/v1/item-bundles?locality={CaseOffice.Street}"));
        Assert.Equal(["item.channel"], await CaseOffice.CodesAsync(await resident.GetAsync(Items + "&channel=pigeon", Ct), HttpStatusCode.BadRequest));

        // The key of a kiosk is on its channel without saying so, and whatever it says.
        using var kiosk = await KioskAsync();
        Assert.DoesNotContain(CaseOffice.Hygiene, await CodesAsync(kiosk, Items));
        Assert.DoesNotContain(CaseOffice.Hygiene, await CodesAsync(kiosk, Items + "&channel=pc"));
        foreach (var path in new[] { $"items/{CaseOffice.Hygiene}", $"items/{CaseOffice.Hygiene}/schema" })
        {
            Assert.Equal(["item.unknown"], await CaseOffice.CodesAsync(await kiosk.GetAsync($"/api/v1/{path}?locality={CaseOffice.Street}", Ct), HttpStatusCode.NotFound));
            Assert.Equal(HttpStatusCode.OK, (await resident.GetAsync($"/api/v1/{path}?locality={CaseOffice.Street}", Ct)).StatusCode);
        }

        Assert.Equal(["item.unknown"], await CaseOffice.CodesAsync(await kiosk.PostAsJsonAsync($"/api/v1/items/{CaseOffice.Hygiene}/materials?locality={CaseOffice.Street}", new { scenario = new { } }, Ct), HttpStatusCode.NotFound));
        Assert.Equal(["bundle.unknown"], await CaseOffice.CodesAsync(await kiosk.GetAsync($"/api/v1/item-bundles/birth?locality={CaseOffice.Street}", Ct), HttpStatusCode.NotFound));
        var vaccination = await CaseOffice.GetAsync(kiosk, $"/api/v1/items/vaccination-certificate?locality={CaseOffice.Street}");
        Assert.Empty(vaccination["bundles"]!.AsArray());

        var filing = await CaseOffice.FilingAsync(resident);
        filing["channel"] = "kiosk";
        Assert.Equal(["item.unknown"], await CaseOffice.CodesAsync(await CaseOffice.PostAsync(resident, "/api/v1/cases", filing, _office.NewKey()), HttpStatusCode.BadRequest));
        filing["channel"] = "pc";
        Assert.Equal(["item.unknown"], await CaseOffice.CodesAsync(await CaseOffice.PostAsync(kiosk, "/api/v1/cases", filing, _office.NewKey()), HttpStatusCode.BadRequest));
        Assert.NotNull((await _office.FileAsync(filing))["number"]);
    }

    [Fact]
    public async Task A_draft_is_neither_begun_nor_filed_around_it()
    {
        using var resident = await _office.ResidentAsync();
        var begun = await DraftAsync(resident, "kiosk");
        Assert.Equal(HttpStatusCode.OK, begun.Answer.StatusCode);
        await PublishAsync($$"""{"channels":[{"channel":"kiosk","hiddenItems":["{{CaseOffice.Hygiene}}"]}]}""");

        var late = await DraftAsync(resident, "kiosk");
        Assert.Equal(["item.unknown"], await CaseOffice.CodesAsync(late.Answer, HttpStatusCode.BadRequest));
        Assert.Equal(HttpStatusCode.OK, (await DraftAsync(resident, "mobile")).Answer.StatusCode);
        Assert.Equal(["item.unknown"], await CaseOffice.CodesAsync(await CaseOffice.PostAsync(resident, $"/api/v1/drafts/{begun.Id}/submit", new JsonObject()), HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task The_pages_and_the_window_do_without_it()
    {
        await PublishAsync($$"""{"home":{"featured":["{{CaseOffice.Hygiene}}","{{Registration}}"]},"channels":[{"channel":"pc","hiddenItems":["{{CaseOffice.Hygiene}}"]},{"channel":"window","hiddenItems":["{{Registration}}"]}]}""");
        using var desk = PortalVisitor.Nobody(_office.Server);
        foreach (var page in new[] { "/", "/items" })
        {
            Assert.DoesNotContain($"/items/{CaseOffice.Hygiene}\"", (await desk.OpenAsync($"{page}?locality={CaseOffice.Street}")).Html, StringComparison.Ordinal);
            Assert.Contains($"/items/{Registration}\"", desk.Html, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await desk.OpenAsync($"/items/{CaseOffice.Hygiene}?locality={CaseOffice.Street}")).Status);
        using var resident = await PortalVisitor.SignedInAsync(_office.Server);
        Assert.Equal(HttpStatusCode.NotFound, (await resident.OpenAsync($"/apply/{CaseOffice.Hygiene}?locality={CaseOffice.Street}")).Status);

        using var phone = _office.Server.NewClient();
        phone.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "Mozilla/5.0 (Linux; Android 14) Mobile Safari");
        Assert.Contains($"/items/{CaseOffice.Hygiene}\"", await phone.GetStringAsync($"/?locality={CaseOffice.Street}", Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await phone.GetAsync($"/items/{CaseOffice.Hygiene}?locality={CaseOffice.Street}", Ct)).StatusCode);

        var window = _office.Server.Get<WindowDesk>();
        var clerk = (await _office.Server.Get<IAccounts>().FindStaffAsync("zhang.wei", Ct))!.Value.Actor;
        var street = LocalityCode.Parse(CaseOffice.Street);
        var offer = await window.OfferAsync(clerk, street, Ct);
        Assert.DoesNotContain(offer.Items, i => i.Code == Registration);
        Assert.DoesNotContain(offer.Bundles, b => b.Code == "birth");
        Assert.Contains(offer.Items, i => i.Code == CaseOffice.Hygiene);
        Assert.Equal("item.unknown", Assert.Single((await window.ChooseAsync(clerk, street, Registration, false, Ct)).Problems).Code);
    }

    [Fact]
    public async Task Unknown_items_are_a_hint_and_the_rest_is_told_before_it_is_published()
    {
        var admin = await PaintShop.AdministratorAsync(_office);
        await PaintShop.WriteAsync(_office, admin, SiteName, """{"home":{"featured":["no-such-item"]},"channels":[{"channel":"kiosk","hiddenItems":["neither"]}]}""");
        var workshop = _office.Server.Get<Platform.Model.Editing.IWorkshop>();
        var hints = (await workshop.CheckAsync(admin, SiteName, Ct)).Value;
        Assert.Equal([("home.featured", false), ("channels[0].hiddenItems", false)], hints.Where(f => f.Problem.Code == "site.item").Select(f => (f.Problem.Field!, f.Blocks)));

        await PaintShop.WriteAsync(_office, admin, SiteName, """{"logo":{"image":"data:image/svg+xml;base64,PHN2Zy8+"},"home":null}""");
        Assert.Equal("definition.shape", Assert.Single((await workshop.CheckAsync(admin, SiteName, Ct)).Value, f => f.Blocks).Problem.Code);
        await PaintShop.WriteAsync(_office, admin, SiteName, """{"logo":{"image":"data:image/svg+xml;base64,PHN2Zy8+"}}""");
        Assert.Contains((await _office.Server.Get<IDefinitionEditor>().PublishAsync(admin, SiteName, null, Ct)).Problems, p => p.Code == "site.logo.broken");
    }

    [Fact]
    public async Task Every_page_wears_what_the_nearest_place_says_and_only_that()
    {
        await PublishAsync("""{"name":{"zh-CN":"云端政务","en":"Cloud Services"},"look":"red","contacts":{"hotline":"0571-12345678","organiser":{"zh-CN":"余杭区人民政府"},"icpRecord":"浙ICP备00000001号"}}""");
        using var visitor = PortalVisitor.Nobody(_office.Server);
        await visitor.OpenAsync($"/track?locality={CaseOffice.Street}");
        Assert.Contains("data-look=\"red\"", visitor.Html, StringComparison.Ordinal);
        Assert.Contains("云端政务</title>", visitor.Html, StringComparison.Ordinal);
        Assert.Contains("tel:057112345678", visitor.Html, StringComparison.Ordinal);
        Assert.Contains("主办单位：余杭区人民政府", visitor.Html, StringComparison.Ordinal);
        Assert.Contains("浙ICP备00000001号", visitor.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", visitor.Html, StringComparison.Ordinal);

        // The logo of the province does not show through: the nearest owner counts as a whole.
        Assert.DoesNotContain("<img", visitor.Html, StringComparison.Ordinal);
        await visitor.OpenAsync("/track?locality=3301");
        Assert.Contains("data-look=\"blue\"", visitor.Html, StringComparison.Ordinal);
        Assert.Contains("<img src=\"data:image/svg", visitor.Html, StringComparison.Ordinal);
    }

    private async Task PublishAsync(string json)
    {
        var admin = await PaintShop.AdministratorAsync(_office);
        await PaintShop.WriteAsync(_office, admin, SiteName, json);
        var published = await _office.Server.Get<IDefinitionEditor>().PublishAsync(admin, SiteName, null, Ct);
        Assert.True(published.Succeeded, string.Join("; ", published.Problems.Select(p => p.Code)));
    }

    private async Task<HttpClient> KioskAsync()
    {
        var admin = await _office.AsAsync("he.jie");
        using var answer = await admin.PostAsJsonAsync("/api/v1/api-keys", new { name = "自助机", channel = "kiosk", locality = "330110", days = 30 }, Ct);
        var kiosk = _office.Server.NewClient();
        kiosk.DefaultRequestHeaders.Add("X-Api-Key", (await CaseOffice.ReadAsync(answer, HttpStatusCode.Created))["key"]!.GetValue<string>());
        return kiosk;
    }

    private async Task<(Guid Id, HttpResponseMessage Answer)> DraftAsync(HttpClient resident, string channel)
    {
        var id = new Guid(++_drafts, 0, 0, new byte[8]);
        return (id, await resident.PutAsJsonAsync($"/api/v1/drafts/{id}", new { locality = CaseOffice.Street, item = CaseOffice.Hygiene, channel }, Ct));
    }

    private static async Task<string[]> CodesAsync(HttpClient client, string path) => [.. (await CaseOffice.GetAsync(client, path))["items"]!.AsArray().Select(i => i!["code"]!.GetValue<string>())];
}
