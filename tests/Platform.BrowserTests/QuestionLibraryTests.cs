using Microsoft.Playwright;
using Platform.Tests.Cases;

namespace Platform.BrowserTests;

/// <summary>A local administrator and the library of questions, by keyboard; and what residents see of it.</summary>
[Collection(nameof(Site))]
public sealed class QuestionLibraryTests(Site site)
{
    private const string FormAddress = "/designer/form/library-form?locality=330110";

    [Fact]
    public async Task A_question_is_asked_changed_with_its_impact_seen_and_reaches_the_portal()
    {
        await using var admin = await site.VisitAsync("library", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync(FormAddress);
        var (page, keys) = (admin.Page, admin.Page.Keyboard);
        await page.Locator("[data-testid=library] summary").FocusAsync();
        await keys.PressAsync("Enter");
        await keys.PressAsync("Tab");
        await Assertions.Expect(page.Locator("[data-testid=library-search]")).ToBeFocusedAsync();
        await keys.TypeAsync("电话");
        await Assertions.Expect(page.Locator(".library-list li")).ToHaveCountAsync(1);
        await admin.LookAsync("found");
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=node][data-key=phone]")).ToContainTextAsync("联系电话");
        await Assertions.Expect(page.Locator("#node-key")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("[data-testid=asked]")).ToContainTextAsync("联系电话");
        foreach (var part in new[] { "page1", "section1" })
        {
            await page.Locator($"[data-testid=node][data-key={part}]").FocusAsync();
            await page.FocusAsync(".form-properties [id$='_title-zh-CN']");
            await keys.TypeAsync("基本情况");
            await keys.PressAsync("Tab");
        }

        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        await Assertions.Expect(page.FrameLocator("[data-testid=preview]").Locator("body")).ToContainTextAsync("联系电话");
        await page.Locator("[data-testid=node][data-key=phone]").FocusAsync();
        await admin.LookAsync("asked");

        await page.Locator("[data-testid=reference-Question]").FocusAsync();
        await keys.PressAsync("Enter");
        await page.WaitForURLAsync("**/designer/question/contact-phone**");
        await page.FocusAsync("#e-field_hint-zh-CN");
        await keys.TypeAsync("办理进度会发到这个号码。");
        await keys.PressAsync("Tab");
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        await Assertions.Expect(page.FrameLocator("[data-testid=preview]").Locator("body")).ToContainTextAsync("办理进度会发到这个号码。");
        await Assertions.Expect(page.Locator("[data-testid=impact]")).ToContainTextAsync("老年人优待证");
        await admin.LookAsync("question");
        await page.Locator("[data-testid=view-publish]").FocusAsync();
        await keys.PressAsync("Enter");
        await page.Locator("[data-testid=impact] details summary").FocusAsync();
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=impact-items]")).ToContainTextAsync("老年人优待证");
        await admin.LookAsync("impact");
        await page.Locator("[data-testid=publish]").FocusAsync();
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=active]")).ToBeVisibleAsync();
        admin.AssertContent();

        await using var resident = await site.VisitAsync("asked", Device.Handset);
        await resident.OpenAsync($"/preferences?locality={CaseOffice.Street}&back=%2F");
        await resident.SignInAsync(CaseOffice.Resident, "demo-Resident-1");
        await resident.OpenAsync("/apply/elderly-card");
        foreach (var question in await resident.Page.Locator("fieldset:has([name^='s.'])").AllAsync())
        {
            await question.Locator("input").First.CheckAsync();
        }

        await resident.PressAsync("button[value=start]");
        await resident.FillAsync(CaseOffice.Answers());
        await resident.PressAsync("#wizard .actions button.primary");
        await Assertions.Expect(resident.Page.Locator("main")).ToContainTextAsync("办理进度会发到这个号码。");
        await resident.LookAsync("person");
        resident.AssertContent();
    }

    [Fact]
    public async Task A_field_goes_into_the_library_and_comes_out_again_by_keyboard()
    {
        await using var admin = await site.VisitAsync("share", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.WriteDefinitionAsync("form/sharing-form", """
            {"key":"sharing-form","title":{"zh-CN":"分享","en":"Sharing"},"pages":[{"key":"p","title":{"zh-CN":"页","en":"Page"},"sections":[{"key":"s","title":{"zh-CN":"节","en":"Section"},
            "elements":[{"key":"houseArea","type":"number","label":{"zh-CN":"住房面积","en":"Floor area"},"required":true,"max":900}]}]}]}
            """);
        await admin.OpenAsync("/designer/form/sharing-form?locality=330110");
        var (page, keys) = (admin.Page, admin.Page.Keyboard);
        var node = page.Locator("[data-testid=node][data-key=houseArea]");
        await node.FocusAsync();
        await page.Locator("[data-testid=share] summary").FocusAsync();
        await keys.PressAsync("Enter");
        await keys.PressAsync("Tab");
        await Assertions.Expect(page.Locator("[data-testid=share-key]")).ToHaveValueAsync("house-area");
        await keys.PressAsync("Control+a");
        await keys.TypeAsync("contact-phone");
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=share-refused]")).ToContainTextAsync("contact-phone");
        await admin.LookAsync("refused");
        await keys.PressAsync("Control+a");
        await keys.TypeAsync("house-area");
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=asked]")).ToContainTextAsync("住房面积");
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        await Assertions.Expect(page.FrameLocator("[data-testid=preview]").Locator("body")).ToContainTextAsync("住房面积");
        await Assertions.Expect(node).ToBeFocusedAsync();
        await admin.LookAsync("shared");

        await page.Locator("[data-testid=take-out]").FocusAsync();
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=asked]")).ToHaveCountAsync(0);
        await Assertions.Expect(node).ToContainTextAsync("住房面积");
        await Assertions.Expect(page.Locator("[data-testid=share]")).ToHaveCountAsync(1);
        await page.Locator("h1").FocusAsync();
        await keys.PressAsync("Control+z");
        await Assertions.Expect(page.Locator("[data-testid=asked]")).ToContainTextAsync("住房面积");

        await admin.OpenAsync("/designer?locality=330110&kind=question");
        await Assertions.Expect(page.Locator("[data-testid=definitions]")).ToContainTextAsync("住房面积");
        await admin.LookAsync("list");
        admin.AssertContent();
    }
}
