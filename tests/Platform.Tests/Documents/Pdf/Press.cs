using Microsoft.Extensions.Logging.Abstractions;
using Platform.Server.Documents.Pdf;
using Platform.Tests.Hosting;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;

namespace Platform.Tests.Documents.Pdf;

/// <summary>A printer with the browser of this machine, and what stands in the files it makes.</summary>
internal static class Press
{
    public static PdfSettings Settings { get; } = new(null, AtOnce: 2, Waiting: 50, TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(5), MaxPages: 500, AllowRoot: true);

    public static BrowserPrinter New(PdfSettings? settings = null, TimeProvider? time = null)
    {
        NeedsBrowser();
        return new(settings ?? Settings, new(settings ?? Settings, new(Demo: false)), time ?? new TestClock(), NullLogger<BrowserPrinter>.Instance);
    }

    /// <summary>Skips the test, and says so, where there is no browser to print with.</summary>
    public static void NeedsBrowser() => Assert.SkipUnless(new BrowserFinder(Settings, new(Demo: false)).Find() is not null, "No Chromium, Chrome or Edge on PATH.");

    public static string Page(string body, string head = "") => $"<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>样张</title>{head}</head><body>{body}</body></html>";

    /// <summary>
    /// The text of each page, without white space: where lines break is the browser's business. Fonts draw a radical and the character that is one alike (⼆ and 二); which
    /// of them is meant the file says beside the glyphs, and readers of text go by that.
    /// </summary>
    public static IReadOnlyList<string> Read(byte[] file)
    {
        using var document = PdfDocument.Open(file, new ParsingOptions { UseActualText = true });
        return [.. document.GetPages().Select(TextOf)];
    }

    private static string TextOf(Page page) => string.Concat(page.Letters.Select(l => l.Value).Where(v => !string.IsNullOrWhiteSpace(v)));
}
