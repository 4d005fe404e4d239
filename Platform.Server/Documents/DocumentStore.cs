using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Platform.Model;
using Platform.Model.Documents;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Documents;

/// <param name="Template">Version of the template it is drawn from.</param>
internal sealed record NewDocument(IssueDocumentEffect Effect, LocalityCode Locality, string Number, LocalizedText Title, string Template, DateTimeOffset IssuedAt);

/// <param name="Template">Version of the template it is drawn from.</param>
/// <param name="Data">JSON object: what this document says.</param>
/// <param name="Content">The application it speaks of.</param>
internal sealed record StoredDocument(IssuedDocument Issued, string AuthorityName, string Template, string Data, CaseContentRef? Content);

/// <summary>What anybody holding a paper may learn about it.</summary>
/// <param name="AnnulledOn">Since when it no longer counts; null while it does.</param>
internal sealed record VerifiedDocument(string Kind, string Number, LocalizedText Title, string AuthorityName, DateOnly IssuedOn, string ContentHash, DateOnly? AnnulledOn);

/// <summary>What a document says may name people, so it is stored encrypted; its hash is taken over the plain text.</summary>
internal sealed class DocumentStore(IDatabase database, IPersonalData personal)
{
    /// <summary>The next number of the series. Numbers of a transaction that is rolled back are given again, so the series has no gap.</summary>
    public static async ValueTask<int> NextNumberAsync(DbTransaction transaction, string authority, string kind, int year, CancellationToken ct)
    {
        var updated = await Series(transaction, "UPDATE document_series SET last = last + 1 WHERE authority = @authority AND kind = @kind AND year = @year").ExecuteAsync(ct);
        if (updated == 0)
        {
            await Series(transaction, "INSERT INTO document_series (authority, kind, year, last) VALUES (@authority, @kind, @year, 1)").ExecuteAsync(ct);
            return 1;
        }

        var last = await Series(transaction, "SELECT last FROM document_series WHERE authority = @authority AND kind = @kind AND year = @year").ScalarAsync(ct);
        return Convert.ToInt32(last, CultureInfo.InvariantCulture);

        PreparedCommand Series(DbTransaction within, string sql) => within.Prepared(sql).Set("@authority", authority).Set("@kind", kind).Set("@year", year);
    }

    public async ValueTask AddAsync(DbTransaction transaction, NewDocument document, CancellationToken ct)
    {
        var effect = document.Effect;
        var hash = HashOf(document.Number, effect.IssuedOn, document.Template, effect.Data, effect.Content);
        await transaction.Prepared(
            """
            INSERT INTO document (id, case_id, locality, authority, authority_name, kind, number, title, template, content, content_revision, content_digest, content_hash, hash_start, issued_on, issued_at)
            VALUES (@id, @caseId, @locality, @authority, @authorityName, @kind, @number, @title, @template, @content, @revision, @digest, @contentHash, @hashStart, @issuedOn, @issuedAt)
            """)
            .Set("@id", effect.DocumentId)
            .Set("@caseId", effect.CaseId)
            .Set("@locality", document.Locality)
            .Set("@authority", effect.AuthorityCode)
            .Set("@authorityName", effect.AuthorityName)
            .Set("@kind", effect.Kind)
            .Set("@number", document.Number)
            .Set("@title", JsonSerializer.Serialize(document.Title, ModelJson.Options))
            .Set("@template", document.Template)
            .Set("@content", personal.Protect(effect.Data))
            .Set("@revision", effect.Content?.Revision)
            .Set("@digest", effect.Content?.Digest)
            .Set("@contentHash", hash)
            .Set("@hashStart", HashStart(hash))
            .Set("@issuedOn", effect.IssuedOn)
            .Set("@issuedAt", document.IssuedAt)
            .ExecuteAsync(ct);
    }

