using Platform.Model;
using Platform.Model.Documents;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Exceptions;
using UglyToad.PdfPig.Outline;
using UglyToad.PdfPig.Outline.Destinations;
using UglyToad.PdfPig.Writer;

namespace Platform.Server.Documents.Pdf;

/// <summary>
/// Binds with PdfPig: pages are copied as they are, their streams unread; what stands around them in a file (scripts, forms, tags) is left behind, and so is what annotations do
/// (<see cref="QuietWriter"/>).
/// </summary>
internal sealed class PdfBinder(PdfSettings settings, ILogger<PdfBinder> log) : IPdfBinder, IDisposable
{
    private const int MaxPages = 2000;

    /// <summary>Read at the same time, those included whose reader was given up and has not come to an end.</summary>
    private const int MaxReaders = 8;

    // Files of residents: arrays within arrays without end are given up instead of ending the process with its stack.
    private static readonly ParsingOptions Options = new() { MaxStackDepth = 128, SkipMissingFonts = true };

    private static readonly PdfDocumentBuilder.AddPageOptions AsTheyAre = new() { KeepAnnotations = true };

    private readonly SemaphoreSlim _readers = new(MaxReaders, MaxReaders);

    public static int CountPages(byte[] file)
    {
        using var document = PdfDocument.Open(file, Options);
        return document.NumberOfPages;
    }

    public async Task<Result<int>> CheckAsync(Stream file, CancellationToken ct)
    {
        if (!await _readers.WaitAsync(settings.PageTimeout, ct))
        {
            return Problem.Conflict("pdf.failed");
        }

        // Its reader cannot be stopped between two pages: a thread of its own, which keeps its place until it ends.
        var reading = Task.Factory.StartNew(() => Check(file, ct), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _ = reading.ContinueWith(_ => _readers.Release(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            return await reading.WaitAsync(settings.PageTimeout, ct);
        }
        catch (TimeoutException)
        {
            log.FileTookTooLong(settings.PageTimeout);
            return Problem.Invalid("pdf.damaged");
        }
    }

    public void Dispose() => _readers.Dispose();

    private Result<int> Check(Stream file, CancellationToken ct)
    {
        try
        {
            using var document = PdfDocument.Open(file, Options);
            if (document.NumberOfPages > MaxPages)
            {
                return Problem.Of("pdf.tooLong", ProblemKind.TooLarge, null, ("expected", MaxPages));
            }

            using var builder = New(Stream.Null);
            Add(builder, document, ct);
            return document.NumberOfPages > 0 ? document.NumberOfPages : Problem.Invalid("pdf.damaged");
        }
        catch (PdfDocumentEncryptedException)
        {
            return Problem.Invalid("pdf.locked");
        }
        catch (OperationCanceledException)
        {
            throw;
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
        using var builder = New(output);
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

    private static PdfDocumentBuilder New(Stream output) => new(output, tokenWriter: new QuietWriter());

    private static void Add(PdfDocumentBuilder builder, PdfDocument document, CancellationToken ct)
    {
        for (var page = 1; page <= document.NumberOfPages; page++)
        {
            ct.ThrowIfCancellationRequested();
            builder.AddPage(document, page, AsTheyAre);
        }
    }
}
