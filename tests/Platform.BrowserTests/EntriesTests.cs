using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Platform.Tests.Cases;

namespace Platform.BrowserTests;

/// <summary>A page of a form with a list of many entries.</summary>
[Collection(nameof(Site))]
public sealed class EntriesTests(Site site)
{
    private const int Rooms = 60;

    [Fact]
    public async Task Only_what_differs_is_drawn_anew_and_typing_goes_on_meanwhile()
    {
        var draft = await DraftAsync(Rooms);
        await using var visitor = await site.VisitAsync("entries", Device.Desk);
        await visitor.SignInAsync(CaseOffice.Resident, "demo-Resident-1");
        await visitor.OpenAsync($"{draft}/pages/place");
        var (page, keys) = (visitor.Page, visitor.Page.Keyboard);
        await page.EvaluateAsync("document.querySelectorAll('.repeat-item, .repeat-item input').forEach((e) => { e.isOld = true; })");

        // The answer takes its time; the next box is typed into meanwhile.
        await page.RouteAsync("**/pages/place", async route =>
        {
            await Task.Delay(700);
            await route.ContinueAsync();
        });
        await page.FocusAsync("#f-rooms-30-area");
        await keys.PressAsync("End");
        await keys.TypeAsync("0");
        var told = await page.RunAndWaitForResponseAsync(
            async () =>
            {
                // Past the buttons that move and remove the next entry.
                for (var stops = 0; stops < 4; stops++)
                {
                    await keys.PressAsync("Tab");
                }

                await Assertions.Expect(page.Locator("#f-rooms-31-roomName")).ToBeFocusedAsync();
                await keys.PressAsync("End");
                await keys.TypeAsync("号");
            },
            answer => answer.Request.Method == "POST");
        var html = await told.TextAsync();
        await Assertions.Expect(page.Locator("output.calculated")).ToContainTextAsync("690");
        await Assertions.Expect(page.Locator("#f-rooms-31-roomName")).ToHaveValueAsync("房间31号");
        await Assertions.Expect(page.Locator("#f-rooms-31-roomName")).ToBeFocusedAsync();
        Assert.Contains("f-rooms-30-area", html, StringComparison.Ordinal);
        Assert.DoesNotContain("f-rooms-5-area", html, StringComparison.Ordinal);
        Assert.Equal(Rooms, await page.EvaluateAsync<int>("[...document.querySelectorAll('.repeat-item')].filter((e) => e.isOld).length"));
        Assert.Equal(0, await page.Locator("[data-same]").CountAsync());

        // What an answer brings and takes away again, by keyboard.
        await page.Locator("input[type=radio][name='a.tenure']").First.FocusAsync();
        await keys.PressAsync("Space");
        await keys.PressAsync("ArrowDown");
        await Assertions.Expect(page.Locator("#f-leaseUntil")).ToBeVisibleAsync();
        await keys.PressAsync("ArrowUp");
        await Assertions.Expect(page.Locator("#f-leaseUntil")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("#f-rooms-31-roomName")).ToHaveValueAsync("房间31号");
        await Assertions.Expect(page.Locator("#f-rooms-30-area")).ToHaveValueAsync("100");
        await visitor.LookAsync("entries");

        // A section that comes before the list by an answer takes nothing with it that was typed.
        await page.UnrouteAsync("**/pages/place");
        await page.RouteAsync("**/pages/place", async route =>
        {
            var answer = await route.FetchAsync();
            var fresh = (await answer.TextAsync()).Replace("<div id=\"form-region\">", "<div id=\"form-region\"><section class=\"panel\"><h2>新</h2><div class=\"fields\"><p id=\"came\"></p></div></section>", StringComparison.Ordinal);
            await route.FulfillAsync(new() { Response = answer, Body = fresh });
        });
        await page.FocusAsync("#f-rooms-2-area");
        await keys.PressAsync("End");
        await keys.TypeAsync("5");
        await keys.PressAsync("Tab");
        await Assertions.Expect(page.Locator("#came")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#f-rooms-31-roomName")).ToHaveValueAsync("房间31号");
        await Assertions.Expect(page.Locator("#f-rooms-2-area")).ToHaveValueAsync("105");
        Assert.Equal((Rooms, 0), (await page.Locator(".repeat-item").CountAsync(), await page.Locator("[data-same]").CountAsync()));
        visitor.AssertContent();
    }

    [Fact]
    public async Task A_button_pressed_straight_out_of_a_field_stays_under_the_pointer()
    {
        await using var visitor = await site.VisitAsync("held", Device.Desk);
        await visitor.SignInAsync(CaseOffice.Resident, "demo-Resident-1");
        await visitor.OpenAsync($"{await DraftAsync(rooms: 1)}/pages/place");
        var page = visitor.Page;
        await page.RouteAsync("**/pages/place", async route =>
        {
            if (route.Request.PostData?.Contains("do=refresh", StringComparison.Ordinal) != true)
            {
                await route.ContinueAsync();
                return;
            }

            var answer = await route.FetchAsync();
            await route.FulfillAsync(new() { Response = answer, Body = (await answer.TextAsync()).Replace("<div id=\"form-region\">", $"<div id=\"form-region\">{string.Concat(Enumerable.Repeat("<p class=\"came\">新</p>", 40))}", StringComparison.Ordinal) });
        });
        await page.FocusAsync("#f-rooms-0-area");
        await page.Keyboard.TypeAsync("5");
        var leave = page.Locator(".actions button[value=leave]");
        await leave.ScrollIntoViewIfNeededAsync();
        var at = await leave.BoundingBoxAsync();
        await page.Mouse.MoveAsync(at!.X + at.Width / 2, at.Y + at.Height / 2);
        await page.RunAndWaitForResponseAsync(() => page.Mouse.DownAsync(), answer => answer.Request.Method == "POST");
        await page.EvaluateAsync("new Promise(go => setTimeout(go, 300))");
        Assert.Equal(0, await page.Locator(".came").CountAsync());
        await page.Mouse.UpAsync();
        await page.WaitForURLAsync(url => !url.EndsWith("/pages/place", StringComparison.Ordinal));

        // Let go beside the button, the page is made like the fresh one.
        await page.GoBackAsync();
        await page.FocusAsync("#f-rooms-0-area");
        await page.Keyboard.TypeAsync("6");
        await page.RunAndWaitForResponseAsync(() => page.Locator("h1").ClickAsync(), answer => answer.Request.Method == "POST");
        await Assertions.Expect(page.Locator(".came")).ToHaveCountAsync(40);
    }

    /// <summary>An application with so many rooms, where its page of rooms has them.</summary>
    private async Task<string> DraftAsync(int rooms)
    {
        var draft = $"/drafts/{site.Office.Server.Get<Platform.Model.IIdSource>().Next()}";
        var answers = new JsonObject
        {
            ["rooms"] = new JsonArray([.. Enumerable.Range(0, rooms).Select(i => (JsonNode)new JsonObject { ["roomName"] = $"房间{i}", ["purpose"] = "service", ["area"] = 10 })]),
        };
        using var saved = await (await site.Office.ResidentAsync()).PutAsJsonAsync($"/api/v1{draft}", new { locality = CaseOffice.Street, item = CaseOffice.Hygiene, answers }, TestContext.Current.CancellationToken);
        Assert.True(saved.IsSuccessStatusCode);
        return draft;
    }
}
