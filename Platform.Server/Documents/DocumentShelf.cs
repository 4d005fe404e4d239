using Platform.Model.Documents;

namespace Platform.Server.Documents;

internal sealed class DocumentShelf(DocumentStore store, DocumentPage page) : IDocuments
{
    public ValueTask<IReadOnlyList<IssuedDocument>> ListAsync(Guid caseId, CancellationToken ct) => store.ListAsync(caseId, ct);

    public async ValueTask<string?> ReadAsync(Guid caseId, Guid documentId, CancellationToken ct) =>
        await store.FindAsync(caseId, documentId, ct) is { } found ? page.Frame(found.Issued, found.Content) : null;
}
