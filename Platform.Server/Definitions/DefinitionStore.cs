using System.Data.Common;
using Dapper;
using Platform.Model.Definitions;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Definitions;

/// <summary>Tells one state of what is in force from another.</summary>
internal sealed record PublicationMark
{
    /// <summary>Number of versions that were ever in force.</summary>
    public long Published { get; init; }

    /// <summary>Number of those that are; what goes out of force changes nothing else.</summary>
    public long InForce { get; init; }
    public DateTimeOffset? Last { get; init; }
}

internal sealed class DefinitionStore(IDatabase database)
{
    private const string Columns =
        """
        owner AS Owner, kind AS Kind, definition_key AS DefinitionKey, version AS Version, state AS State, document AS Document,
        etag AS Etag, saved_at AS SavedAt, saved_by AS SavedBy, published_at AS PublishedAt, rests_on AS RestsOn
        """;

    /// <summary>Without the documents, for lists.</summary>
    private const string HeadColumns =
        """
        owner AS Owner, kind AS Kind, definition_key AS DefinitionKey, version AS Version, state AS State, '' AS Document,
        etag AS Etag, saved_at AS SavedAt, saved_by AS SavedBy, published_at AS PublishedAt, rests_on AS RestsOn
        """;

    public async ValueTask<IReadOnlyList<Definition>> ListActiveAsync(DefinitionKind kind, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM definition WHERE kind = @Kind AND state = 'active' ORDER BY definition_key, owner",
            new { Kind = Words.Of(kind) },
            cancellationToken: ct));
        return [.. rows.Select(r => r.ToDefinition())];
    }

    /// <summary>Differs after everything that came into force or went out of it, whoever did that.</summary>
    public async ValueTask<PublicationMark> LastPublicationAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await LastPublicationAsync(connection, null, ct);
    }

    public static ValueTask<PublicationMark> LastPublicationAsync(DbTransaction transaction, CancellationToken ct) => LastPublicationAsync(transaction.Connection!, transaction, ct);

    public async ValueTask<Definition?> FindAsync(DefinitionName name, DefinitionState state, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await FindAsync(connection, null, name, state, ct);
    }

    public static ValueTask<Definition?> FindAsync(DbTransaction transaction, DefinitionName name, DefinitionState state, CancellationToken ct) =>
        FindAsync(transaction.Connection!, transaction, name, state, ct);

    public async ValueTask<Definition?> FindVersionAsync(DefinitionId id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM definition WHERE owner = @Owner AND kind = @Kind AND definition_key = @Key AND version = @Version",
            new { id.Owner, Kind = Words.Of(id.Kind), id.Key, id.Version },
            cancellationToken: ct));
        return row?.ToDefinition();
    }

    /// <summary>Versions of one owner and key, newest first, without documents.</summary>
    public async ValueTask<IReadOnlyList<Definition>> ListVersionsAsync(DefinitionName name, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {HeadColumns} FROM definition WHERE owner = @Owner AND kind = @Kind AND definition_key = @Key ORDER BY version DESC",
            new { name.Owner, Kind = Words.Of(name.Kind), name.Key },
            cancellationToken: ct));
        return [.. rows.Select(r => r.ToDefinition())];
    }

    /// <summary>Definitions owned within the scope, by kind, key, owner and version, without documents.</summary>
    public async ValueTask<IReadOnlyList<Definition>> ListAsync(LocalityScope scope, DefinitionKind? kind, DefinitionState? state, int skip, int take, CancellationToken ct)
    {
        var where = new List<string>();
        var values = new DynamicParameters(new { skip, take });
        if (scope.Within is { Level: not LocalityLevel.Platform } within)
        {
            where.Add("owner LIKE @Prefix");
            values.Add("Prefix", within.Value + "%");
        }

        if (kind is { } ofKind)
        {
            where.Add("kind = @Kind");
            values.Add("Kind", Words.Of(ofKind));
        }

        if (state is { } inState)
        {
            where.Add("state = @State");
            values.Add("State", Words.Of(inState));
        }

        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"""
            SELECT {HeadColumns} FROM definition {(where.Count > 0 ? "WHERE " + string.Join(" AND ", where) : "")}
            ORDER BY kind, definition_key, owner, version {database.Dialect.Page}
            """,
            values,
            cancellationToken: ct));
        return [.. rows.Select(r => r.ToDefinition())];
    }

    /// <summary>Drafts and active versions of exactly this owner, by kind and key.</summary>
    public async ValueTask<IReadOnlyList<Definition>> ListOwnAsync(LocalityCode owner, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM definition WHERE owner = @owner AND state IN ('draft', 'active') ORDER BY kind, definition_key, version",
            new { owner },
            cancellationToken: ct));
        return [.. rows.Select(r => r.ToDefinition())];
    }

    /// <summary>Drafts within the scope whose text holds the key, by kind, key and owner: what may name it, and little besides.</summary>
    /// <param name="key">Well-formed, so that nothing in it stands for anything else.</param>
    public async ValueTask<IReadOnlyList<Definition>> ListDraftsHoldingAsync(LocalityScope scope, string key, int take, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"""
            SELECT {Columns} FROM definition WHERE owner >= @From AND owner < @Below AND state = 'draft' AND document LIKE @Held
            ORDER BY kind, definition_key, owner {database.Dialect.Page}
            """,
            new { scope.From, scope.Below, Held = $"%\"{key}%", skip = 0, take },
            cancellationToken: ct));
        return [.. rows.Select(r => r.ToDefinition())];
    }

    /// <summary>Versions of these owners that were ever in force, oldest first, without documents.</summary>
    /// <param name="of">Of one kind and key; null for all.</param>
    public async ValueTask<IReadOnlyList<Definition>> ListPublishedAsync(IReadOnlyList<LocalityCode> owners, (DefinitionKind Kind, string Key)? of, CancellationToken ct)
    {
        var values = new DynamicParameters(new { owners = database.Dialect.Keys(owners.Select(o => o.Value)) });
        if (of is { } one)
        {
            values.Add("Kind", Words.Of(one.Kind));
            values.Add("Key", one.Key);
        }

        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"""
            SELECT {HeadColumns} FROM definition
            WHERE owner {database.Dialect.OneOf("@owners")} AND published_at IS NOT NULL{(of is null ? "" : " AND kind = @Kind AND definition_key = @Key")}
            ORDER BY published_at, kind, definition_key, owner, version
            """,
            values,
            cancellationToken: ct));
        return [.. rows.Select(r => r.ToDefinition())];
    }

    /// <summary>The draft and the active version of exactly this owner, without documents.</summary>
    public async ValueTask<IReadOnlyList<Definition>> ListStandingAsync(DefinitionName name, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {HeadColumns} FROM definition WHERE owner = @Owner AND kind = @Kind AND definition_key = @Key AND state IN ('draft', 'active') ORDER BY version",
            new { name.Owner, Kind = Words.Of(name.Kind), name.Key },
            cancellationToken: ct));
        return [.. rows.Select(r => r.ToDefinition())];
    }

    public static async ValueTask<int> LastVersionAsync(DbTransaction transaction, DefinitionName name, CancellationToken ct) =>
        await transaction.Connection!.ExecuteScalarAsync<int?>(new CommandDefinition(
            "SELECT MAX(version) FROM definition WHERE owner = @Owner AND kind = @Kind AND definition_key = @Key",
            new { name.Owner, Kind = Words.Of(name.Kind), name.Key },
            transaction,
            cancellationToken: ct)) ?? 0;

    public static async ValueTask AddDraftAsync(DbTransaction transaction, Definition draft, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO definition (owner, kind, definition_key, version, state, document, etag, saved_at, saved_by, rests_on)
            VALUES (@Owner, @Kind, @Key, @Version, 'draft', @Json, @ETag, @SavedAt, @SavedBy, @RestsOn)
            """,
            new { draft.Id.Owner, Kind = Words.Of(draft.Id.Kind), draft.Id.Key, draft.Id.Version, draft.Json, draft.ETag, draft.SavedAt, draft.SavedBy, RestsOn = draft.RestsOn?.ToString() },
            transaction,
            cancellationToken: ct));

    /// <summary>False when it is no draft any more: it came into force beside this transaction.</summary>
    public static async ValueTask<bool> ReplaceDraftAsync(DbTransaction transaction, Definition draft, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            UPDATE definition SET document = @Json, etag = @ETag, saved_at = @SavedAt, saved_by = @SavedBy, rests_on = @RestsOn
            WHERE owner = @Owner AND kind = @Kind AND definition_key = @Key AND version = @Version AND state = 'draft'
            """,
            new { draft.Id.Owner, Kind = Words.Of(draft.Id.Kind), draft.Id.Key, draft.Id.Version, draft.Json, draft.ETag, draft.SavedAt, draft.SavedBy, RestsOn = draft.RestsOn?.ToString() },
            transaction,
            cancellationToken: ct)) > 0;

    /// <summary>Remembers who edited the draft; false when that was known.</summary>
    public static async ValueTask<bool> RememberEditorAsync(DbTransaction transaction, DefinitionId id, Guid account, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO definition_editor (owner, kind, definition_key, version, account_id)
            SELECT @Owner, @Kind, @Key, @Version, @account
            WHERE NOT EXISTS (SELECT 1 FROM definition_editor WHERE owner = @Owner AND kind = @Kind AND definition_key = @Key AND version = @Version AND account_id = @account)
            """,
            new { id.Owner, Kind = Words.Of(id.Kind), id.Key, id.Version, account },
            transaction,
            cancellationToken: ct)) > 0;

    /// <summary>Accounts that saved this version while it was a draft.</summary>
    public static ValueTask<IReadOnlyList<Guid>> EditorsAsync(DbTransaction transaction, DefinitionId id, CancellationToken ct) => EditorsAsync(transaction.Connection!, transaction, id, ct);

    public async ValueTask<IReadOnlyList<Guid>> EditorsAsync(DefinitionId id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await EditorsAsync(connection, null, id, ct);
    }

    private static async ValueTask<IReadOnlyList<Guid>> EditorsAsync(DbConnection connection, DbTransaction? transaction, DefinitionId id, CancellationToken ct) =>
        (await connection.QueryAsync<Guid>(new CommandDefinition(
            "SELECT account_id FROM definition_editor WHERE owner = @Owner AND kind = @Kind AND definition_key = @Key AND version = @Version ORDER BY account_id",
            new { id.Owner, Kind = Words.Of(id.Kind), id.Key, id.Version },
            transaction,
            cancellationToken: ct))).AsList();

    public static async ValueTask RetireActiveAsync(DbTransaction transaction, DefinitionName name, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE definition SET state = 'obsolete' WHERE owner = @Owner AND kind = @Kind AND definition_key = @Key AND state = 'active'",
            new { name.Owner, Kind = Words.Of(name.Kind), name.Key },
            transaction,
            cancellationToken: ct));

    /// <summary>False when the draft is not the one any more that was checked.</summary>
    public static ValueTask<bool> ActivateAsync(DbTransaction transaction, Definition draft, DateTimeOffset now, string by, CancellationToken ct) =>
        EndDraftAsync(transaction, draft, DefinitionState.Active, now, by, ct);

    /// <param name="state">Active, or obsolete when what is above is to be in force instead.</param>
    public static async ValueTask<bool> EndDraftAsync(DbTransaction transaction, Definition draft, DefinitionState state, DateTimeOffset now, string by, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            UPDATE definition SET state = @State, published_at = @now, published_by = @by
            WHERE owner = @Owner AND kind = @Kind AND definition_key = @Key AND version = @Version AND state = 'draft' AND etag = @ETag
            """,
            new { State = Words.Of(state), now, by, draft.Id.Owner, Kind = Words.Of(draft.Id.Kind), draft.Id.Key, draft.Id.Version, draft.ETag },
            transaction,
            cancellationToken: ct)) > 0;

    /// <summary>The draft is one version among the former ones, and never was in force. False when it is not the one any more that was looked at.</summary>
    public static async ValueTask<bool> DiscardDraftAsync(DbTransaction transaction, Definition draft, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            UPDATE definition SET state = 'obsolete'
            WHERE owner = @Owner AND kind = @Kind AND definition_key = @Key AND version = @Version AND state = 'draft' AND etag = @ETag
            """,
            new { draft.Id.Owner, Kind = Words.Of(draft.Id.Kind), draft.Id.Key, draft.Id.Version, draft.ETag },
            transaction,
            cancellationToken: ct)) > 0;

    /// <summary>Whether a version was given up before it was ever in force.</summary>
    public static async ValueTask<bool> WasDiscardedAsync(DbTransaction transaction, DefinitionId id, CancellationToken ct) =>
        await transaction.Connection!.ExecuteScalarAsync<int>(new CommandDefinition(
            "SELECT COUNT(*) FROM definition WHERE owner = @Owner AND kind = @Kind AND definition_key = @Key AND version = @Version AND state = 'obsolete' AND published_at IS NULL",
            new { id.Owner, Kind = Words.Of(id.Kind), id.Key, id.Version },
            transaction,
            cancellationToken: ct)) > 0;

    /// <summary>Adds a version that is in force at once; no other of its owner and key may be.</summary>
    public static async ValueTask AddActiveAsync(DbTransaction transaction, Definition active, DateTimeOffset now, string by, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO definition (owner, kind, definition_key, version, state, document, etag, saved_at, saved_by, published_at, published_by, rests_on)
            VALUES (@Owner, @Kind, @Key, @Version, 'active', @Json, @ETag, @SavedAt, @SavedBy, @now, @by, @RestsOn)
            """,
            new { active.Id.Owner, Kind = Words.Of(active.Id.Kind), active.Id.Key, active.Id.Version, active.Json, active.ETag, active.SavedAt, active.SavedBy, now, by, RestsOn = active.RestsOn?.ToString() },
            transaction,
            cancellationToken: ct));

    /// <summary>Whoever wrote a version wrote the one that says the same.</summary>
    public static async ValueTask CopyEditorsAsync(DbTransaction transaction, DefinitionId from, int version, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO definition_editor (owner, kind, definition_key, version, account_id)
            SELECT owner, kind, definition_key, @version, account_id FROM definition_editor WHERE owner = @Owner AND kind = @Kind AND definition_key = @Key AND version = @From
            """,
            new { from.Owner, Kind = Words.Of(from.Kind), from.Key, From = from.Version, version },
            transaction,
            cancellationToken: ct));

    private static async ValueTask<PublicationMark> LastPublicationAsync(DbConnection connection, DbTransaction? transaction, CancellationToken ct) =>
        await connection.QuerySingleAsync<PublicationMark>(new CommandDefinition(
            """
            SELECT COUNT(*) AS Published, COALESCE(SUM(CASE WHEN state = 'active' THEN 1 ELSE 0 END), 0) AS InForce, MAX(published_at) AS Last
            FROM definition WHERE published_at IS NOT NULL
            """,
            transaction: transaction,
            cancellationToken: ct));

    private static async ValueTask<Definition?> FindAsync(DbConnection connection, DbTransaction? transaction, DefinitionName name, DefinitionState state, CancellationToken ct)
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM definition WHERE owner = @Owner AND kind = @Kind AND definition_key = @Key AND state = @State",
            new { name.Owner, Kind = Words.Of(name.Kind), name.Key, State = Words.Of(state) },
            transaction,
            cancellationToken: ct));
        return row?.ToDefinition();
    }

    private sealed record Row
    {
        public LocalityCode Owner { get; init; }
        public string Kind { get; init; } = "";
        public string DefinitionKey { get; init; } = "";
        public int Version { get; init; }
        public string State { get; init; } = "";
        public string Document { get; init; } = "";
        public string Etag { get; init; } = "";
        public DateTimeOffset SavedAt { get; init; }
        public string SavedBy { get; init; } = "";
        public DateTimeOffset? PublishedAt { get; init; }
        public string? RestsOn { get; init; }

        public Definition ToDefinition() => new(
            new DefinitionId(Words.Kind(Kind), DefinitionKey, Owner, Version), Words.State(State), Document, Etag, SavedAt, SavedBy, PublishedAt, RestsOn is null ? null : Basis.Parse(RestsOn));
    }
}
