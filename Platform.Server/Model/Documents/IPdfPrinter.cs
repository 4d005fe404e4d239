namespace Platform.Model.Documents;

/// <summary>Makes PDF files of pages, A4, tagged, with the numbers of the sheets in the foot.</summary>
public interface IPdfPrinter
{
    /// <summary>Whether there is anything here to print with; pages offer no PDF where there is not.</summary>
    bool IsAvailable { get; }

    /// <summary>
    /// Nothing in the page runs, and nothing is fetched for it: pictures are those it brings along as <c>data:</c>. Refuses with <c>pdf.unavailable</c>, <c>pdf.busy</c>,
    /// <c>pdf.tooLarge</c>, <c>pdf.tooLong</c>, <c>pdf.failed</c>, and with <c>pdf.picture</c> when <see cref="PrintablePage.NeedsPictures"/> and one is none.
    /// </summary>
    Task<Result<PrintedPdf>> PrintAsync(PrintablePage page, CancellationToken ct);
}

/// <param name="Html">A complete document; its title and language become those of the file.</param>
/// <param name="Foot">Stands at the left of every foot: the number of the paper.</param>
/// <param name="NeedsPictures">Refuse the page when one of its pictures cannot be drawn, instead of leaving it out.</param>
public sealed record PrintablePage(string Html, string Foot, bool NeedsPictures = false);

public sealed record PrintedPdf(byte[] Content, int Pages);

/// <param name="Name">For saving, with its ending.</param>
public sealed record PdfFile(string Name, byte[] Content, int Pages)
{
    public const string MediaType = "application/pdf";
}
