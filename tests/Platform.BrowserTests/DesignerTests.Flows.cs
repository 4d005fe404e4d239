using Microsoft.Playwright;
using Platform.Tests.Cases;

namespace Platform.BrowserTests;

public sealed partial class DesignerTests
{
    [Fact]
    public async Task A_kind_of_step_is_dragged_onto_the_canvas_and_onto_an_arrow()
    {
        await using var admin = await site.VisitAsync("palette", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync("/designer/flow/dragged-flow?locality=330110");
        var page = admin.Page;
        await page.SetViewportSizeAsync(1280, 1600);
        await page.ClickAsync("[data-testid=flow-begin]");
        await page.ClickAsync("[data-testid=flow-palette-open] summary");
        await DragAsync("Platform.Review", await MiddleAsync("[data-arrow='start:Done>finish:In'] .flow-line"));
        await Assertions.Expect(page.Locator("[data-arrow='start:Done>review:In']")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("[data-arrow='review:Pass>finish:In']")).ToHaveCountAsync(1);
        var canvas = (await page.Locator("#flow-canvas").BoundingBoxAsync())!;
        await DragAsync("Platform.Decide", (canvas.X + 60, canvas.Y + 60));
        await Assertions.Expect(page.Locator("[data-node=decide]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("[data-target=decide]")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".flow-ghost")).ToHaveCountAsync(0);

        // By keyboard the same kinds are added after the selected step.
        await page.Locator("[data-step='Platform.Accept']").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-node=accept]")).ToHaveCountAsync(1);

        // Who asks how an input is computed and goes back to its plain value keeps the place.
        await page.Locator(".input-compute").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".input-kind")).ToBeFocusedAsync();
        await page.Locator(".input-kind").SelectOptionAsync("Variable");
        await Assertions.Expect(page.Locator(".input-kind")).ToHaveValueAsync("Variable");
        await page.Locator(".input-kind").SelectOptionAsync("Literal");
        await Assertions.Expect(page.Locator(".input-compute").First).ToBeFocusedAsync();
        await admin.LookAsync("palette");
        admin.AssertContent();

        async Task<(float X, float Y)> MiddleAsync(string selector)
        {
            var box = (await page.Locator(selector).BoundingBoxAsync())!;
            return (box.X + (box.Width / 2), box.Y + (box.Height / 2));
        }

        async Task DragAsync(string type, (float X, float Y) to)
        {
            var (x, y) = await MiddleAsync($"[data-step='{type}']");
            await page.Mouse.MoveAsync(x, y);
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync(to.X - 20, to.Y, new() { Steps = 4 });
            await page.Mouse.MoveAsync(to.X, to.Y);
            await page.Mouse.UpAsync();
        }
    }

