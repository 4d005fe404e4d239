using Platform.Model;
using Platform.Model.Documents;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Exceptions;
using UglyToad.PdfPig.Outline;
using UglyToad.PdfPig.Outline.Destinations;
using UglyToad.PdfPig.Writer;

namespace Platform.Server.Documents.Pdf;

/// <summary>Binds with PdfPig: pages are copied as they are, their streams unread; what stands around them in a file (scripts, forms, tags) is left behind.</summary>
internal sealed class PdfBinder(ILogger<PdfBinder> log) : IPdfBinder
{
    private const int MaxPages = 2000;

    // Files of residents: arrays within arrays without end are given up instead of ending the process with its stack.
    private static readonly ParsingOptions Options = new() { MaxStackDepth = 128, SkipMissingFonts = true };

    private static readonly PdfDocumentBuilder.AddPageOptions AsTheyAre = new() { KeepAnnotations = true };

    public static int CountPages(byte[] file)
    {
        using var document = PdfDocument.Open(file, Options);
        return document.NumberOfPages;
    }

    public Result<int> Check(Stream file)
    {
        try
        {
            using var document = PdfDocument.Open(file, Options);
            if (document.NumberOfPages > MaxPages)
            {
                return Problem.Of("pdf.tooLong", ProblemKind.TooLarge, null, ("expected", MaxPages));
            }

            using var builder = new PdfDocumentBuilder(Stream.Null, false);
            Add(builder, document, CancellationToken.None);
            return document.NumberOfPages > 0 ? document.NumberOfPages : Problem.Invalid("pdf.damaged");
        }
        catch (PdfDocumentEncryptedException)
        {
            return Problem.Invalid("pdf.locked");
        }
#pragma warning disable CA1031 // A damaged file makes its reader stumble in any way.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.FileNotBound(e.GetType().Name, e.Message);
            return Problem.Invalid("pdf.damaged");
        }
    }

    public async Task BindAsync(string title, IReadOnlyList<BoundPart> parts, Stream output, CancellationToken ct)
    {
        using var builder = new PdfDocumentBuilder(output, false);
        builder.DocumentInformation.Title = title;
        var marks = new List<BookmarkNode>();
        foreach (var part in parts)
        {
            await using var file = await part.Open(ct);
            using var document = PdfDocument.Open(file, Options);
            marks.Add(new DocumentBookmarkNode(part.Title, 0, new(builder.Pages.Count + 1, ExplicitDestinationType.FitPage, ExplicitDestinationCoordinates.Empty), []));
            Add(builder, document, ct);
        }

        builder.Bookmarks = new Bookmarks(marks);
        builder.Build();
    }

    private static void Add(PdfDocumentBuilder builder, PdfDocument document, CancellationToken ct)
    {
        for (var page = 1; page <= document.NumberOfPages; page++)
        {
            ct.ThrowIfCancellationRequested();
            builder.AddPage(document, page, AsTheyAre);
        }
    }
}
