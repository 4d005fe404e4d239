using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Platform.BrowserTests;

/// <summary>One person at one browser. Notes every fault of the pages they see; <see cref="AssertContent"/> says them all at once.</summary>
public sealed partial class Visitor : IAsyncDisposable
{
    private readonly string _who;
    private readonly Device _device;
    private readonly string _language;
    private readonly bool _script;
    private readonly List<string> _faults = [];
    private int _seen;

    public Visitor(IPage page, string who, Device device, string language, bool script)
    {
        (Page, _who, _device, _language, _script) = (page, who, device, language, script);
        page.PageError += (_, error) => _faults.Add($"{Path}: script failed: {error}");
        page.Console += (_, message) =>
        {
            // A page that refuses says so with its status; the browser repeats it.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _faults.Add($"{Path}: console: {message.Text}");
            }
        };
        page.Response += (_, answer) =>
        {
            if (answer.Status >= 500 || (answer.Status >= 400 && answer.Request.ResourceType is "script" or "stylesheet" or "image" or "font"))
            {
                _faults.Add($"{answer.Url}: {answer.Status}");
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Path of the page shown, without its query.</summary>
    public string Path => Page.Url.StartsWith("http", StringComparison.Ordinal) ? new Uri(Page.Url).AbsolutePath : Page.Url;

    public async Task OpenAsync(string path)
    {
        var answer = await Page.GotoAsync(path);
        Assert.True(answer!.Ok, $"{path}: {answer.Status}");
    }

    public async Task SignInAsync(string user, string password)
    {
        await OpenAsync("/sign-in");
        await Page.FillAsync("#user", user);
        await Page.FillAsync("#password", password);
        await PressAsync("main form button.primary");
        Assert.NotEqual("/sign-in", Path);
    }

    /// <summary>Makes a draft of Yuhang say this, as JSON in the designer, and waits until it is on disk.</summary>
    /// <param name="path">Kind and key.</param>
    public async Task WriteDefinitionAsync(string path, string json)
    {
        await OpenAsync($"/designer/{path}?locality=330110&view=json");
        await Page.Locator("[data-testid=json]").WaitForAsync();
        // The large editor may be opening just then and take what is written for something added.
        for (var tries = 0; tries < 5 && await Page.InputValueAsync("[data-testid=json]") != json; tries++)
        {
            await Page.FillAsync("[data-testid=json]", json);
        }

        await Page.ClickAsync("[data-testid=json-apply]");
        await Assertions.Expect(Page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
    }

    /// <summary>Presses Enter on something that shows something else, and shows it however often it is pressed. A page just opened may still be moving the focus to its heading.</summary>
    public Task EnterAsync(string selector, string shows) => AgainAsync(() => Page.Locator(selector).PressAsync("Enter"), shows);

    /// <summary>Chooses a file of a page just opened, which may not be listening yet.</summary>
    public Task ChooseFileAsync(string selector, string file, string shows) => AgainAsync(() => Page.SetInputFilesAsync(selector, file), shows);

    private async Task AgainAsync(Func<Task> act, string shows)
    {
        for (var tries = 0; tries < 5 && await Page.Locator(shows).CountAsync() == 0; tries++)
        {
            await act();
            try
            {
                await Page.Locator(shows).First.WaitForAsync(new() { Timeout = 5_000 });
            }
            catch (TimeoutException)
            {
                // Said by whoever looks for it.
            }
        }
    }

    /// <summary>Presses something that leads to another page, and waits for that page.</summary>
    public async Task PressAsync(string selector)
    {
        var before = await AddressAsync();
        await Page.Locator(selector).First.ClickAsync();
        for (var asked = Stopwatch.StartNew(); await AddressAsync() == before; await Page.WaitForTimeoutAsync(50))
        {
            if (asked.Elapsed > TimeSpan.FromMinutes(1))
            {
                var errors = await Page.Locator(".summary-box, .notice").AllInnerTextsAsync();
                var state = await Page.EvaluateAsync<string>("`${document.readyState}, ${document.querySelector('form[aria-busy]') ? 'sending' : 'not sending'}, at ${document.activeElement?.outerHTML.slice(0, 200)}`");
                await ShootAsync("stuck");
                Assert.Fail($"{selector} led nowhere from {before} ({state}): {string.Join(" ", errors)}");
            }
        }

        await Page.WaitForLoadStateAsync();
    }

    /// <summary>Where the page itself says it is, between two pages, too; waiting for the event of a navigation misses one now and then.</summary>
    private async Task<string> AddressAsync()
    {
        while (true)
        {
            try
            {
                return await Page.EvaluateAsync<string>("location.href");
            }
            catch (PlaywrightException e) when (e.Message.Contains("context was destroyed", StringComparison.Ordinal) || e.Message.Contains("navigat", StringComparison.OrdinalIgnoreCase))
            {
                await Page.WaitForTimeoutAsync(50);
            }
        }
    }

    /// <summary>Fills the fields of the form's page shown that have an answer here; rows that are missing are added.</summary>
    public async Task FillAsync(JsonObject answers)
    {
        foreach (var (key, value) in answers)
        {
            if (value is JsonArray { Count: > 1 } rows && rows[0] is JsonObject && await Page.Locator($"[value='add:{key}']").CountAsync() > 0)
            {
                for (var n = 1; n < rows.Count && await Page.Locator($"[id^='f-{key}-{n}'], [name^='a.{key}[{n}].']").CountAsync() == 0; n++)
                {
                    await Page.Locator($"[value='add:{key}']").ClickAsync();
                    await Page.Locator($"[name^='a.{key}[{n}].']").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
                }
            }
        }

        foreach (var (name, value) in Leaves(answers, ""))
        {
            await PutAsync(name, value);
        }
    }

    /// <summary>Looks at the page: a picture of it, what axe finds serious, whether it runs over the side.</summary>
    public async Task LookAsync(string name)
    {
        var picture = await ShootAsync(name);
        if (!_script)
        {
            return;
        }

        var over = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (over > 0)
        {
            _faults.Add($"{picture}: {over} px wider than the screen");
        }

        if (await Page.EvaluateAsync<string>("document.documentElement.lang") is var language && !language.StartsWith(_language[..2], StringComparison.Ordinal))
        {
            _faults.Add($"{picture}: in {language}");
        }

        var untranslated = Words().Matches(await Page.Locator("body").InnerTextAsync()).Select(m => m.Value).Where(TextKeys.All.Contains).Distinct().ToList();
        if (untranslated.Count > 0)
        {
            _faults.Add($"{picture}: keys instead of words: {string.Join(", ", untranslated)}");
        }

        // What is fading in has other colours than those it will have.
        await Page.EvaluateAsync("Promise.race([Promise.all(document.getAnimations().map(a => a.finished.catch(() => {}))), new Promise(go => setTimeout(go, 3000))])");
        var found = await Page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] });
        foreach (var violation in found.Violations.Where(v => v.Impact is "serious" or "critical"))
        {
            _faults.Add($"{picture}: {violation.Impact} {violation.Id} ({violation.Help}): {string.Join(" | ", violation.Nodes.Take(4).Select(n => n.Html))}");
        }
    }

