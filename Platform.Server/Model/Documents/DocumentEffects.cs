using System.Text.Json;

namespace Platform.Model.Documents;

/// <summary>Issue a statutory document: its number comes from the authority's series in the same transaction, its text from the template in force, and its hash over the rendered text.</summary>
/// <param name="DocumentId">Chosen by the case; issuing the same id twice is a bug.</param>
/// <param name="Kind">acceptance-notice, supplement-notice, decision-grant … (key of the document template).</param>
/// <param name="Data">Everything the template shows, an object; see <see cref="DocumentTemplate"/>. The issued text is the record of it.</param>
public sealed record IssueDocumentEffect(Guid DocumentId, Guid CaseId, string CaseNumber, string Kind, string AuthorityCode, DateOnly IssuedOn, JsonElement Data);

/// <param name="Number">From the authority's series of this kind and year, e.g. 余卫受〔2026〕12号.</param>
/// <param name="ContentHash">SHA-256 of the sheet as stored, hex: the document itself without print styles and verification codes, which are added on reading.</param>
public sealed record IssuedDocument(Guid Id, Guid CaseId, string Kind, string Number, LocalizedText Title, string ContentHash, DateOnly IssuedOn, DateTimeOffset IssuedAt);

/// <summary>Reading documents of a case.</summary>
public interface IDocuments
{
    /// <summary>Oldest first.</summary>
    ValueTask<IReadOnlyList<IssuedDocument>> ListAsync(Guid caseId, CancellationToken ct);

    /// <summary>The page as issued, a complete printable HTML document; null when there is none of that id in the case.</summary>
    ValueTask<string?> ReadAsync(Guid caseId, Guid documentId, CancellationToken ct);
}
