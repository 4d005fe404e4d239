using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Platform.Tests.Cases;

namespace Platform.BrowserTests;

/// <summary>Who runs a place makes a calculated answer without writing JSON, and sees what it gives.</summary>
[Collection(nameof(Site))]
public sealed class FormulaTests(Site site)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_mean_over_the_entries_of_a_list_is_built_and_computed(bool byMouse)
    {
        var key = byMouse ? "formula-mouse" : "formula-keys";
        var office = await site.Office.AsAsync("he.jie");
        using var saved = await office.PutAsJsonAsync($"/api/v1/definitions/form/{key}?locality=330110", JsonNode.Parse($$$"""
            {"key":"{{{key}}}","title":{"zh-CN":"低保","en":"Allowance"},"pages":[
              {"key":"one","title":{"zh-CN":"家庭","en":"Household"},"sections":[{"key":"s1","title":{"zh-CN":"成员","en":"Members"},"elements":[
                {"key":"members","type":"repeat","label":{"zh-CN":"家庭成员","en":"Members"},"minItems":1,"maxItems":5,"elements":[
                  {"key":"name","type":"text","label":{"zh-CN":"姓名","en":"Name"}},
                  {"key":"income","type":"number","label":{"zh-CN":"月收入","en":"Monthly income"}}]},
                {"key":"total","type":"number","label":{"zh-CN":"人均月收入","en":"Income per head"},"decimals":2}]}]}]}
            """), TestContext.Current.CancellationToken);
        await CaseOffice.ReadAsync(saved);

        await using var admin = await site.VisitAsync("formula", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync($"/designer/form/{key}?locality=330110");
        var page = admin.Page;
        var hand = new Hand(page, byMouse);
        var preview = page.FrameLocator("[data-testid=preview]");
        await preview.Locator("[name='a.members[0].income']").FillAsync("72");
        await page.Locator("[data-testid=node][data-key=total]").ClickAsync();

        // The sum over the members, of their income, of those that have any.
        await hand.PressAsync("[data-testid=formula-add]");
        await Assertions.Expect(page.Locator("[data-testid=part-kind]")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("[data-testid=part-fault]")).ToHaveTextAsync("这里没有合适的问题；可以改选其他来源");
        await Hand.ChooseAsync(page.Locator("[data-testid=part-kind]"), "sum");
        await Assertions.Expect(page.Locator("[data-testid=part-kind]").First).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("[data-testid=part-repeat]")).ToHaveValueAsync("members");
        await Hand.ChooseAsync(page.Locator("[data-testid=part-field]"), "income");
        await hand.PressAsync(".formula [data-testid=condition-add]");
        var row = page.Locator(".formula [data-testid=row]");
        await Hand.ChooseAsync(row.Locator("select").Nth(0), "income");
        await Hand.ChooseAsync(row.Locator("select").Nth(1), "greater");
        await hand.TypeAsync(row.Locator("input[type=text]"), "0");

        // Divided by how many there are.
        await hand.PressAsync(page.Locator(".formula [data-testid=part-menu] > summary").First);
        await hand.PressAsync(page.Locator("[data-testid=wrap-div]").First);
        var right = page.Locator("[data-testid=part-kind]").Last;
        await Assertions.Expect(right).ToBeFocusedAsync();
        await Hand.ChooseAsync(right, "count");
        await Assertions.Expect(right).ToBeFocusedAsync();

        await Assertions.Expect(page.Locator("[data-testid=formula-sentence]")).ToHaveTextAsync("（‘家庭成员’中‘月收入’大于0的各项的‘月收入’之和） ÷ ‘家庭成员’的项数；除数为零时为空");
        await Assertions.Expect(preview.Locator("#f-total output")).ToHaveTextAsync("72");
        await Assertions.Expect(page.Locator("[data-testid=formula-result]")).ToContainTextAsync("72");
        await admin.LookAsync(byMouse ? "built" : "built-by-keys");

        // Step by step back, and forth again.
        await page.Locator("[data-ctrl=z]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-testid=part][data-op=count]")).ToHaveCountAsync(0);
        await page.Locator("[data-ctrl=z]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-testid=part][data-op=div]")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("[data-testid=part][data-op=sum]")).ToBeVisibleAsync();
        await page.Locator("[data-ctrl=y]").ClickAsync();
        await page.Locator("[data-ctrl=y]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-testid=part][data-op=count]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("[data-testid=formula-result]")).ToContainTextAsync("72");

        // The first side goes, the other stays; the whole goes, and it is asked for again.
        await hand.PressAsync(page.Locator("[data-testid=part][data-op=sum] [data-testid=part-remove]").First);
        await Assertions.Expect(page.Locator("[data-testid=part]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("[data-testid=part-kind]")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("[data-testid=part-kind]")).ToHaveValueAsync("count");
        await hand.PressAsync("[data-testid=part-remove]");
        await Assertions.Expect(page.Locator("[data-testid=formula-add]")).ToBeFocusedAsync();
        admin.AssertContent();
    }

    [Fact]
    public async Task Parts_are_moved_with_the_keyboard_and_what_is_not_known_stays_as_it_is()
    {
        var office = await site.Office.AsAsync("he.jie");
        using var saved = await office.PutAsJsonAsync("/api/v1/definitions/form/formula-parts?locality=330110", JsonNode.Parse("""
            {"key":"formula-parts","title":{"zh-CN":"面积","en":"Area"},"pages":[
              {"key":"one","title":{"zh-CN":"面积","en":"Area"},"sections":[{"key":"s1","title":{"zh-CN":"面积","en":"Area"},"elements":[
                {"key":"a","type":"number","label":{"zh-CN":"客房","en":"Rooms"}},
                {"key":"b","type":"number","label":{"zh-CN":"厨房","en":"Kitchen"}},
                {"key":"total","type":"number","label":{"zh-CN":"合计","en":"Total"},
                  "calculated":{"op":"add","x-law":"5","operands":[{"op":"field","field":"a"},{"op":"field","field":"b"},{"op":"literal","value":3}]}}]}]}]}
            """), TestContext.Current.CancellationToken);
        await CaseOffice.ReadAsync(saved);

        await using var admin = await site.VisitAsync("formula-parts", Device.Handset);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync("/designer/form/formula-parts?locality=330110");
        var page = admin.Page;
        await page.Locator("[data-testid=node][data-key=total]").ClickAsync();
        var sentence = page.Locator("[data-testid=formula-sentence]");
        await Assertions.Expect(sentence).ToHaveTextAsync("‘客房’ + ‘厨房’ + 3");

        await page.Locator("[data-testid=part-field]").First.FocusAsync();
        await page.Keyboard.PressAsync("Alt+ArrowDown");
        await Assertions.Expect(sentence).ToHaveTextAsync("‘厨房’ + ‘客房’ + 3");
        await Assertions.Expect(page.Locator("[data-testid=part-kind]").Nth(2)).ToBeFocusedAsync();
        await Hand.ChooseAsync(page.Locator("[data-testid=part-kind]").First, "mul");
        await Assertions.Expect(sentence).ToHaveTextAsync("‘厨房’ × ‘客房’ × 3；‘厨房’或‘客房’未填写时为空");
        await page.Locator("[data-testid=part-menu] > summary").Nth(3).ClickAsync();
        await admin.LookAsync("parts");
        await page.Locator("[data-testid=part]").Nth(3).Locator("[data-testid=wrap-if]").ClickAsync();
        await Assertions.Expect(page.Locator(".formula [data-testid=row] select").First).ToBeFocusedAsync();
        await admin.LookAsync("only-if");
        await page.Locator("[data-testid=part]").Nth(4).Locator("summary").ClickAsync();
        await page.Locator("[data-testid=part]").Nth(4).Locator("[data-testid=lift]").ClickAsync();
        await Assertions.Expect(sentence).ToHaveTextAsync("‘厨房’ × ‘客房’ × 3；‘厨房’或‘客房’未填写时为空");
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        var draft = await office.GetStringAsync(new Uri("/api/v1/definitions/form/formula-parts?locality=330110&state=draft", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("x-law", draft, StringComparison.Ordinal);
        admin.AssertContent();
    }
}