    /// <summary>Marks the papers of these kinds; one that was marked before keeps its day.</summary>
    public static async ValueTask AnnulAsync(DbTransaction transaction, Guid caseId, IReadOnlyList<string> kinds, DateOnly on, CancellationToken ct)
    {
        foreach (var kind in kinds)
        {
            await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                "UPDATE document SET annulled_on = @on WHERE case_id = @caseId AND kind = @kind AND annulled_on IS NULL",
                new { caseId, kind, on },
                transaction,
                cancellationToken: ct));
        }
    }

    /// <summary>SHA-256, hex, of <c>number|day|template|revision|digest|data</c> in UTF-8.</summary>
    public static string HashOf(string number, DateOnly issuedOn, string template, string data, CaseContentRef? content) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{number}|{issuedOn:yyyy-MM-dd}|{template}|{content?.Revision}|{content?.Digest}|{data}"))));

    public async ValueTask<IReadOnlyList<IssuedDocument>> ListAsync(Guid caseId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT id, case_id AS CaseId, kind, number, title, content_hash AS ContentHash, issued_on AS IssuedOn, issued_at AS IssuedAt, annulled_on AS AnnulledOn
            FROM document WHERE case_id = @caseId ORDER BY id
            """,
            new { caseId },
            cancellationToken: ct));
        return [.. rows.Select(r => r.ToDocument())];
    }

    public async ValueTask<StoredDocument?> FindAsync(Guid caseId, Guid documentId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var row = (await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT id, case_id AS CaseId, kind, number, title, authority_name AS AuthorityName, template, content, content_revision AS ContentRevision,
                   content_digest AS ContentDigest, content_hash AS ContentHash, issued_on AS IssuedOn, issued_at AS IssuedAt, annulled_on AS AnnulledOn
            FROM document WHERE id = @documentId AND case_id = @caseId
            """,
            new { caseId, documentId },
            cancellationToken: ct))).SingleOrDefault();
        return row is null
            ? null
            : new(
                row.ToDocument(), row.AuthorityName, row.Template, personal.Unprotect(row.Content),
                row is { ContentRevision: { } revision, ContentDigest: { } digest } ? new(revision, digest) : null);
    }

    /// <param name="hash">At least the first 16 hex digits of a content hash, lower case.</param>
    public async ValueTask<VerifiedDocument?> VerifyAsync(string hash, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT kind, number, title, authority_name AS AuthorityName, content_hash AS ContentHash, issued_on AS IssuedOn, annulled_on AS AnnulledOn
            FROM document WHERE hash_start = @start ORDER BY id
            """,
            new { start = HashStart(hash) },
            cancellationToken: ct));
        var row = rows.FirstOrDefault(r => r.ContentHash.StartsWith(hash, StringComparison.Ordinal));
        return row is null ? null : new(row.Kind, row.Number, row.Texts, row.AuthorityName, row.IssuedOn, row.ContentHash, row.AnnulledOn);
    }

    // A number makes a quarter of the index that text would.
    private static long HashStart(string hash) => long.Parse(hash.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private sealed record Row
    {
        public Guid Id { get; init; }
        public Guid CaseId { get; init; }
        public string Kind { get; init; } = "";
        public string Number { get; init; } = "";
        public string Title { get; init; } = "";
        public string AuthorityName { get; init; } = "";
        public string Template { get; init; } = "";
        public string Content { get; init; } = "";
        public int? ContentRevision { get; init; }
        public string? ContentDigest { get; init; }
        public string ContentHash { get; init; } = "";
        public DateOnly IssuedOn { get; init; }
        public DateTimeOffset IssuedAt { get; init; }
        public DateOnly? AnnulledOn { get; init; }

        public LocalizedText Texts => JsonSerializer.Deserialize<LocalizedText>(Title, ModelJson.Options)!;

        public IssuedDocument ToDocument() => new(Id, CaseId, Kind, Number, Texts, ContentHash, IssuedOn, IssuedAt, AnnulledOn);
    }
}
