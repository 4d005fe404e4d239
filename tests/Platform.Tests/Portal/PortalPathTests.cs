using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Platform.Tests.Hosting;

namespace Platform.Tests.Portal;

/// <summary>The resident's way through the pages, with script switched off.</summary>
public sealed partial class PortalPathTests : IAsyncLifetime
{
    private const string Street = "330110012";
    private static readonly byte[] Pdf = Encoding.ASCII.GetBytes("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n");
    private static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(demo: true);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("/")]
    [InlineData("/items")]
    [InlineData("/items?q=卫生&theme=health&audience=2")]
    [InlineData("/items/public-place-hygiene-permit")]
    [InlineData("/track")]
    public async Task Anybody_reads_the_public_pages(string url)
    {
        using var nobody = await PortalVisitor.Nobody(_server).OpenAsync(url);

        Assert.Equal(HttpStatusCode.OK, nobody.Status);
        Assert.Contains("<h1>", nobody.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("blazor.web", nobody.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/items/no-such-item", HttpStatusCode.NotFound)]
    [InlineData("/no/such/page", HttpStatusCode.NotFound)]
    [InlineData("/cases/123?code=WRONG", HttpStatusCode.NotFound)]
    [InlineData("/cases/123/receipt?code=WRONG", HttpStatusCode.NotFound)]
    public async Task What_is_not_there_is_a_page_that_says_so(string url, HttpStatusCode status)
    {
        using var nobody = await PortalVisitor.Nobody(_server).OpenAsync(url);

        Assert.Equal(status, nobody.Status);
        Assert.Contains("没有找到这个页面", nobody.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/my/cases")]
    [InlineData("/apply/public-place-hygiene-permit?s.placeType=bath")]
    [InlineData("/cases/113301100025100129202603020001")]
    public async Task A_visitor_is_sent_to_sign_in_and_back(string url)
    {
        using var client = _server.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Accept.ParseAdd("text/html");
        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.EndsWith($"/sign-in?back={Uri.EscapeDataString(url)}", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_entries_only_those_that_differ_are_sent_again()
    {
        using var visitor = await PortalVisitor.SignedInAsync(_server);
        var page = await visitor.BeginAsync(_server.Get<Platform.Model.IIdSource>().Next(), "public-place-hygiene-permit", "place", new JsonObject
        {
            ["rooms"] = new JsonArray([.. Enumerable.Range(1, 3).Select(i => (JsonNode)new JsonObject { ["roomName"] = $"房间{i}", ["purpose"] = "service", ["area"] = i })]),
        });
        string[] Same() => [.. Regex.Matches(visitor.Html, "id=\"(f-rooms-\\d)\" data-same").Select(m => m.Groups[1].Value)];
        string Marks() => string.Join(' ', Regex.Matches(visitor.Html, "data-mark=\"([0-9a-f]+)\"").Select(m => m.Groups[1].Value));
        var first = Marks();
        Assert.Equal(3, first.Split(' ').Length);

        for (var twice = 0; twice < 2; twice++)
        {
            await visitor.OpenAsync(page);
            await visitor.Fill("known", first).Fill("a.rooms[1].area", "20").PressAsync("refresh");
            Assert.Equal(["f-rooms-0", "f-rooms-2"], Same());
            Assert.Contains("name=\"a.rooms[1].area\" value=\"20\"", visitor.Html, StringComparison.Ordinal);
            Assert.Matches("<output[^>]*>24", visitor.Html);
            Assert.DoesNotContain(Marks(), first, StringComparison.Ordinal);
        }

        // Who names none gets all; so does who reads the page, or goes on.
        await visitor.OpenAsync(page);
        await visitor.Fill("a.rooms[1].area", "20").PressAsync("refresh");
        Assert.Empty(Same());
        await visitor.OpenAsync(page);
        await visitor.Fill("known", first).PressAsync("next");
        Assert.Empty(Same());
        Assert.Equal(3, Marks().Split(' ').Length);

        // The same answers in another language are shown otherwise.
        await visitor.OpenAsync($"/lang/en?back={Uri.EscapeDataString(page)}");
        await visitor.OpenAsync(page);
        Assert.Empty(Marks().Split(' ').Intersect(first.Split(' ')));
    }

    [Fact]
    public async Task The_guide_computes_the_materials_from_the_scenario()
    {
        using var nobody = await PortalVisitor.Nobody(_server).OpenAsync($"/items/elderly-card?locality={Street}&s.household=local&s.agent=self");
        var alone = Regex.Count(nobody.Html, "<th scope=\"row\">");
        await nobody.OpenAsync($"/items/elderly-card?locality={Street}&s.household=other&s.agent=agent");

        Assert.Equal(2, alone);
        Assert.Equal(4, Regex.Count(nobody.Html, "<th scope=\"row\">"));
        Assert.Contains($"/apply/elderly-card?s.agent=agent&amp;s.household=other", nobody.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_resident_files_follows_and_withdraws_without_script()
    {
        using var resident = await SignInAtStreetAsync();
        await BeginAsync(resident);
        await FillAsync(resident);
        await resident.PressAsync("next");
        Assert.EndsWith("/materials", resident.At, StringComparison.Ordinal);

        await resident.Attach("mu.identity-card", "身份证.pdf", Pdf).Attach("mu.photo", "照片.png", Png).PressAsync("next");
        Assert.EndsWith("/review", resident.At, StringComparison.Ordinal);
        Assert.Contains("身份证.pdf", resident.Html, StringComparison.Ordinal);
        await resident.PressAsync("next");
        Assert.Contains("请阅读并勾选声明", resident.Errors, StringComparison.Ordinal);
        await resident.Fill("declare", "true").PressAsync("next");

        Assert.EndsWith("/receipt", resident.At, StringComparison.Ordinal);
        var numbers = Numbers().Matches(resident.Html).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(2, numbers.Count);

        using var nobody = await PortalVisitor.Nobody(_server).OpenAsync("/track");
        await nobody.Fill("number", numbers[0]).Fill("code", "NOT-THE-CODE").PressAsync("find");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, nobody.Status);
        await nobody.Fill("number", numbers[0]).Fill("code", numbers[1]).PressAsync("find");
        Assert.Equal($"/cases/{numbers[0]}?code={numbers[1]}", nobody.At);
        Assert.DoesNotContain("330110195803120004", nobody.Html, StringComparison.Ordinal);

        await resident.OpenAsync($"/cases/{numbers[0]}/withdraw");
        await resident.Fill("reason", "填错了").PressAsync("withdraw");
        Assert.Contains("申请已撤回", resident.Html, StringComparison.Ordinal);
        await resident.OpenAsync($"/cases/{numbers[0]}/withdraw");
        Assert.Equal(HttpStatusCode.NotFound, resident.Status);
    }

    [Fact]
    public async Task Sending_the_review_page_twice_gives_one_case()
    {
        using var resident = await SignInAtStreetAsync();
        await BeginAsync(resident);
        await FillAsync(resident);
        await resident.PressAsync("next");
        await resident.Attach("mu.identity-card", "身份证.pdf", Pdf).Attach("mu.photo", "照片.png", Png).PressAsync("next");
        var review = (resident.At, resident.Html);
        await resident.Fill("declare", "true").PressAsync("next");
        var number = Numbers().Match(resident.Html).Groups[1].Value;

        await resident.OpenAsync(review.At);
        Assert.Equal(HttpStatusCode.NotFound, resident.Status);
        await resident.OpenAsync("/my/cases");
        Assert.Equal(1, Regex.Count(resident.Html, $"href=\"/cases/{number}\""));
    }

    [Fact]
    public async Task Wrong_answers_are_named_at_their_fields_and_kept()
    {
        using var resident = await SignInAtStreetAsync();
        await BeginAsync(resident);
        await FillAsync(resident, household: "other");
        await resident.Fill("a.idNumber", "510105198804125814").PressAsync("next");

        // The answer brought a question that the page had not shown: it is asked, not complained about.
        Assert.EndsWith("/pages/person", resident.At, StringComparison.Ordinal);
        Assert.Contains("本页增加了需要填写的内容", resident.Html, StringComparison.Ordinal);
        Assert.Contains("name=\"a.residentSince\"", resident.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("在本地居住", resident.Errors, StringComparison.Ordinal);
        Assert.Matches("id=\"f-idNumber-e\"", resident.Html);
        Assert.Matches("aria-describedby=\"[^\"]*f-idNumber-e\"", resident.Html);
        Assert.Contains("value=\"510105198804125814\"", resident.Html, StringComparison.Ordinal);

        await resident.OpenAsync(resident.At);
        Assert.Contains("value=\"510105198804125814\"", resident.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_refused_loses_no_answer()
    {
        using var resident = await SignInAtStreetAsync("public-place-hygiene-permit");
        await BeginAsync(resident, "public-place-hygiene-permit", ("s.placeType", null), ("s.centralAir", null), ("s.agent", null));
        await resident.OpenAsync(Regex.Replace(resident.At, "/pages/.*", "/pages/staff"));
        await resident.Fill("a.remarks", "请尽快办理").Attach("u.photos", "脚本.pdf", "<script>alert(1)</script>"u8.ToArray()).PressAsync("next");

        Assert.Contains("summary-box", resident.Html, StringComparison.Ordinal);
        await resident.OpenAsync(resident.At);
        Assert.Contains("请尽快办理", resident.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_a_type_the_material_does_not_take_is_refused_at_once()
    {
        using var resident = await SignInAtStreetAsync();
        await BeginAsync(resident);
        await FillAsync(resident);
        await resident.PressAsync("next");
        await resident.Attach("mu.identity-card", "身份证.pdf", Pdf).Attach("mu.photo", "照片.pdf", Pdf).PressAsync("upload");

        Assert.EndsWith("/materials", resident.At, StringComparison.Ordinal);
        Assert.Contains("照片.pdf", resident.Errors, StringComparison.Ordinal);
        Assert.Contains("身份证.pdf", resident.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_hundred_rows_are_saved_and_shown()
    {
        using var resident = await SignInAtStreetAsync("public-place-hygiene-permit");
        await BeginAsync(resident, "public-place-hygiene-permit", ("s.placeType", null), ("s.centralAir", null), ("s.agent", null));
        await resident.OpenAsync(Regex.Replace(resident.At, "/pages/.*", "/pages/staff"));
        for (var i = 0; i < 200; i++)
        {
            resident.Fill($"a.employees[{i}].name", $"员工{i}").Fill($"a.employees[{i}].idNumber", "11010519491231002X").Fill($"a.employees[{i}].post", "")
                .Fill($"a.employees[{i}].certificateNo", $"HZ-{i:000}").Fill($"a.employees[{i}].certificateUntil", "2027-01-01");
        }

        await resident.PressAsync("down:employees[0]");

        Assert.Equal(HttpStatusCode.OK, resident.Status);
        Assert.Equal(200, Regex.Count(resident.Html, "name=\"a.employees\\[\\d+\\].name\""));
        Assert.Matches("name=\"a.employees\\[0\\].name\" value=\"员工1\"", resident.Html);
    }

    [Fact]
    public async Task A_page_from_before_a_change_elsewhere_overwrites_nothing()
    {
        using var resident = await SignInAtStreetAsync();
        await BeginAsync(resident);
        var page = resident.At;
        using var elsewhere = await PortalVisitor.SignedInAsync(_server, "13800000001", "demo-Resident-1");
        await elsewhere.OpenAsync(page);
        await elsewhere.Fill("a.remarks", "另一台设备").PressAsync("leave");

        await resident.Fill("a.contactName", "李强").PressAsync("leave");

        Assert.Contains("刚刚在别处", resident.Html, StringComparison.Ordinal);
        Assert.Contains("value=\"李强\"", resident.Html, StringComparison.Ordinal);
        await elsewhere.OpenAsync(page);
        Assert.Contains("另一台设备", elsewhere.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"李强\"", elsewhere.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_of_somebody_else_does_not_exist()
    {
        using var resident = await SignInAtStreetAsync();
        await BeginAsync(resident);
        using var other = await PortalVisitor.SignedInAsync(_server);

        await other.OpenAsync(resident.At);

        Assert.Equal(HttpStatusCode.NotFound, other.Status);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused_with_a_page()
    {
        using var resident = await SignInAtStreetAsync();
        await BeginAsync(resident);
        await resident.Fill("__RequestVerificationToken", "forged").PressAsync("next");

        Assert.Equal(HttpStatusCode.BadRequest, resident.Status);
        Assert.Contains("页面已过期", resident.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Script_in_answers_is_shown_as_text()
    {
        using var resident = await SignInAtStreetAsync();
        await BeginAsync(resident);
        await resident.Fill("a.remarks", "</textarea><script>alert(1)</script>").PressAsync("leave");
        await resident.OpenAsync("/my/cases");
        var draft = Regex.Match(resident.Html, "/drafts/[0-9a-f-]{36}").Value;
        await resident.OpenAsync($"{draft}/review");

        Assert.DoesNotContain("<script>alert", resident.Html, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", resident.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Residents_pages_allow_no_inline_script_or_style()
    {
        using var client = _server.NewClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/items");
        request.Headers.Accept.ParseAdd("text/html");
        using var answer = await client.SendAsync(request);
        var html = await answer.Content.ReadAsStringAsync();

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", policy, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=", html, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"<script(?![^>]*src=)", html);
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task English_pages_are_English()
    {
        using var nobody = await PortalVisitor.Nobody(_server).OpenAsync("/lang/en?back=%2Ftrack");

        Assert.Contains("<html lang=\"en\"", nobody.Html, StringComparison.Ordinal);
        Assert.Contains("Track an application", nobody.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("查询办件进度", nobody.Html, StringComparison.Ordinal);
    }

    /// <summary>王芳 is old enough for the card; the street is chosen by cookie.</summary>
    private async Task<PortalVisitor> SignInAtStreetAsync(string item = "elderly-card")
    {
        var resident = await PortalVisitor.SignedInAsync(_server, "13800000001", "demo-Resident-1");
        return await resident.OpenAsync($"/preferences?locality={(item == "elderly-card" ? Street : "330110")}&back=%2F");
    }

    /// <summary>From the start page over the applicant to the first page of the form.</summary>
    private static async Task BeginAsync(PortalVisitor resident, string item = "elderly-card", params (string Name, string? Value)[] scenario)
    {
        scenario = scenario.Length > 0 ? scenario : [("s.household", "local"), ("s.agent", "self")];
        await resident.OpenAsync($"/apply/{item}");
        for (var tries = 0; tries < 3 && resident.At.StartsWith("/apply", StringComparison.Ordinal); tries++)
        {
            foreach (var (name, value) in scenario)
            {
                if ((value ?? Regex.Match(resident.Html, $"name=\"{Regex.Escape(name)}\" value=\"([^\"]+)\"").Groups[1].Value) is { Length: > 0 } option)
                {
                    resident.Fill(name, option);
                }
            }

            foreach (var name in Regex.Matches(resident.Html, "name=\"(s\\.[^\"]+)\"").Select(m => m.Groups[1].Value).Distinct().Where(n => scenario.All(s => s.Name != n)))
            {
                resident.Fill(name, Regex.Match(resident.Html, $"name=\"{Regex.Escape(name)}\" value=\"([^\"]+)\"").Groups[1].Value);
            }

            await resident.PressAsync("start");
        }

        Assert.EndsWith("/applicant", resident.At, StringComparison.Ordinal);
        await resident.PressAsync("next");
        Assert.True(resident.At.Contains("/pages/", StringComparison.Ordinal), resident.Errors);
    }

    private static Task<PortalVisitor> FillAsync(PortalVisitor resident, string household = "local")
    {
        resident.Fill("a.home.division", "330110012001").Fill("a.home.detail", "绿汀路 1 号").Fill("a.household", household).Fill("a.pickup", "window").Fill("a.truthful", "true");
        return Task.FromResult(resident);
    }

    [GeneratedRegex("class=\"receipt-numbers\">([^<]+)<")]
    private static partial Regex Numbers();
}
