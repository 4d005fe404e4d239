using Microsoft.Playwright;

namespace Platform.BrowserTests;

/// <summary>An administrator enters the days off of a year with the keyboard.</summary>
[Collection(nameof(Site))]
public sealed class CalendarTests(Site site)
{
    [Fact]
    public async Task Days_of_a_new_year_are_marked_by_keyboard_and_taken_back()
    {
        await using var admin = await site.VisitAsync("calendar", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        var (page, keys) = (admin.Page, admin.Page.Keyboard);
        await admin.OpenAsync("/designer/calendar/cn-workdays?locality=330110");
        await Assertions.Expect(page.Locator("[data-testid=year]")).ToHaveCountAsync(8);
        await admin.EnterAsync("[data-testid=add-year]", "[data-day='2027-01-01']");
        await Assertions.Expect(page.Locator("[data-testid=year][aria-pressed=true]")).ToHaveTextAsync("2027");
        await Assertions.Expect(page.Locator("[data-day][tabindex='0']")).ToHaveCountAsync(1);

        // A day off, and a weekend day that is worked.
        await page.FocusAsync("[data-day='2027-01-01']");
        await keys.PressAsync("Space");
        await Assertions.Expect(page.Locator("[data-day='2027-01-01']")).ToHaveAttributeAsync("aria-label", "2027年1月1日 星期五、放假");
        await page.FillAsync("#calendar-name", "元旦");
        await page.FocusAsync("[data-day='2027-01-01']");
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("ArrowRight");
        await Assertions.Expect(page.Locator("[data-day='2027-01-09']")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("[data-day][tabindex='0']")).ToHaveAttributeAsync("data-day", "2027-01-09");
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-day='2027-01-09'].makeup")).ToHaveAttributeAsync("data-sign", "班");

        // Several at once; the weekend among them and the name of the holiday come along.
        await page.FocusAsync("[data-day='2027-01-02']");
        await keys.PressAsync("Shift+ArrowRight");
        await keys.PressAsync("Shift+ArrowRight");
        await Assertions.Expect(page.Locator("[data-day][aria-selected=true]")).ToHaveCountAsync(3);
        await page.ClickAsync("[data-testid=chosen] [data-testid=off]");
        var listed = page.Locator("[data-testid=listed] li");
        await Assertions.Expect(listed).ToHaveCountAsync(5);
        await Assertions.Expect(page.Locator("#name-20270104")).ToHaveValueAsync("元旦");
        await admin.LookAsync("year");

        await page.ClickAsync("[data-ctrl=z]");
        await Assertions.Expect(listed).ToHaveCountAsync(2);

        // The mouse chooses first, so that looking at a day changes nothing; what is turned back has its name again.
        await page.ClickAsync("[data-day='2027-01-01']");
        await Assertions.Expect(page.Locator("#calendar-name")).ToHaveValueAsync("元旦");
        await Assertions.Expect(listed).ToHaveCountAsync(2);
        await page.ClickAsync("[data-day='2027-01-01']");
        await Assertions.Expect(listed).ToHaveCountAsync(1);
        await page.ClickAsync("[data-day='2027-01-01']");
        await Assertions.Expect(page.Locator("#name-20270101")).ToHaveValueAsync("元旦");
        await page.ClickAsync("[data-testid=remove-year]");
        await Assertions.Expect(page.Locator("[data-testid=year]")).ToHaveCountAsync(8);
        admin.AssertContent();
    }
}