    /// <summary>Nothing of what was seen was wrong.</summary>
    public void AssertContent() => Assert.True(_faults.Count == 0, string.Join(Environment.NewLine, _faults.Distinct()));

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();

    private async Task<string> ShootAsync(string name)
    {
        var picture = $"{_who}-{_device.Name}-{_language[..2]}{(_script ? "" : "-noscript")}-{++_seen:00}-{name}.png";
        await Page.ScreenshotAsync(new() { Path = System.IO.Path.Combine(Site.Screenshots, picture), FullPage = true });
        return picture;
    }

    private async Task PutAsync(string name, string value)
    {
        var named = $"[name='a.{name}']";
        var pick = Page.Locator($"input{named}[value='{value}']:is([type=radio], [type=checkbox])");
        if (await pick.CountAsync() > 0)
        {
            await pick.First.CheckAsync();
        }
        else if (await Page.Locator($"select{named}").CountAsync() > 0)
        {
            await Page.Locator($"select{named}").SelectOptionAsync(value);
        }
        else if (await Page.Locator($":is(input, textarea){named}:not([type=hidden], [type=radio], [type=checkbox])").CountAsync() > 0)
        {
            await Page.Locator($":is(input, textarea){named}:not([type=hidden])").First.FillAsync(value);
        }
    }

    private static IEnumerable<(string Name, string Value)> Leaves(JsonNode? node, string path) => node switch
    {
        JsonObject values => values.SelectMany(v => Leaves(v.Value, path.Length == 0 ? v.Key : $"{path}.{v.Key}")),
        JsonArray items when items.Any(i => i is JsonObject) => items.SelectMany((item, n) => Leaves(item, $"{path}[{n}]")),
        JsonArray choices => choices.Select(c => (path, c!.GetValue<string>())),
        JsonValue value => [(path, value.ToString())],
        _ => [],
    };

    [GeneratedRegex(@"[a-zA-Z][a-zA-Z0-9]*(?:\.[a-zA-Z0-9]+)+")]
    private static partial Regex Words();
}

/// <summary>Keys of all texts: on a page one of them is a text that is missing.</summary>
internal static class TextKeys
{
    public static IReadOnlySet<string> All { get; } = Directory
        .EnumerateFiles(Site.Root, "*.resx", new EnumerationOptions { RecurseSubdirectories = true })
        .SelectMany(f => System.Xml.Linq.XDocument.Load(f).Root!.Elements("data"))
        .Select(d => d.Attribute("name")!.Value)
        .Where(k => k.Contains('.', StringComparison.Ordinal))
        .ToHashSet(StringComparer.Ordinal);
}
