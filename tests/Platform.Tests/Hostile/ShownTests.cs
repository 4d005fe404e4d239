using System.Net;
using System.Text.Json.Nodes;
using Platform.Tests.Cases;
using Platform.Tests.Identity;

namespace Platform.Tests.Hostile;

/// <summary>What somebody typed is shown as they typed it, wherever it is shown: it never becomes markup, template or statement.</summary>
public sealed class ShownTests(CaseOffice office) : IClassFixture<CaseOffice>
{
    [Theory]
    [InlineData(HostileText.Script)]
    [InlineData(HostileText.Attribute)]
    [InlineData(HostileText.Sql)]
    [InlineData("{{ case.number }}{% if true %}yes{% endif %}")]
    [InlineData(HostileText.JavaScript)]
    public async Task Text_is_escaped_in_documents_pages_and_messages(string text)
    {
        var resident = await office.ResidentAsync();
        var filing = await CaseOffice.FilingAsync(resident);
        filing["answers"]!["unitName"] = text;
        filing["answers"]!["remarks"] = text + "\n第二行";
        var number = (await office.FileAsync(filing))["number"]!.GetValue<string>();
        await office.CompleteAsync("li.na", number, "Accept");
        await office.CompleteAsync("wang.lei", number, "Pass", opinion: text);
        await office.CompleteAsync("liu.yang", number, "Pass", opinion: text);
        await office.CompleteAsync("chen.jing", number, "Grant", opinion: text);

        var pages = new Dictionary<string, string>();
        var documents = await CaseOffice.GetAsync(resident, $"/api/v1/cases/{number}/documents");
        foreach (var document in documents["items"]!.AsArray())
        {
            pages[document!["kind"]!.GetValue<string>()] = await resident.GetStringAsync($"/api/v1/cases/{number}/documents/{document["id"]}");
        }

        using var own = await SignInAsync(CaseOffice.Resident);
        foreach (var path in (string[])[$"/cases/{number}", $"/cases/{number}/receipt", "/my/cases", "/inbox"])
        {
            pages[path] = await PageAsync(own, path);
        }

        using var staff = await SignInAsync("wang.lei");
        foreach (var path in (string[])["/workbench", $"/workbench/cases?q={number}", $"/workbench/cases/{number}"])
        {
            pages[path] = await PageAsync(staff, path);
        }

        // Where it is known to be shown, it is shown whole, and nowhere as markup.
        Assert.Contains(text, WebUtility.HtmlDecode(pages["application"]), StringComparison.Ordinal);
        Assert.Contains(text, WebUtility.HtmlDecode(pages[$"/cases/{number}"]), StringComparison.Ordinal);
        Assert.All(pages, page =>
        {
            Assert.DoesNotContain("<script>alert", page.Value, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("\" autofocus onfocus=\"", page.Value, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("4949", WithoutIds(page.Value), StringComparison.Ordinal);
            Assert.DoesNotContain($"{number}yes", page.Value, StringComparison.Ordinal);
        });
        var seen = await office.CaseAsync(number);
        Assert.Equal(text, seen["answers"]!["unitName"]!.GetValue<string>());
    }

    /// <summary>Ids and digests hold any figures.</summary>
    private static string WithoutIds(string page) => System.Text.RegularExpressions.Regex.Replace(page, "[0-9a-f-]{12,}", "#", System.Text.RegularExpressions.RegexOptions.IgnoreCase);

    [Fact]
    public async Task Nonsense_in_addresses_of_pages_breaks_none()
    {
        using var resident = await SignInAsync(CaseOffice.Resident);
        using var staff = await SignInAsync("sun.li");
        using var admin = await SignInAsync("admin");
        var questions =
            from value in HostileText.All.Select(Uri.EscapeDataString)
            from question in new (Browser, string)[]
            {
                (resident, $"/?q={value}&lang={value}"), (resident, $"/items?q={value}&category={value}&page={value}&cursor={value}"), (resident, $"/track?number={value}&code={value}"),
                (resident, $"/items/public-place-hygiene-permit?placeType={value}&locality={value}"), (resident, $"/inbox?cursor={value}"), (resident, $"/my/cases?cursor={value}&state={value}"),
                (resident, $"/sign-in?back={value}"), (resident, $"/verify?number={value}&hash={value}"), (resident, $"/preferences?text={value}&locality={value}&back={value}"),
                (resident, $"/lang/en?back={value}"), (resident, $"/cases/1/rate?code={value}"),
                (staff, $"/workbench?q={value}&scope={value}&sort={value}&cursor={value}"), (staff, $"/workbench/cases?q={value}&state={value}&item={value}&cursor={value}"),
                (admin, $"/admin/users?q={value}&search={value}&cursor={value}"), (admin, $"/admin/audit?actor={value}&from={value}&cursor={value}"),
            }
            select question;
        var bad = new List<string>();
        foreach (var (browser, path) in questions)
        {
            await browser.OpenAsync(path);
            if ((int)browser.Status >= 500 || browser.Html.Contains("<script>alert", StringComparison.Ordinal) || browser.Html.Contains("\" autofocus onfocus=\"", StringComparison.Ordinal))
            {
                bad.Add($"{path}: {(int)browser.Status}");
            }
        }

        Assert.True(bad.Count == 0, string.Join(Environment.NewLine, bad.Take(60)));
    }

    private async Task<Browser> SignInAsync(string user)
    {
        var browser = new Browser(office.Server);
        await browser.OpenAsync("/sign-in");
        await browser.PostAsync("sign-in", ("Input.User", user), ("Input.Password", DemoPeople.PasswordOf(user)));
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        return browser;
    }

    private static async Task<string> PageAsync(Browser browser, string path)
    {
        await browser.OpenAsync(path);
        Assert.True(browser.Status == HttpStatusCode.OK, $"{path}: {(int)browser.Status}");
        Assert.StartsWith(path.Split('?')[0], browser.Path, StringComparison.Ordinal);
        return browser.Html;
    }
}
