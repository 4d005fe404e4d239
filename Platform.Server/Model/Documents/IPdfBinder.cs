namespace Platform.Model.Documents;

/// <summary>Binds PDF files into one, page by page, with a bookmark for each.</summary>
public interface IPdfBinder
{
    /// <summary>The number of pages of a file that can be bound. Refuses with <c>pdf.locked</c>, <c>pdf.damaged</c> and <c>pdf.tooLong</c>, and with <c>pdf.failed</c> when too many are being read. Takes as long as binding it, within bounds.</summary>
    /// <param name="file">Can be searched.</param>
    Task<Result<int>> CheckAsync(Stream file, CancellationToken ct);

    /// <summary>Parts that were not checked before, or are none, are a bug. One part is open at a time, and what is bound is written at once.</summary>
    Task BindAsync(string title, IReadOnlyList<BoundPart> parts, Stream output, CancellationToken ct);
}

/// <param name="Title">Of its bookmark.</param>
/// <param name="Open">Gives the file, which can be searched.</param>
public sealed record BoundPart(string Title, Func<CancellationToken, ValueTask<Stream>> Open);
