using Platform.Model.Documents;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Checkups;
using UglyToad.PdfPig;

namespace Platform.Server.Documents.Pdf;

/// <summary>Whether papers can be had as PDF files, tried with one: a browser that comes up, and fonts that hold Chinese and rare characters.</summary>
internal sealed class PdfCheckup(IPdfPrinter printer, PdfSettings settings, BrowserFinder finder, ProblemTexts texts) : ICheckup
{
    /// <summary>Of the common ones, of extension A and of extension B.</summary>
    private static readonly string[] Characters = ["国", "䶮", "𠮷"];

    public int Order => 60;

    public async ValueTask<IReadOnlyList<Finding>> LookAsync(CancellationToken ct)
    {
        const string Setting = $"{PdfSettings.Section}:{nameof(PdfSettings.Browser)}";
        if (finder.Find() is not { } browser)
        {
            if (finder.IsForbidden && settings.Browser != PdfSettings.None)
            {
                return [Finding.Warning("checkup.pdfRoot", ("setting", finder.Missing))];
            }

            return [settings.Browser == PdfSettings.None ? Finding.Good("checkup.pdfOff", ("setting", Setting)) : Finding.Warning("checkup.pdfNone", ("setting", Setting))];
        }

        var printed = await printer.PrintAsync(new($"<!DOCTYPE html><meta charset=\"utf-8\"><title>-</title><p style=\"font-family:'Noto Serif CJK SC','SimSun',serif\">{string.Join(' ', Characters)}</p>", "-"), ct);
        if (!printed.TryGet(out var file))
        {
            return [Finding.Bad("checkup.pdfFailed", ("browser", browser), ("reason", texts.Say(printed.Problems[0])))];
        }

        using var document = PdfDocument.Open(file.Content);
        var drawn = document.GetPage(1).Letters.Select(l => l.Value).ToHashSet(StringComparer.Ordinal);
        var missing = Characters.Where(c => !drawn.Contains(c)).ToList();
        return [missing.Count == 0 ? Finding.Good("checkup.pdf", ("browser", browser)) : Finding.Warning("checkup.pdfFonts", ("browser", browser), ("missing", missing))];
    }
}
