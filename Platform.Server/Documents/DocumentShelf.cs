using Platform.Model.Documents;

namespace Platform.Server.Documents;

internal sealed class DocumentShelf(DocumentStore store, DocumentSheets sheets, DocumentPage page, ILogger<DocumentShelf> log) : IDocuments
{
    public ValueTask<IReadOnlyList<IssuedDocument>> ListAsync(Guid caseId, CancellationToken ct) => store.ListAsync(caseId, ct);

    public async ValueTask<string?> ReadAsync(Guid caseId, Guid documentId, CancellationToken ct)
    {
        if (await store.FindAsync(caseId, documentId, ct) is not { } found)
        {
            return null;
        }

        if (found.Issued.ContentHash != DocumentStore.HashOf(found.Issued.Number, found.Issued.IssuedOn, found.Template, found.Data, found.Content))
        {
            log.DocumentAltered(documentId, found.Issued.Number);
            throw new InvalidDataException($"Document {found.Issued.Number} is not as it was issued.");
        }

        return page.Frame(found.Issued, await sheets.DrawAsync(found, ct));
    }
}
