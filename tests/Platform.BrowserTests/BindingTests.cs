using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Platform.Tests.Cases;

namespace Platform.BrowserTests;

/// <summary>What a connection sends and gets is said in rows and boxes, without writing JSON.</summary>
[Collection(nameof(Site))]
public sealed class BindingTests(Site site)
{
    [Fact]
    public async Task Input_defaults_and_mapping_of_an_operation_are_typed_by_what_is_known()
    {
        var office = await site.Office.AsAsync("he.jie");
        using var saved = await office.PutAsJsonAsync("/api/v1/definitions/connectorBinding/text-people?locality=330110", JsonNode.Parse("""
            {"name":{"zh-CN":"短信","en":"Text message"},"connector":"sms","operations":{"tell":{"operation":"send","request":{"/phone":"/person/phone","/text":"/words"}}}}
            """), TestContext.Current.CancellationToken);
        await CaseOffice.ReadAsync(saved);

        await using var admin = await site.VisitAsync("binding-rows", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync("/designer/connectorBinding/text-people?locality=330110");
        var page = admin.Page;
        await page.Locator("[data-testid=list-operations] .card-toggle").ClickAsync();

        // What is wrong with a line is said at the line, before anything is checked.
        var request = page.Locator("[data-testid='member-operations.tell.request']");
        await request.Locator("input").Nth(3).FillAsync("text");
        await Assertions.Expect(request.Locator("[data-testid=line-wrong]")).ToHaveCountAsync(1);
        await request.Locator("input").Nth(3).FillAsync("/text");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(request.Locator("[data-testid=line-wrong]")).ToHaveCountAsync(0);
        Assert.Equal(["/phone", "/text"], await request.Locator("datalist").First.Locator("option").EvaluateAllAsync<string[]>("all => all.map(o => o.value)"));

        // What a flow has to give: two members by keyboard, one of them needed.
        var input = page.Locator("[data-testid='member-operations.tell.input']");
        foreach (var name in new[] { "person", "text" })
        {
            await input.Locator("[data-add]").Last.FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            var box = input.Locator("[data-testid=entry] input[type=text]").Last;
            await Assertions.Expect(box).ToBeFocusedAsync();
            await page.Keyboard.TypeAsync(name);
            await page.Keyboard.PressAsync("Tab");
        }

        await input.Locator("[data-testid=schema-type]").First.SelectOptionAsync("object");
        await Assertions.Expect(input.Locator("[data-testid='schema-operations.tell.input.properties.person']")).ToBeVisibleAsync();
        await input.Locator("input[type=checkbox]").Last.CheckAsync();
        await Assertions.Expect(request.Locator("datalist").Last.Locator("option[value='/person']")).ToHaveCountAsync(1);

        // What counts where it does not, in the box of its type.
        var text = page.Locator("[data-testid='member-operations.tell.defaults.text'] input");
        await text.FillAsync("请带好证件");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        await admin.LookAsync("rows");
        await page.SetViewportSizeAsync(390, 844);
        await admin.LookAsync("rows-narrow");

        var draft = JsonNode.Parse(await office.GetStringAsync(new Uri("/api/v1/definitions/connectorBinding/text-people?locality=330110&state=draft", UriKind.Relative), TestContext.Current.CancellationToken))!;
        Assert.Equal(
            """{"operation":"send","request":{"/phone":"/person/phone","/text":"/text"},"input":{"type":"object","properties":{"person":{"type":"object"},"text":{"type":"string"}},"required":["text"]},"defaults":{"text":"请带好证件"}}""",
            draft["operations"]!["tell"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        admin.AssertContent();
    }
}
