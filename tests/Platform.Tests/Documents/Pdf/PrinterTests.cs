using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Model;
using Platform.Model.Documents;
using Platform.Server.Documents.Pdf;
using Platform.Tests.Hosting;
using UglyToad.PdfPig;

namespace Platform.Tests.Documents.Pdf;

public sealed class PrinterTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_is_printed_with_rare_characters_title_language_tags_and_the_numbers_of_its_sheets()
    {
        await using var printer = Press.New();
        var printed = await printer.PrintAsync(new(Press.Page("<h1>申请人</h1><p>𠮷䶮㼆 买买提·吐尔逊</p><p style=\"break-before:page\">第二页</p>"), "余卫受〔2026〕12号"), Ct);
        Assert.True(printed.Succeeded);
        var pages = Press.Read(printed.Value.Content);
        Assert.Equal(2, pages.Count);
        Assert.Contains("𠮷䶮㼆买买提·吐尔逊", pages[0], StringComparison.Ordinal);
        Assert.Contains("余卫受〔2026〕12号", pages[0], StringComparison.Ordinal);
        Assert.Contains("第2页共2页", pages[1], StringComparison.Ordinal);
        using var document = PdfDocument.Open(printed.Value.Content);
        Assert.Equal("样张", document.Information.Title);
        Assert.InRange(document.GetPage(1).Width, 594, 597);
        Assert.InRange(document.GetPage(1).Height, 841, 843);
        var structure = Encoding.Latin1.GetString(printed.Value.Content);
        Assert.Contains("/StructTreeRoot", structure, StringComparison.Ordinal);
        Assert.Matches("/Lang ?\\(zh-CN\\)", structure);
    }

    [Fact]
    public async Task Nothing_in_a_page_runs_and_nothing_is_fetched_or_gone_to()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        var secret = Path.Combine(Directory.CreateTempSubdirectory().FullName, "secret.html");
        await File.WriteAllTextAsync(secret, "<p>geheimnis</p>", Ct);
        var head = $"""
            <meta http-equiv="refresh" content="0;url={address}/refresh"><base href="{address}/">
            <link rel="stylesheet" href="{address}/style"><link rel="preconnect" href="{address}"><link rel="dns-prefetch" href="{address}"><link rel="prefetch" href="{address}/prefetch">
            <style>@import url({address}/import); @font-face {"{"} font-family: x; src: url({address}/font) {"}"} body {"{"} background: url({address}/background); font-family: x, serif {"}"}</style>
            <script>document.write('gelaufen')</script><script src="{address}/script"></script>
            """;
        var body = $"""
            <p onclick="x" id="a">bleibt</p><img src="{address}/img" onerror="document.getElementById('a').textContent='gelaufen'"><img src="x" srcset="{address}/srcset 2x">
            <iframe src="{address}/frame"></iframe><iframe src="file://{secret}"></iframe><iframe src="file:///etc/passwd"></iframe><iframe srcdoc="<script>document.write('gelaufen')</script><img src='{address}/inner'>"></iframe>
            <object data="{address}/object"></object><embed src="file://{secret}"><video src="{address}/video" autoplay></video><svg><image href="{address}/svg"/><use href="{address}/use#a"/></svg>
            <iframe src="javascript:document.write('gelaufen')"></iframe><iframe src="data:text/html,<script>document.write('gelaufen')</script>"></iframe><link rel="stylesheet" href="file://{secret}">
            """;
        await using var printer = Press.New();
        var printed = await printer.PrintAsync(new(Press.Page(body, head), "1"), Ct);
        Assert.True(printed.Succeeded);
        var text = string.Concat(Press.Read(printed.Value.Content));
        Assert.Contains("bleibt", text, StringComparison.Ordinal);
        Assert.DoesNotContain("gelaufen", text, StringComparison.Ordinal);
        Assert.DoesNotContain("geheimnis", text, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", text, StringComparison.Ordinal);
        Assert.False(listener.Pending());
    }

    [Theory]
    [InlineData("http-equiv=\"refresh\" content=\"0;url=file:///etc/passwd\"")]
    [InlineData("http-equiv=\"refresh\" content=\"0;url=data:text/html,anders\"")]
    [InlineData("http-equiv=\"refresh\" content=\"0;url=chrome://version\"")]
    public async Task A_page_that_wants_to_go_elsewhere_stays_what_it_is(string meta)
    {
        await using var printer = Press.New();
        var printed = await printer.PrintAsync(new(Press.Page("<p>bleibt</p>", $"<meta {meta}>"), "1"), Ct);
        Assert.Contains("bleibt", string.Concat(Press.Read(printed.Value.Content)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_without_end_is_refused_and_the_next_one_is_printed()
    {
        await using var printer = Press.New(Press.Settings with { MaxPages = 5 });
        var endless = await printer.PrintAsync(new(Press.Page("<div style=\"height:100000000mm\">x</div>"), "1"), Ct);
        Assert.Equal("pdf.tooLong", Assert.Single(endless.Problems).Code);
        Assert.True((await printer.PrintAsync(new(Press.Page("<p>gut</p>"), "2"), Ct)).Succeeded);
    }

    [Fact]
    public async Task A_page_that_takes_too_long_is_given_up()
    {
        await using var printer = Press.New(Press.Settings with { PageTimeout = TimeSpan.FromMilliseconds(400) });
        var rows = string.Concat(Enumerable.Range(0, 400_000).Select(i => $"<tr><td>{i}<td>{i}<td>{i}"));
        var slow = await printer.PrintAsync(new(Press.Page($"<table>{rows}</table>"), "1"), Ct);
        Assert.Equal("pdf.failed", Assert.Single(slow.Problems).Code);
    }

    [Fact]
    public async Task A_picture_that_is_none_is_refused_where_it_is_needed()
    {
        const string Broken = "<img src=\"data:image/png;base64,AAAA\">";
        await using var printer = Press.New();
        Assert.Equal("pdf.picture", Assert.Single((await printer.PrintAsync(new(Press.Page(Broken), "1", NeedsPictures: true), Ct)).Problems).Code);
        Assert.True((await printer.PrintAsync(new(Press.Page(Broken), "1"), Ct)).Succeeded);
    }

    [Fact]
    public async Task A_browser_with_nothing_to_do_ends_and_another_one_is_started_when_needed()
    {
        var clock = new TestClock();
        await using var printer = Press.New(time: clock);
        var before = Folders();
        Assert.True((await printer.PrintAsync(new(Press.Page("<p>1</p>"), "1"), Ct)).Succeeded);
        var folder = Assert.Single(Folders().Except(before));
        clock.Advance(Press.Settings.IdleFor + TimeSpan.FromSeconds(1));
        for (var i = 0; Directory.Exists(folder) && i < 200; i++)
        {
            await Task.Delay(50, Ct);
        }

        Assert.False(Directory.Exists(folder));
        Assert.True((await printer.PrintAsync(new(Press.Page("<p>2</p>"), "2"), Ct)).Succeeded);
    }

    [Fact]
    public async Task Without_a_browser_it_is_said_which_setting_names_one()
    {
        await using var printer = Press.New(Press.Settings with { Browser = PdfSettings.None });
        Assert.False(printer.IsAvailable);
        var problem = Assert.Single((await printer.PrintAsync(new(Press.Page("x"), "1"), Ct)).Problems);
        Assert.Equal("pdf.unavailable", problem.Code);
        Assert.Equal("Documents:Pdf:Browser", problem.Values!["setting"]);
    }

    [Fact]
    public async Task Who_comes_when_too_many_wait_is_refused()
    {
        await using var printer = Press.New(Press.Settings with { AtOnce = 1, Waiting = 1 });
        var printed = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => printer.PrintAsync(new(Press.Page($"<p>{i}</p>"), "1"), Ct)));
        Assert.Equal(2, printed.Count(p => p.Succeeded));
        Assert.All(printed.Where(p => !p.Succeeded), p => Assert.Equal(("pdf.busy", ProblemKind.TooMany), (p.Problems[0].Code, p.Problems[0].Kind)));
    }

    [Fact]
    public async Task As_root_nothing_is_printed_unless_that_is_allowed()
    {
        var strict = Press.Settings with { AllowRoot = null };
        Assert.Equal(Environment.IsPrivilegedProcess, new BrowserFinder(strict, new(Demo: false)).IsForbidden);
        Assert.False(new BrowserFinder(strict, new(Demo: true)).IsForbidden);
        Assert.False(new BrowserFinder(Press.Settings, new(Demo: false)).IsForbidden);
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Asked of root only.");
        await using var printer = Press.New(strict);
        Assert.Equal("Documents:Pdf:AllowRoot", Assert.Single((await printer.PrintAsync(new(Press.Page("x"), "1"), Ct)).Problems).Values!["setting"]);
    }

    [Fact]
    public async Task A_browser_whose_parts_outlive_it_holds_nobody_up()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no printing on Windows.");
        var folder = Directory.CreateTempSubdirectory();
        var path = Path.Combine(folder.FullName, "browser");
        await File.WriteAllTextAsync(path, "#!/bin/sh\necho broken >&2\nsetsid sleep 60 >/dev/null 3>&- 4>&- </dev/null &\nexit 1\n", Ct);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        await using var printer = new BrowserPrinter(Press.Settings, new(Press.Settings with { Browser = path }, new(Demo: false)), new TestClock(), NullLogger<BrowserPrinter>.Instance);
        var printed = await printer.PrintAsync(new(Press.Page("x"), "1"), Ct).WaitAsync(TimeSpan.FromSeconds(40), Ct);
        Assert.Equal("pdf.failed", Assert.Single(printed.Problems).Code);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"id\":\"one\"}")]
    [InlineData("{\"id\":1}")]
    [InlineData("{\"id\":1,\"error\":{}}")]
    [InlineData("not json")]
    public async Task A_message_of_an_unexpected_shape_ends_the_browser_and_nothing_else(string said)
    {
        using var from = new MemoryStream([.. Encoding.UTF8.GetBytes(said), 0]);
        using var tools = new DevTools(Stream.Null, from);
        await Assert.ThrowsAsync<DevToolsException>(() => tools.SendAsync("Browser.getVersion", null, null, Ct));
        for (var i = 0; !tools.IsClosed && i < 200; i++)
        {
            await Task.Delay(10, Ct);
        }

        Assert.True(tools.IsClosed);
    }

    private static HashSet<string> Folders() => [.. Directory.GetDirectories(Path.GetTempPath(), "platform-pdf-*")];
}
