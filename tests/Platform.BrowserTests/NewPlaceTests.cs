using Microsoft.Playwright;

namespace Platform.BrowserTests;

/// <summary>A district opens a street, which has everything at once.</summary>
[Collection(nameof(Site))]
public sealed class NewPlaceTests(Site site)
{
    [Fact]
    public async Task A_street_is_opened_by_keyboard_and_has_what_is_above()
    {
        await using var admin = await site.VisitAsync("new-place", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync("/designer?locality=330110");
        var page = admin.Page;
        await page.ClickAsync("[data-testid=new-place]");
        await page.FocusAsync("#place-code");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#place-code-error")).ToContainTextAsync("330110001");
        await Assertions.Expect(page.Locator("#place-name-error")).ToBeVisibleAsync();
        await page.FillAsync("#place-code", "330110012");
        await page.FillAsync("#place-zh", "新街道");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#place-code-error")).ToContainTextAsync("已经开通");
        await admin.LookAsync("taken");
        await page.FillAsync("#place-code", "330110098");
        await page.Keyboard.PressAsync("Enter");
        await page.ClickAsync("[data-testid=place-home]");
        await Assertions.Expect(page.Locator("[data-testid=definitions]")).ToContainTextAsync("elderly-card");
        await admin.LookAsync("home");

        // It is renamed, which can be taken back, closed, and opened again.
        await admin.OpenAsync("/designer?locality=330110");
        await page.ClickAsync("[data-testid=places]");
        var place = page.Locator("[data-testid=place-330110098]");
        await place.Locator("[data-testid=rename]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-testid=rename-zh]")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(place.Locator("[data-testid=rename]")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.FillAsync("[data-testid=rename-zh]", "老街道");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(place).ToContainTextAsync("老街道");
        await Assertions.Expect(place.Locator("[data-testid=rename]")).ToBeFocusedAsync();
        await page.ClickAsync("[data-testid=places-undo]");
        await Assertions.Expect(place).ToContainTextAsync("新街道");
        await place.Locator("[data-testid=close]").ClickAsync();
        await Assertions.Expect(place).ToContainTextAsync("停用");
        await admin.LookAsync("closed");
        await Assertions.Expect(place.Locator("[data-testid=reopen]")).ToBeFocusedAsync();
        await place.Locator("[data-testid=reopen]").ClickAsync();
        await Assertions.Expect(place.Locator("[data-testid=close]")).ToBeVisibleAsync();

        // One with something open below stays.
        await page.Locator("[data-testid=place-330110012] [data-testid=close]").ClickAsync();
        await Assertions.Expect(page.Locator(".notice.bad").First).ToContainTextAsync("还不能停用");
        await admin.LookAsync("refused");
        admin.AssertContent();
    }
}
