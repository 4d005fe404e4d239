using System.Globalization;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Documents;
using Platform.Server.Hosting;

namespace Platform.Server.Documents.Pdf;

/// <summary>
/// One page in a browser, in a context of its own that is thrown away with it. Templates are written by administrators of localities and answers by residents, so nothing
/// of it is believed: scripts are off, every request it makes is refused, whatever it is for, and it goes nowhere.
/// </summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    /// <summary>True for each picture that can be drawn; a promise, which the browser waits for. The page's own scripts are off, this is the browser's.</summary>
    private const string LoadPictures = "Promise.all([...document.images].map(i => { i.loading = 'eager'; return i.decode().then(() => true, () => false); })).then(all => all.every(Boolean))";

    private const int PartBytes = 384 * 1024;
    private static readonly TimeSpan Leaving = TimeSpan.FromSeconds(5);
    private readonly DevTools _tools;
    private readonly string _context;
    private string _session = "";
    private IDisposable? _listening;

    private BrowserPage(DevTools tools, string context) => (_tools, _context) = (tools, context);

    public static async Task<BrowserPage> OpenAsync(DevTools tools, PdfSettings settings, CancellationToken ct)
    {
        // Not called off by who asked for the page: a context whose name nobody heard would stay as long as the browser.
        using var within = new CancellationTokenSource(settings.PageTimeout);
        var context = await tools.SendAsync("Target.createBrowserContext", new { disposeOnDetach = true }, null, within.Token);
        var page = new BrowserPage(tools, Text(context, "browserContextId"));
        try
        {
            await page.CloseOffAsync(ct);
            return page;
        }
        catch
        {
            await page.DisposeAsync();
            throw;
        }
    }

    public async Task<Result<byte[]>> PrintAsync(PrintablePage page, PdfSettings settings, CancellationToken ct)
    {
        var tree = await CallAsync("Page.getFrameTree", null, ct);
        await CallAsync("Page.setDocumentContent", new { frameId = Text(tree.GetProperty("frameTree").GetProperty("frame"), "id"), html = page.Html }, ct);
        var loaded = await CallAsync("Runtime.evaluate", new { expression = LoadPictures, awaitPromise = true, returnByValue = true }, ct);
        if (page.NeedsPictures && loaded.GetProperty("result").TryGetProperty("value", out var all) && all.ValueKind != JsonValueKind.True)
        {
            return Problem.Invalid("pdf.picture");
        }

        var printed = await CallAsync("Page.printToPDF", Sheet(page, settings), ct);
        return await ReadAsync(Text(printed, "stream"), ct) is { } file ? file : Problem.Of("pdf.tooLarge", ProblemKind.TooLarge);
    }

    public async ValueTask DisposeAsync()
    {
        _listening?.Dispose();
        using var patience = new CancellationTokenSource(Leaving);
        try
        {
            await _tools.SendAsync("Target.disposeBrowserContext", new { browserContextId = _context }, null, patience.Token);
        }
        catch (Exception e) when (e is DevToolsException or OperationCanceledException)
        {
            // Gone with its browser, or so busy that only its browser's end helps.
            _tools.Dispose();
        }
    }

    private static object Sheet(PrintablePage page, PdfSettings settings) => new
    {
        preferCSSPageSize = true,
        printBackground = true,
        paperWidth = 210 / 25.4,
        paperHeight = 297 / 25.4,
        generateTaggedPDF = true,
        generateDocumentOutline = true,
        displayHeaderFooter = true,
        headerTemplate = "<span></span>",
        footerTemplate = Foot(page.Foot),
        // One more than allowed tells that there are more, and is the last that is made.
        pageRanges = string.Create(CultureInfo.InvariantCulture, $"1-{settings.MaxPages + 1}"),
        transferMode = "ReturnAsStream",
    };

    private static string Foot(string number)
    {
        var pages = Liquid.Encode(DocumentsText.InChinese("page.of"))
            .Replace("{0}", "<span class=\"pageNumber\"></span>", StringComparison.Ordinal)
            .Replace("{1}", "<span class=\"totalPages\"></span>", StringComparison.Ordinal);
        return $"<div lang=\"{LocalizedText.Chinese}\" style=\"width:100%;margin:0 22mm 0 26mm;display:flex;justify-content:space-between;gap:8mm;font:8pt 'Noto Sans CJK SC','Microsoft YaHei',sans-serif;color:#333\"><span>{Liquid.Encode(number)}</span><span style=\"white-space:nowrap\">{pages}</span></div>";
    }

    private static string Text(JsonElement from, string member) => from.GetProperty(member).GetString()!;

    private async Task CloseOffAsync(CancellationToken ct)
    {
        var target = await _tools.SendAsync("Target.createTarget", new { url = "about:blank", browserContextId = _context }, null, ct);
        var attached = await _tools.SendAsync("Target.attachToTarget", new { targetId = Text(target, "targetId"), flatten = true }, null, ct);
        _session = Text(attached, "sessionId");
        _listening = _tools.Listen(_session, Hear);
        await CallAsync("Emulation.setScriptExecutionDisabled", new { value = true }, ct);
        await CallAsync("Fetch.enable", new { patterns = new[] { new { urlPattern = "*" } } }, ct);
    }

    private void Hear(string method, JsonElement said)
    {
        if (method == "Fetch.requestPaused")
        {
            _ = RefuseAsync(Text(said, "requestId"));
        }
    }

    /// <summary>As if the reader had stopped it: a page that wants to go somewhere stays what it is.</summary>
    private async Task RefuseAsync(string request)
    {
        try
        {
            await CallAsync("Fetch.failRequest", new { requestId = request, errorReason = "Aborted" }, CancellationToken.None);
        }
        catch (DevToolsException)
        {
            // It is gone by itself, with what asked for it.
        }
    }

    private async Task<byte[]?> ReadAsync(string stream, CancellationToken ct)
    {
        using var file = new MemoryStream();
        var isWhole = false;
        while (!isWhole && file.Length <= PdfSettings.MaxBytes)
        {
            var part = await CallAsync("IO.read", new { handle = stream, size = PartBytes }, ct);
            var data = part.GetProperty("data");
            file.Write(part.GetProperty("base64Encoded").GetBoolean() ? data.GetBytesFromBase64() : System.Text.Encoding.Latin1.GetBytes(data.GetString()!));
            isWhole = part.GetProperty("eof").GetBoolean();
        }

        await CallAsync("IO.close", new { handle = stream }, ct);
        return isWhole && file.Length <= PdfSettings.MaxBytes ? file.ToArray() : null;
    }

    private Task<JsonElement> CallAsync(string method, object? parameters, CancellationToken ct) => _tools.SendAsync(method, parameters, _session, ct);
}
