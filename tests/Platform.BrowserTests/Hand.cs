using Microsoft.Playwright;

namespace Platform.BrowserTests;

/// <summary>Does the same by mouse or by keyboard. By keyboard nothing is pressed that Tab does not reach.</summary>
internal sealed class Hand(IPage page, bool byMouse)
{
    public Task PressAsync(string selector) => PressAsync(page.Locator(selector).First);

    public async Task PressAsync(ILocator what)
    {
        if (byMouse)
        {
            await what.ClickAsync();
            return;
        }

        await ReachAsync(what);
        await page.Keyboard.PressAsync("Enter");
    }

    public Task TypeAsync(string selector, string text) => TypeAsync(page.Locator(selector).First, text);

    public async Task TypeAsync(ILocator box, string text)
    {
        if (byMouse)
        {
            await box.ClickAsync();
        }
        else
        {
            await ReachAsync(box);
        }

        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.TypeAsync(text);
        await page.Keyboard.PressAsync("Tab");
    }

    public Task ChooseAsync(string selector, string value) => ChooseAsync(page.Locator(selector).First, value);

    public static async Task ChooseAsync(ILocator box, string value)
    {
        await ReachAsync(box);
        await box.SelectOptionAsync(value);
    }

    public async Task TickAsync(string selector)
    {
        var box = page.Locator(selector);
        if (byMouse)
        {
            await box.ClickAsync();
        }
        else
        {
            await ReachAsync(box);
            await page.Keyboard.PressAsync("Space");
        }

        await Assertions.Expect(box).ToBeCheckedAsync();
    }

    public async Task MarkAsync(string step)
    {
        var node = page.Locator($"[data-testid=step][data-node={step}]");
        if (byMouse)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "全图" }).ClickAsync();
            await node.Locator("rect").ClickAsync();
        }
        else
        {
            // Tab leads to the canvas once, from there the arrows walk.
            await page.Locator("[data-testid=step][tabindex='0']").FocusAsync();
            if (await FocusedAsync() != "step-start")
            {
                await WalkAsync("Home");
            }

            while (await FocusedAsync() != $"step-{step}")
            {
                await WalkAsync("ArrowDown");
            }
        }

        await Assertions.Expect(page.Locator("[data-testid=step].selected")).ToHaveAttributeAsync("data-node", step);
    }

    public async Task LeadAsync(string from, string port, string to)
    {
        if (byMouse)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "全图" }).ClickAsync();
            var dot = (await page.Locator($"[data-testid=step][data-node={from}] circle[data-port={port}]").BoundingBoxAsync())!;
            var target = (await page.Locator($"[data-testid=step][data-node={to}] rect").BoundingBoxAsync())!;
            await page.Mouse.MoveAsync(dot.X + (dot.Width / 2), dot.Y + (dot.Height / 2));
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync(target.X + (target.Width / 2), target.Y + (target.Height / 2), new() { Steps = 8 });
            await page.Mouse.UpAsync();
        }
        else
        {
            await MarkAsync(from);
            await ChooseAsync($"[data-testid=way-{port}] select", to);
        }

        await Assertions.Expect(page.Locator($".flow-arrow[data-source={from}][data-target={to}]").First).ToBeAttachedAsync();
    }

    private Task<string> FocusedAsync() => page.EvaluateAsync<string>("document.activeElement.id");

    /// <summary>Presses a key that leads to another step, and waits until one is there.</summary>
    private async Task WalkAsync(string key)
    {
        var before = await FocusedAsync();
        await page.Keyboard.PressAsync(key);
        await page.WaitForFunctionAsync("before => document.activeElement.id !== before && document.activeElement.id.startsWith('step-')", before);
    }

    private static async Task ReachAsync(ILocator what)
    {
        // A page that has just come is drawn anew once, and then one begins again.
        for (var tries = 0; tries < 20; tries++)
        {
            await what.FocusAsync();
            await Task.Delay(150, TestContext.Current.CancellationToken);
            if (await what.EvaluateAsync<bool>("e => e === document.activeElement"))
            {
                break;
            }
        }

        await Assertions.Expect(what).ToBeFocusedAsync();
        Assert.True(await what.EvaluateAsync<bool>("e => e.tabIndex >= 0"), "Tab does not lead there.");
    }
}
