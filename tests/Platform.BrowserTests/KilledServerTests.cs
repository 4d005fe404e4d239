using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Platform.Drills;
using Platform.Server.Hosting;

namespace Platform.BrowserTests;

/// <summary>The server dies while somebody edits, and comes back on the same port and data.</summary>
[Collection(nameof(Site))]
public sealed class KilledServerTests(Site site)
{
    /// <summary>As long as a slow machine needs to start, and the page to try again.</summary>
    private static readonly LocatorAssertionsToBeVisibleOptions Patiently = new() { Timeout = 180_000 };

    [Fact]
    public async Task What_was_typed_survives_a_kill_and_can_still_be_undone()
    {
        var folder = Directory.CreateTempSubdirectory("platform-killed-");
        try
        {
            using var server = new ServerProcess(typeof(PlatformHost).Assembly.Location, folder.FullName, sms: null);
            await server.StartAsync();
            await using var admin = await site.VisitAsync("killed", Device.Desk, server: server.Url);
            await admin.SignInAsync("he.jie", "demo-Site-1");
            await admin.OpenAsync("/designer/codeTable/killed-table?locality=330110");
            var page = admin.Page;
            var (chinese, english, saved) = (page.Locator("#e-title-zh-CN"), page.Locator("#e-title-en"), page.Locator("[data-testid=saved]"));
            await chinese.FillAsync("第一");
            await page.Keyboard.PressAsync("Tab");
            await Assertions.Expect(saved).ToContainTextAsync("已保存");

            // Typed and not left: nobody said that it is to be kept.
            await english.FocusAsync();
            await page.Keyboard.InsertTextAsync("typed before the kill");
            await page.WaitForTimeoutAsync(1_000);
            await IsKeptAsync(server, "typed before the kill");
            await server.KillAsync();
            await Assertions.Expect(page.Locator("#components-reconnect-modal .lost")).ToBeVisibleAsync(Patiently);
            await admin.LookAsync("lost");
            await page.Keyboard.TypeAsync(" and after it");

            await server.StartAsync();
            var reload = page.Locator("#components-reconnect-modal .gone a");
            await Assertions.Expect(reload).ToBeVisibleAsync(Patiently);
            await admin.LookAsync("gone");
            await reload.FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(page.Locator("#components-reconnect-modal")).ToBeHiddenAsync();
            await Assertions.Expect(chinese).ToHaveValueAsync("第一");
            await Assertions.Expect(english).ToHaveValueAsync("typed before the kill");

            await chinese.FillAsync("第二");
            await page.Keyboard.PressAsync("Tab");
            await Assertions.Expect(saved).ToContainTextAsync("已保存");
            foreach (var (said, title) in new[] { ("第一", "typed before the kill"), ("第一", ""), ("", "") })
            {
                await page.ClickAsync("[data-testid=undo]");
                await Assertions.Expect(chinese).ToHaveValueAsync(said);
                await Assertions.Expect(english).ToHaveValueAsync(title);
            }

            await page.ReloadAsync();
            await Assertions.Expect(page.Locator("[data-testid=redo]")).ToBeEnabledAsync();
            await Assertions.Expect(chinese).ToHaveValueAsync("");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A second is what a quiet machine needs at most; a busy one is given longer.</summary>
    private static async Task IsKeptAsync(ServerProcess server, string text)
    {
        using var office = new HttpClient { BaseAddress = server.Url };
        using var signedIn = await office.PostAsJsonAsync("/api/v1/tokens", new { user = "he.jie", password = "demo-Site-1" });
        office.DefaultRequestHeaders.Authorization = new("Bearer", (await signedIn.Content.ReadFromJsonAsync<JsonNode>())!["access_token"]!.GetValue<string>());
        for (var waited = 0; waited < 100; waited++)
        {
            using var draft = await office.GetAsync(new Uri("/api/v1/definitions/codeTable/killed-table?locality=330110&state=draft", UriKind.Relative));
            if ((await draft.Content.ReadAsStringAsync()).Contains(text, StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(100);
        }

        Assert.Fail($"'{text}' was not kept.");
    }
}
