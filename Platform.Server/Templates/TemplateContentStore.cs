using System.Data.Common;
using System.Text.Json;
using Dapper;
using Platform.Model.Definitions;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Templates;

/// <summary>What a package put into a locality, as it was then: the base of the next merge.</summary>
internal sealed record InstalledContent
{
    public string TemplateId { get; init; } = "";
    public string TemplateVersion { get; init; } = "";
    public string Document { get; init; } = "";

    /// <summary>The locality that installed it, for itself or for one below; null = unknown, from before that was kept.</summary>
    public LocalityCode? Installer { get; init; }

    /// <summary>The locality had it before any package brought it; it stays the locality's own. False also where it is unknown, from before that was kept.</summary>
    public bool WasThere { get; init; }
}

internal sealed class TemplateContentStore(IDatabase database)
{
    public async ValueTask<InstalledContent?> FindAsync(DefinitionName name, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<InstalledContent>(new CommandDefinition(
            """
            SELECT template_id AS TemplateId, template_version AS TemplateVersion, document AS Document, installer AS Installer, was_there AS WasThere
            FROM template_content WHERE owner = @Owner AND kind = @Kind AND definition_key = @Key
            """,
            new { name.Owner, Kind = Word(name.Kind), name.Key },
            cancellationToken: ct));
    }

    /// <summary>What a locality installed of a package, for itself and for places below, by kind, key and owner.</summary>
    public async ValueTask<IReadOnlyList<(DefinitionName Name, InstalledContent Content)>> ListAsync(string template, LocalityCode installer, CancellationToken ct)
    {
        var scope = new LocalityScope(installer);
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT owner AS Owner, kind AS Kind, definition_key AS DefinitionKey, template_id AS TemplateId, template_version AS TemplateVersion, document AS Document, installer AS Installer, was_there AS WasThere
            FROM template_content WHERE owner >= @From AND owner < @Below AND template_id = @template AND (installer = @installer OR (installer IS NULL AND owner = @installer))
            ORDER BY kind, definition_key, owner
            """,
            new { scope.From, scope.Below, installer, template },
            cancellationToken: ct));
        return
        [
            .. rows.Select(r => (
                new DefinitionName(Enum.Parse<DefinitionKind>(r.Kind, ignoreCase: true), r.DefinitionKey, r.Owner),
                new InstalledContent { TemplateId = r.TemplateId, TemplateVersion = r.TemplateVersion, Document = r.Document, Installer = r.Installer, WasThere = r.WasThere })),
        ];
    }

    /// <summary>Ids of the packages a locality installed, for itself or for places below, in order.</summary>
    public async ValueTask<IReadOnlyList<string>> ListInstalledAsync(LocalityCode installer, CancellationToken ct)
    {
        var scope = new LocalityScope(installer);
        await using var connection = await database.OpenAsync(ct);
        var ids = await connection.QueryAsync<string>(new CommandDefinition(
            """
            SELECT DISTINCT template_id FROM template_content
            WHERE owner >= @From AND owner < @Below AND (installer = @installer OR (installer IS NULL AND owner = @installer))
            """,
            new { scope.From, scope.Below, installer },
            cancellationToken: ct));
        return [.. ids.Order(StringComparer.Ordinal)];
    }

    /// <summary>Ids of the packages installed in any of the localities.</summary>
    public async ValueTask<IReadOnlySet<string>> ListTemplatesAsync(IReadOnlyList<LocalityCode> owners, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var ids = await connection.QueryAsync<string>(new CommandDefinition(
            $"SELECT DISTINCT template_id FROM template_content WHERE owner {database.Dialect.OneOf("@owners")}",
            new { owners = database.Dialect.Keys(owners.Select(o => o.Value)) },
            cancellationToken: ct));
        return ids.ToHashSet(StringComparer.Ordinal);
    }

    public static async ValueTask PutAsync(DbTransaction transaction, DefinitionName name, InstalledContent content, DateTimeOffset now, CancellationToken ct)
    {
        var values = new { name.Owner, Kind = Word(name.Kind), name.Key, content.TemplateId, content.TemplateVersion, content.Document, content.Installer, content.WasThere, now };
        var changed = await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            UPDATE template_content SET template_id = @TemplateId, template_version = @TemplateVersion, document = @Document, installer = @Installer, was_there = @WasThere, installed_at = @now
            WHERE owner = @Owner AND kind = @Kind AND definition_key = @Key
            """,
            values,
            transaction,
            cancellationToken: ct));
        if (changed == 0)
        {
            await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                """
                INSERT INTO template_content (owner, kind, definition_key, template_id, template_version, document, installer, was_there, installed_at)
                VALUES (@Owner, @Kind, @Key, @TemplateId, @TemplateVersion, @Document, @Installer, @WasThere, @now)
                """,
                values,
                transaction,
                cancellationToken: ct));
        }
    }

    /// <summary>The definition is the locality's own, or is gone.</summary>
    public static async ValueTask ForgetAsync(DbTransaction transaction, DefinitionName name, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "DELETE FROM template_content WHERE owner = @Owner AND kind = @Kind AND definition_key = @Key",
            new { name.Owner, Kind = Word(name.Kind), name.Key },
            transaction,
            cancellationToken: ct));

    private static string Word(DefinitionKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    private sealed record Row
    {
        public LocalityCode Owner { get; init; }
        public string Kind { get; init; } = "";
        public string DefinitionKey { get; init; } = "";
        public string TemplateId { get; init; } = "";
        public string TemplateVersion { get; init; } = "";
        public string Document { get; init; } = "";
        public LocalityCode? Installer { get; init; }
        public bool WasThere { get; init; }
    }
}
