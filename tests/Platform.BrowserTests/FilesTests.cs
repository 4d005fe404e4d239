using System.IO.Compression;
using Microsoft.Playwright;

namespace Platform.BrowserTests;

/// <summary>A local administrator fetches the files of the place, changes one of them, takes it in again and publishes it; and brings a list of items.</summary>
[Collection(nameof(Site))]
public sealed class FilesTests(Site site)
{
    [Fact]
    public async Task What_was_exported_and_changed_is_looked_at_taken_in_and_published()
    {
        await using var admin = await site.VisitAsync("files", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        var page = admin.Page;
        await admin.OpenAsync("/designer/codeTable/swatch?locality=330110&view=json");
        await page.FillAsync("[data-testid=json]", """{"key":"swatch","title":{"zh-CN":"色卡","en":"Swatches"},"entries":[{"code":"r","label":{"zh-CN":"红","en":"Red"}}]}""");
        await page.ClickAsync("[data-testid=json-apply]");
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        await admin.OpenAsync("/designer?locality=330110");
        await page.ClickAsync("[data-testid=files]");
        await page.Locator("[data-testid=export-preview]").WaitForAsync();
        await admin.LookAsync("export");
        await page.CheckAsync("input[name=drafts]");
        var download = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("[data-testid=export-zip]"));
        Assert.Equal("definitions-330110.zip", download.SuggestedFilename);
        var path = await download.PathAsync();
        var changed = Path.Combine(Directory.CreateTempSubdirectory("swatch-").FullName, "changed.zip");
        File.Copy(path, changed);
        await RewriteAsync(changed, "code-tables/swatch.json", text => text.Replace("红", "赤", StringComparison.Ordinal));

        await page.SetInputFilesAsync("#f-zip", changed);
        await Assertions.Expect(page.Locator("[data-testid=import-report]")).ToContainTextAsync("色卡");
        await Assertions.Expect(page.Locator("[data-testid=import-report] > tbody > tr")).ToHaveCountAsync(1);
        await page.FocusAsync("[data-testid=import-report] summary");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=changes]")).ToContainTextAsync("赤");
        await admin.LookAsync("would");
        await page.FocusAsync("[data-testid=make-drafts]");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".notice.good")).ToContainTextAsync("更新 1 份");
        await Assertions.Expect(page.Locator("#f-import")).ToBeFocusedAsync();
        await admin.LookAsync("did");
        // The same file once more: nothing to do.
        await page.SetInputFilesAsync("#f-zip", changed);
        await Assertions.Expect(page.Locator(".notice.info")).ToContainTextAsync("更新 0 项");
        await Assertions.Expect(page.Locator("[data-testid=make-drafts]")).ToBeDisabledAsync();
        await admin.OpenAsync("/designer/publish?locality=330110");
        await page.Locator("[data-testid=selection]").WaitForAsync();
        foreach (var box in await page.Locator("[data-testid=selection] input[type=checkbox]").AllAsync())
        {
            await box.UncheckAsync();
        }

        await page.GetByLabel("一起发布“色卡”").CheckAsync();
        await page.ClickAsync("[data-testid=publish-selection]");
        await Assertions.Expect(page.Locator(".notice.good")).ToContainTextAsync("色卡");
        await admin.OpenAsync("/designer/codeTable/swatch?locality=330110&view=json");
        await Assertions.Expect(page.Locator("[data-testid=json]")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("赤"));
        Directory.Delete(Path.GetDirectoryName(changed)!, recursive: true);
        admin.AssertContent();
    }

    [Fact]
    public async Task A_list_of_items_is_previewed_row_by_row_and_becomes_drafts_once()
    {
        await using var admin = await site.VisitAsync("item-list", Device.Handset);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        var page = admin.Page;
        await admin.OpenAsync("/designer/items/import?locality=330110");
        var download = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("[data-testid=list-xlsx]"));
        await page.SetInputFilesAsync("#l-file", await download.PathAsync());
        await Assertions.Expect(page.Locator(".notice.info")).ToContainTextAsync("将新增 0 项，更新 0 项");
        await Assertions.Expect(page.Locator("[data-testid=make-drafts]")).ToBeDisabledAsync();
        await page.SetInputFilesAsync("#l-file", new FilePayload
        {
            Name = "清单.csv",
            MimeType = "text/csv",
            Buffer = System.Text.Encoding.UTF8.GetBytes("事项标识,事项名称,事项类型,承诺办结时限\nkiosk-permit,报刊亭设置,01,5\nkiosk-move,报刊亭迁移,47,5\n"),
        });
        await Assertions.Expect(page.Locator("[data-testid=list-report]")).ToContainTextAsync("47");
        await admin.LookAsync("preview");
        await page.FocusAsync("[data-testid=make-drafts]");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".notice.good")).ToContainTextAsync("已新增 1 份草稿");
        await Assertions.Expect(page.Locator("[data-testid=make-drafts]")).ToHaveCountAsync(0);
        await page.ClickAsync("[data-testid=list-report] a");
        await page.Locator("h1").WaitForAsync();
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("报刊亭设置");
        admin.AssertContent();
    }

    private static async Task RewriteAsync(string zip, string entry, Func<string, string> change)
    {
        await using var file = new FileStream(zip, FileMode.Open, FileAccess.ReadWrite);
        using var archive = new ZipArchive(file, ZipArchiveMode.Update);
        var found = archive.GetEntry(entry)!;
        string text;
        using (var reader = new StreamReader(found.Open()))
        {
            text = await reader.ReadToEndAsync();
        }

        found.Delete();
        await using var writer = new StreamWriter(archive.CreateEntry(entry).Open());
        await writer.WriteAsync(change(text));
    }
}
