using Microsoft.Playwright;

namespace Platform.BrowserTests;

/// <summary>An administrator makes a package of an item, fetches it, and installs it in another place from the file.</summary>
[Collection(nameof(Site))]
public sealed class PackTests(Site site)
{
    private const string Elsewhere = "3301";

    [Fact]
    public async Task An_item_is_packed_fetched_and_installed_elsewhere_from_the_file()
    {
        await using var admin = await site.VisitAsync("pack", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        var page = admin.Page;
        await admin.OpenAsync("/designer/templates?locality=330110");
        await page.ClickAsync("[data-testid=to-pack]");
        var item = page.Locator("label.tick", new() { HasText = "public-place-hygiene-permit" }).GetByRole(AriaRole.Checkbox);
        await item.WaitForAsync();
        await admin.LookAsync("choose");
        await item.FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(page.Locator("#p-id")).ToHaveValueAsync("public-place-hygiene-permit");
        await page.ClickAsync("[data-testid=take-all]");
        await Assertions.Expect(page.Locator("[data-testid=pack-sum]")).ToContainTextAsync("0 项由安装的地方提供");
        await page.FillAsync("#p-id", "hygiene-packed");
        await page.FillAsync("#p-title", "卫生许可（打包）");
        await page.FillAsync("#p-title-en", "Hygiene permit (packed)");
        await page.Locator("[data-testid=suggested]", new() { HasText = "0571" }).First.ClickAsync();
        await Assertions.Expect(page.Locator("[data-testid=text]")).ToHaveCountAsync(1);
        var phone = await page.Locator("[data-testid=text] input").First.InputValueAsync();
        await Assertions.Expect(page.Locator("[data-testid=text] [data-testid=count]")).ToContainTextAsync("出现");
        await admin.LookAsync("made");
        await Assertions.Expect(page.Locator("[data-testid=download]")).ToBeEnabledAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("[data-testid=download]"));
        Assert.Equal("hygiene-packed-1.0.0.zip", download.SuggestedFilename);
        await Assertions.Expect(page.Locator(".notice.good")).ToContainTextAsync(download.SuggestedFilename);
        var file = Path.Combine(Directory.CreateTempSubdirectory("package-").FullName, download.SuggestedFilename);
        await download.SaveAsAsync(file);

        await using var other = await site.VisitAsync("pack-elsewhere", Device.Desk);
        await other.SignInAsync("admin", "demo-Platform-1");
        await other.OpenAsync($"/designer/templates?locality={Elsewhere}");
        var there = other.Page;
        await other.ChooseFileAsync("#g-zip", file, "[data-testid=hand-over] .notice.info");
        await Assertions.Expect(there.Locator("[data-testid=hand-over] .notice.info")).ToContainTextAsync("卫生许可（打包）");
        await other.LookAsync("file");
        await there.Locator("[data-testid=offer]").PressAsync("Enter");
        var package = there.Locator("[data-testid=package]", new() { HasText = "hygiene-packed" });
        await Assertions.Expect(package).ToBeVisibleAsync();
        await Assertions.Expect(package.Locator("input").First).ToHaveValueAsync(phone);
        await package.Locator("input").First.FillAsync("0411-7654321");
        await package.Locator("[data-testid=preview]").ClickAsync();
        await Assertions.Expect(package.Locator("[data-testid=report]")).ToContainTextAsync("public-place-hygiene-permit");
        await Assertions.Expect(package.Locator("[data-testid=absent]")).ToHaveCountAsync(0);
        await other.LookAsync("preview");
        await package.Locator("[data-testid=install]").ClickAsync();
        await Assertions.Expect(package.Locator(".notice.good")).ToContainTextAsync("草稿");
        await other.OpenAsync($"/designer/item/public-place-hygiene-permit?locality={Elsewhere}&view=json");
        await Assertions.Expect(there.Locator("[data-testid=json]")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("0411-7654321"));

        // Away with it again: from the gallery, and then what it had brought.
        await other.OpenAsync($"/designer/templates?locality={Elsewhere}");
        var gone = there.Locator("[data-testid=gone-package]", new() { HasText = "hygiene-packed" });
        await Assertions.Expect(package).ToHaveCountAsync(1);
        await Assertions.Expect(gone).ToHaveCountAsync(0);
        await package.Locator("[data-testid=withdraw]").PressAsync("Enter");
        await Assertions.Expect(package).ToHaveCountAsync(0);
        await gone.Locator("[data-testid=remove-preview]").ClickAsync();
        await Assertions.Expect(gone.Locator("[data-testid=removal]")).ToContainTextAsync("public-place-hygiene-permit");
        await other.LookAsync("gone");
        await gone.Locator("[data-testid=remove]").ClickAsync();
        await Assertions.Expect(gone.Locator(".notice.good")).ToContainTextAsync("已停用");
        await other.OpenAsync($"/designer/templates?locality={Elsewhere}");
        await Assertions.Expect(there.Locator("[data-testid=package]").First).ToBeVisibleAsync();
        await Assertions.Expect(gone).ToHaveCountAsync(0);
        admin.AssertContent();
        other.AssertContent();
    }

    [Fact]
    public async Task On_a_phone_and_in_English_it_is_as_easy()
    {
        await using var admin = await site.VisitAsync("pack", Device.Handset, language: "en");
        await admin.SignInAsync("he.jie", "demo-Site-1");
        var page = admin.Page;
        await admin.OpenAsync("/designer/templates?locality=330110");
        await page.Locator("[data-testid=package]").First.WaitForAsync();
        await admin.LookAsync("gallery");
        await admin.OpenAsync("/designer/templates/pack?locality=330110");
        await page.Locator("label.tick", new() { HasText = "public-place-hygiene-permit" }).GetByRole(AriaRole.Checkbox).CheckAsync();
        await Assertions.Expect(page.Locator("#p-id")).ToHaveValueAsync("public-place-hygiene-permit");
        await page.ClickAsync("[data-testid=add-text]");
        await Assertions.Expect(page.Locator("[data-testid=pack-report] .notice.bad").First).ToContainTextAsync("cannot be used");
        await Assertions.Expect(page.Locator("[data-testid=download]")).ToBeDisabledAsync();
        await admin.LookAsync("problems");
        admin.AssertContent();
    }

    [Fact]
    public async Task A_file_that_is_no_package_is_refused_in_words()
    {
        await using var admin = await site.VisitAsync("pack-wrong", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync("/designer/templates?locality=330110");
        await admin.Page.SetInputFilesAsync("#g-zip", new FilePayload { Name = "wrong.zip", MimeType = "application/zip", Buffer = "no zip"u8.ToArray() });
        await Assertions.Expect(admin.Page.Locator("[data-testid=hand-over] .notice.bad")).ToContainTextAsync("ZIP");
        await Assertions.Expect(admin.Page.Locator("[data-testid=offer]")).ToHaveCountAsync(0);
        admin.AssertContent();
    }
}
