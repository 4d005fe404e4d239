using Platform.Model;
using Platform.Model.Documents;

namespace Platform.Server.Documents;

internal sealed class DocumentShelf(DocumentStore store, DocumentSheets sheets, DocumentPage page, IPdfPrinter printer, ILogger<DocumentShelf> log) : IDocuments
{
    public ValueTask<IReadOnlyList<IssuedDocument>> ListAsync(Guid caseId, CancellationToken ct) => store.ListAsync(caseId, ct);

    public async ValueTask<string?> ReadAsync(Guid caseId, Guid documentId, CancellationToken ct) =>
        await FindAsync(caseId, documentId, ct) is { } found ? await DrawAsync(found, ct) : null;

    public async ValueTask<Result<PdfFile>> PrintAsync(Guid caseId, Guid documentId, CancellationToken ct)
    {
        StoredDocument? found;
        try
        {
            found = await FindAsync(caseId, documentId, ct);
        }
        catch (InvalidDataException)
        {
            return Problem.Conflict("document.altered", ("document", documentId));
        }

        if (found is null)
        {
            return Problem.NotFound("document.unknown", ("document", documentId));
        }

        var (title, number) = (found.Issued.Title.In(LocalizedText.Chinese), found.Issued.Number);
        return (await printer.PrintAsync(new(await DrawAsync(found, ct), number), ct)).Then<PdfFile>(printed => new PdfFile($"{title} {number}.pdf", printed.Content, printed.Pages));
    }

    private async ValueTask<StoredDocument?> FindAsync(Guid caseId, Guid documentId, CancellationToken ct)
    {
        var found = await store.FindAsync(caseId, documentId, ct);
        if (found is not null && found.Issued.ContentHash != DocumentStore.HashOf(found.Issued.Number, found.Issued.IssuedOn, found.Template, found.Data, found.Content))
        {
            log.DocumentAltered(documentId, found.Issued.Number);
            throw new InvalidDataException($"Document {found.Issued.Number} is not as it was issued.");
        }

        return found;
    }

    private async ValueTask<string> DrawAsync(StoredDocument document, CancellationToken ct) => page.Frame(document.Issued, await sheets.DrawAsync(document, ct));
}
