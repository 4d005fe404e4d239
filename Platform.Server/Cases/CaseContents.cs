using System.Text.Json;
using Platform.Model.Documents;
using Platform.Model.Items;

namespace Platform.Server.Cases;

/// <summary>Lends the application to the documents that speak of it.</summary>
internal sealed class CaseContents(CaseReader cases, RevisionStore revisions, IItemCatalogue items) : ICaseContents
{
    public async ValueTask<JsonElement?> FindAsync(Guid caseId, CaseContentRef content, CancellationToken ct)
    {
        if (await cases.ReadAsync(caseId) is not { } file || await revisions.FindAsync(file, content.Revision, ct) is not { } found)
        {
            return null;
        }

        return found.Digest == content.Digest
            ? CasePapers.Application(file, found.Content, await items.GetAsync(file.ItemVersionId, ct))
            : throw new InvalidDataException($"Revision {content.Revision} of case {file.Number} is not as it was when a document was issued about it.");
    }
}