    [Fact]
    public async Task A_flow_is_built_by_keyboard_alone()
    {
        await using var admin = await site.VisitAsync("flow-keys", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync("/designer/flow/keyboard-flow?locality=330110");
        var (page, keys) = (admin.Page, admin.Page.Keyboard);
        var begin = page.Locator("[data-testid=flow-begin]");
        await begin.WaitForAsync();
        for (var tries = 0; tries < 10 && await begin.CountAsync() > 0; tries++)
        {
            // The page may be drawn anew once under the first key.
            await begin.FocusAsync();
            await keys.PressAsync("Enter");
            await page.WaitForTimeoutAsync(1_000);
        }

        await Assertions.Expect(page.Locator("[data-testid=step]")).ToHaveCountAsync(2);

        // The canvas is one stop of the Tab key, wherever one was in it last.
        await Assertions.Expect(page.Locator("[data-testid=step][tabindex='0']")).ToHaveCountAsync(1);
        await page.FocusAsync("#flow-find");
        await keys.PressAsync("Tab");
        await keys.PressAsync("Tab");
        await Focused(page, "step-start");
        await keys.PressAsync("ArrowRight");
        await Focused(page, "step-finish");
        await Assertions.Expect(page.Locator("[data-testid=step][tabindex='0']")).ToHaveAttributeAsync("data-node", "finish");
        await keys.PressAsync("Home");
        await Focused(page, "step-start");
        await keys.PressAsync("a");
        await Focused(page, "step-name-zh-CN");
        await keys.TypeAsync("审核");
        await keys.PressAsync("Tab");
        await Assertions.Expect(page.Locator("[data-testid=step][data-node=review]")).ToContainTextAsync("审核");
        await page.Locator("[data-testid=step][data-node=review]").FocusAsync();
        await keys.PressAsync("Control+c");
        await Assertions.Expect(page.Locator("[data-ctrl=v]")).ToBeEnabledAsync();
        await keys.PressAsync("Control+v");
        await Focused(page, "step-review1");
        await Assertions.Expect(page.Locator("[data-testid=step]")).ToHaveCountAsync(4);
        await keys.PressAsync("Delete");
        await Assertions.Expect(page.Locator("[data-testid=step]")).ToHaveCountAsync(3);

        // Out of the canvas by Tab, to the properties of the step; there a way is led by the arrows of a box.
        await page.Locator("[data-testid=step][data-node=start]").FocusAsync();
        await keys.PressAsync("Enter");
        await Focused(page, "step-name-zh-CN");
        await page.Locator("[data-testid=way-Done] select").FocusAsync();
        await page.SelectOptionAsync("[data-testid=way-Done] select", "finish");
        await Assertions.Expect(page.Locator(".flow-arrow[data-source=start][data-target=finish]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        await admin.LookAsync("built");
        admin.AssertContent();
    }

    [Fact]
    public async Task A_step_is_dragged_and_two_are_connected_by_mouse()
    {
        await using var admin = await site.VisitAsync("flow-mouse", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync("/designer/flow/mouse-flow?locality=330110");
        var (page, mouse) = (admin.Page, admin.Page.Mouse);
        await page.ClickAsync("[data-testid=flow-begin]");
        await page.Locator("[data-testid=step][data-node=start]").ClickAsync();
        await page.ClickAsync("[data-testid=flow-add]");
        await page.Locator("[data-testid=step][data-node=review]").WaitForAsync();
        await page.ClickAsync("[data-testid=flow-layout]");
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");

        var step = page.Locator("[data-testid=step][data-node=review]");
        await page.Locator("[data-testid=step][data-node=finish]").ClickAsync();
        await Assertions.Expect(page.Locator("#step-title")).Not.ToBeEmptyAsync();
        var before = await step.GetAttributeAsync("transform");
        var box = (await step.Locator("rect").BoundingBoxAsync())!;
        await mouse.MoveAsync(box.X + 30, box.Y + 20);
        await mouse.DownAsync();
        await mouse.MoveAsync(box.X + 60, box.Y + 90, new() { Steps = 5 });
        await mouse.MoveAsync(box.X + 70, box.Y + 120, new() { Steps = 5 });
        await mouse.UpAsync();
        await Assertions.Expect(step).Not.ToHaveAttributeAsync("transform", before!);
        await Assertions.Expect(step).ToHaveAttributeAsync("transform", WholePlace());
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        var after = await step.GetAttributeAsync("transform");

        // The first click after a drag is a click again.
        await page.Locator("[data-testid=step][data-node=start]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-testid=step].selected")).ToHaveAttributeAsync("data-node", "start");

        var port = (await page.Locator("[data-testid=step][data-node=start] circle").First.BoundingBoxAsync())!;
        var finish = (await page.Locator("[data-testid=step][data-node=finish] rect").BoundingBoxAsync())!;
        await mouse.MoveAsync(port.X + (port.Width / 2), port.Y + (port.Height / 2));
        await mouse.DownAsync();
        await mouse.MoveAsync(finish.X + (finish.Width / 2), finish.Y + (finish.Height / 2), new() { Steps = 8 });
        await mouse.UpAsync();
        await Assertions.Expect(page.Locator(".flow-arrow[data-source=start][data-target=finish]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");

        // Ctrl+C copies steps, but not where words are marked.
        await page.Locator("#flow-keys").ClickAsync(new() { ClickCount = 3 });
        await page.Keyboard.PressAsync("Control+c");
        await Assertions.Expect(page.Locator("[data-ctrl=v]")).ToBeDisabledAsync();
        await page.Locator("[data-testid=step][data-node=start]").ClickAsync();
        await page.Keyboard.PressAsync("Control+c");
        await Assertions.Expect(page.Locator("[data-ctrl=v]")).ToBeEnabledAsync();
        await page.ReloadAsync();
        await Assertions.Expect(step).ToHaveAttributeAsync("transform", after!);
        await Assertions.Expect(page.Locator(".flow-arrow")).ToHaveCountAsync(3);
        await admin.LookAsync("dragged");
        admin.AssertContent();
    }

    [Fact]
    public async Task Steps_go_from_one_flow_to_another_into_lanes_and_onto_paper()
    {
        await using var admin = await site.VisitAsync("flow-clip", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync("/designer/flow/construction-permit?locality=330110");
        var (page, keys) = (admin.Page, admin.Page.Keyboard);
        await page.Locator("[data-testid=flow-map]").WaitForAsync();
        await admin.LookAsync("map");
        var seen = await page.GetAttributeAsync(".flow-map-view", "x");
        await page.ClickAsync("[data-testid=flow-map]", new() { Position = new() { X = 190, Y = 50 } });
        await Assertions.Expect(page.Locator(".flow-map-view")).Not.ToHaveAttributeAsync("x", seen!);
        await page.GetByRole(AriaRole.Button, new() { Name = "全图" }).ClickAsync();
        await page.ClickAsync("[data-testid=step][data-node=accept] rect");
        await page.ClickAsync("[data-testid=step][data-node=examine] rect", new() { Modifiers = [KeyboardModifier.Control] });
        await Assertions.Expect(page.Locator("[data-testid=flow-align]")).ToBeVisibleAsync();
        await keys.PressAsync("Control+c");
        await Assertions.Expect(page.Locator("[data-ctrl=v]")).ToBeEnabledAsync();

        await admin.OpenAsync("/designer/flow/pasted-flow?locality=330110");
        await page.ClickAsync("[data-testid=flow-begin]");
        await Assertions.Expect(page.Locator("[data-testid=step]")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("[data-ctrl=v]")).ToBeEnabledAsync();
        await page.Locator("h1").FocusAsync();
        await keys.PressAsync("Control+v");
        await Assertions.Expect(page.Locator("[data-testid=step]")).ToHaveCountAsync(4);
        await page.ClickAsync("[data-testid=flow-lanes]:enabled");
        await Assertions.Expect(page.Locator(".flow-lane")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        await admin.LookAsync("lanes");
        await page.Locator("h1").FocusAsync();
        await keys.PressAsync("Control+z");
        await Assertions.Expect(page.Locator(".flow-lane")).ToHaveCountAsync(0);

        await admin.OpenAsync("/designer/flow/construction-permit?locality=330110&view=picture");
        await page.Locator("[data-testid=picture]").First.WaitForAsync();
        Assert.True(await page.Locator("[data-testid=paper-step]").CountAsync() > 5);
        await admin.LookAsync("paper");
        var pdf = await page.PdfAsync(new() { PreferCSSPageSize = true, PrintBackground = true });
        Assert.True(pdf.Length > 10_000);
        await File.WriteAllBytesAsync(System.IO.Path.Combine(Site.Screenshots, "flow-on-paper.pdf"), pdf, TestContext.Current.CancellationToken);
        admin.AssertContent();
    }
}
