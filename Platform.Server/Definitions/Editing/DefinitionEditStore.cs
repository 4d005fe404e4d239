using System.Data.Common;
using System.Text.Json;
using Dapper;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Server.Data;

namespace Platform.Server.Definitions.Editing;

/// <summary>The edits of drafts.</summary>
internal sealed class DefinitionEditStore(IDatabase database)
{
    /// <summary>Edits of one author in one version, oldest first, without their patches.</summary>
    public async ValueTask<IReadOnlyList<Edit>> ListHeadsAsync(DefinitionId id, Guid author, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await ListHeadsAsync(connection, null, id, author, ct);
    }

    public static ValueTask<IReadOnlyList<Edit>> ListHeadsAsync(DbTransaction transaction, DefinitionId id, Guid author, CancellationToken ct) =>
        ListHeadsAsync(transaction.Connection!, transaction, id, author, ct);

    /// <summary>Edits of everybody in one version, newest first.</summary>
    public async ValueTask<IReadOnlyList<Edit>> ListAsync(DefinitionId id, int before, int take, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"""
            SELECT number AS Number, edit_kind AS EditKind, account_id AS AccountId, author AS Author, edited_at AS EditedAt, patch AS Patch,
                basis_before AS BasisBefore, basis_after AS BasisAfter
            FROM definition_edit WHERE owner = @Owner AND kind = @Kind AND definition_key = @Key AND version = @Version AND number < @before
            ORDER BY number DESC {database.Dialect.Page}
            """,
            new { id.Owner, Kind = Words.Of(id.Kind), id.Key, id.Version, before, skip = 0, take },
            cancellationToken: ct));
        return [.. rows.Select(r => r.ToEdit())];
    }

    public async ValueTask<int> LastNumberAsync(DefinitionId id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<int?>(new CommandDefinition(
            "SELECT MAX(number) FROM definition_edit WHERE owner = @Owner AND kind = @Kind AND definition_key = @Key AND version = @Version",
            new { id.Owner, Kind = Words.Of(id.Kind), id.Key, id.Version },
            cancellationToken: ct)) ?? 0;
    }

    /// <summary>What tells whether the draft has gone on, without reading it; null without a draft.</summary>
    public async ValueTask<DraftMark?> FindMarkAsync(DefinitionName name, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<MarkRow>(new CommandDefinition(
            """
            SELECT d.version AS Version, d.etag AS ETag,
                (SELECT MAX(e.number) FROM definition_edit e WHERE e.owner = d.owner AND e.kind = d.kind AND e.definition_key = d.definition_key AND e.version = d.version) AS LastEdit
            FROM definition d WHERE d.owner = @Owner AND d.kind = @Kind AND d.definition_key = @Key AND d.state = 'draft'
            """,
            new { name.Owner, Kind = Words.Of(name.Kind), name.Key },
            cancellationToken: ct));
        return row is null ? null : new DraftMark(row.Version, row.LastEdit ?? 0, row.ETag);
    }

    /// <summary>The last edit of a version, or null.</summary>
    public static async ValueTask<Edit?> FindLastAsync(DbTransaction transaction, DefinitionId id, CancellationToken ct)
    {
        var row = await transaction.Connection!.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            """
            SELECT number AS Number, edit_kind AS EditKind, account_id AS AccountId, author AS Author, edited_at AS EditedAt, patch AS Patch,
                basis_before AS BasisBefore, basis_after AS BasisAfter
            FROM definition_edit WHERE owner = @Owner AND kind = @Kind AND definition_key = @Key AND version = @Version
              AND number = (SELECT MAX(number) FROM definition_edit WHERE owner = @Owner AND kind = @Kind AND definition_key = @Key AND version = @Version)
            """,
            new { id.Owner, Kind = Words.Of(id.Kind), id.Key, id.Version },
            transaction,
            cancellationToken: ct));
        return row?.ToEdit();
    }

    public static async ValueTask<Edit> GetAsync(DbTransaction transaction, DefinitionId id, int number, CancellationToken ct)
    {
        var row = await transaction.Connection!.QuerySingleAsync<Row>(new CommandDefinition(
            """
            SELECT number AS Number, edit_kind AS EditKind, account_id AS AccountId, author AS Author, edited_at AS EditedAt, patch AS Patch,
                basis_before AS BasisBefore, basis_after AS BasisAfter
            FROM definition_edit WHERE owner = @Owner AND kind = @Kind AND definition_key = @Key AND version = @Version AND number = @number
            """,
            new { id.Owner, Kind = Words.Of(id.Kind), id.Key, id.Version, number },
            transaction,
            cancellationToken: ct));
        return row.ToEdit();
    }

    /// <summary>Adds an edit behind the last one, or makes both one step where they are.</summary>
    /// <param name="edit">Its number is given here.</param>
    public static async ValueTask AppendAsync(DbTransaction transaction, DefinitionId id, Edit edit, CancellationToken ct)
    {
        var last = await FindLastAsync(transaction, id, ct);
        if (last is not null && UndoRules.Join(last, edit) is { } joined)
        {
            await ReplaceAsync(transaction, id, joined, ct);
        }
        else
        {
            await AddAsync(transaction, id, edit with { Number = (last?.Number ?? 0) + 1 }, ct);
        }
    }

    public static async ValueTask AddAsync(DbTransaction transaction, DefinitionId id, Edit edit, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO definition_edit (owner, kind, definition_key, version, number, edit_kind, account_id, author, edited_at, patch, basis_before, basis_after)
            VALUES (@Owner, @Kind, @Key, @Version, @Number, @EditKind, @Author, @AuthorName, @At, @Patch, @BasisBefore, @BasisAfter)
            """,
            new
            {
                id.Owner, Kind = Words.Of(id.Kind), id.Key, id.Version, edit.Number, EditKind = Word(edit.Kind), edit.Author, edit.AuthorName, edit.At, Patch = Write(edit.Patch),
                BasisBefore = edit.Basis?.Before.ToString(), BasisAfter = edit.Basis?.After.ToString(),
            },
            transaction,
            cancellationToken: ct));

    /// <summary>An author typed on: what the edit did and when is another now.</summary>
    public static async ValueTask ReplaceAsync(DbTransaction transaction, DefinitionId id, Edit edit, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            UPDATE definition_edit SET edited_at = @At, patch = @Patch
            WHERE owner = @Owner AND kind = @Kind AND definition_key = @Key AND version = @Version AND number = @Number
            """,
            new { edit.At, Patch = Write(edit.Patch), id.Owner, Kind = Words.Of(id.Kind), id.Key, id.Version, edit.Number },
            transaction,
            cancellationToken: ct));

    private static async ValueTask<IReadOnlyList<Edit>> ListHeadsAsync(DbConnection connection, DbTransaction? transaction, DefinitionId id, Guid author, CancellationToken ct)
    {
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT number AS Number, edit_kind AS EditKind, account_id AS AccountId, author AS Author, edited_at AS EditedAt, '' AS Patch,
                basis_before AS BasisBefore, basis_after AS BasisAfter
            FROM definition_edit WHERE owner = @Owner AND kind = @Kind AND definition_key = @Key AND version = @Version AND account_id = @author
            ORDER BY number
            """,
            new { id.Owner, Kind = Words.Of(id.Kind), id.Key, id.Version, author },
            transaction,
            cancellationToken: ct));
        return [.. rows.Select(r => r.ToEdit())];
    }

    private static string Write(DocumentPatch patch) => JsonSerializer.Serialize(patch, ModelJson.Options);

    private static string Word(EditKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    private sealed record MarkRow
    {
        public int Version { get; init; }
        public string ETag { get; init; } = "";
        public int? LastEdit { get; init; }
    }

    private sealed record Row
    {
        public int Number { get; init; }
        public string EditKind { get; init; } = "";
        public Guid AccountId { get; init; }
        public string Author { get; init; } = "";
        public DateTimeOffset EditedAt { get; init; }
        public string Patch { get; init; } = "";
        public string? BasisBefore { get; init; }
        public string? BasisAfter { get; init; }

        public Edit ToEdit() => new(
            Number,
            Enum.Parse<EditKind>(EditKind, ignoreCase: true),
            AccountId,
            Author,
            EditedAt,
            Patch.Length == 0 ? new DocumentPatch([]) : JsonSerializer.Deserialize<DocumentPatch>(Patch, ModelJson.Options)!,
            BasisBefore is not null && BasisAfter is not null ? new BasisMove(Basis.Parse(BasisBefore), Basis.Parse(BasisAfter)) : null);
    }
}
