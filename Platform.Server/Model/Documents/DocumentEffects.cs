using System.Text.Json;

namespace Platform.Model.Documents;

/// <summary>
/// Issue a statutory document: its number comes from the authority's series in the same transaction, its text from the template in force. What is issued
/// is the template's version with the facts; the sheet is drawn from them when somebody reads it, and is the same every time.
/// </summary>
/// <param name="DocumentId">Chosen by the case; issuing the same id twice is a bug.</param>
/// <param name="Kind">acceptance-notice, supplement-notice, decision-grant …: which series it is numbered in.</param>
/// <param name="Data">What this document says, a JSON object: usually <c>case{…}</c>, the state on that day, and <c>data{…}</c>, what caused the document.</param>
/// <param name="Content">The application it speaks of; null for a document that shows nothing of it.</param>
/// <param name="Template">Key of the template it is written from; null = that of its kind.</param>
public sealed record IssueDocumentEffect(
    Guid DocumentId, Guid CaseId, string CaseNumber, string Kind, string AuthorityCode, string AuthorityName, DateOnly IssuedOn, string Data, CaseContentRef? Content, string? Template = null);

/// <summary>Marks papers of a case as annulled 撤销: they stay as they were issued, and whoever checks one is told.</summary>
/// <param name="Kinds">Keys of document templates.</param>
public sealed record AnnulDocumentsEffect(Guid CaseId, IReadOnlyList<string> Kinds, DateOnly On);

/// <summary>Names the content of a case as it was: a revision never changes.</summary>
/// <param name="Revision">Counts from 1.</param>
/// <param name="Digest">SHA-256 of the content's JSON, hex.</param>
public sealed record CaseContentRef(int Revision, string Digest);

/// <summary>What documents show of the application itself; the cases keep it once, so that no document has to.</summary>
public interface ICaseContents
{
    /// <summary>
    /// An object with the facts that never change of <c>case</c>, and <c>item</c>, <c>applicant</c>, <c>answers</c>, <c>materials</c> and <c>sections</c> (the answers under
    /// the headings of the form, masked) as of the revision; null when there is none. Answers whose digest is not the given one are reported by an exception.
    /// </summary>
    ValueTask<JsonElement?> FindAsync(Guid caseId, CaseContentRef content, CancellationToken ct);
}

/// <param name="Number">From the authority's series of this kind and year, e.g. 余卫受〔2026〕12号.</param>
/// <param name="ContentHash">SHA-256 over number, day, template version, facts and digest of the application, hex; what a holder checks a paper with.</param>
/// <param name="AnnulledOn">Since when it no longer counts; null while it does.</param>
public sealed record IssuedDocument(
    Guid Id, Guid CaseId, string Kind, string Number, LocalizedText Title, string ContentHash, DateOnly IssuedOn, DateTimeOffset IssuedAt, DateOnly? AnnulledOn = null);

/// <summary>Reading documents of a case.</summary>
public interface IDocuments
{
    /// <summary>Oldest first.</summary>
    ValueTask<IReadOnlyList<IssuedDocument>> ListAsync(Guid caseId, CancellationToken ct);

    /// <summary>The page as issued, a complete printable HTML document; null when there is none of that id in the case.</summary>
    ValueTask<string?> ReadAsync(Guid caseId, Guid documentId, CancellationToken ct);

    /// <summary>The same page as a file; refuses with <c>document.unknown</c>, <c>document.altered</c> and as <see cref="IPdfPrinter"/> does.</summary>
    ValueTask<Result<PdfFile>> PrintAsync(Guid caseId, Guid documentId, CancellationToken ct);
}
