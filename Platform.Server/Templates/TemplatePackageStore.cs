using System.Data.Common;
using Dapper;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Templates;

/// <summary>Which package a locality offers to itself and those below, without its content.</summary>
internal sealed record OfferedPackage
{
    public LocalityCode Owner { get; init; }
    public string Id { get; init; } = "";
    public string Version { get; init; } = "";
    public DateTimeOffset OfferedAt { get; init; }
}

/// <summary>The packages that localities offer, and the texts that were given to packages where they were installed.</summary>
internal sealed class TemplatePackageStore(IDatabase database)
{
    /// <summary>What any of the localities offers, by id and owner.</summary>
    public async ValueTask<IReadOnlyList<OfferedPackage>> ListAsync(IReadOnlyList<LocalityCode> owners, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var found = await connection.QueryAsync<OfferedPackage>(new CommandDefinition(
            $"SELECT owner AS Owner, id AS Id, version AS Version, offered_at AS OfferedAt FROM template_package WHERE owner {database.Dialect.OneOf("@owners")} ORDER BY id, owner",
            new { owners = database.Dialect.Keys(owners.Select(o => o.Value)) },
            cancellationToken: ct));
        return [.. found];
    }

    /// <summary>The ZIP file of a package, or null.</summary>
    public async ValueTask<byte[]?> FindAsync(LocalityCode owner, string id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<byte[]>(new CommandDefinition(
            "SELECT content FROM template_package WHERE owner = @owner AND id = @id",
            new { owner, id },
            cancellationToken: ct));
    }

    /// <summary>What a locality offers, as the transaction sees it.</summary>
    public static async ValueTask<IReadOnlyList<OfferedPackage>> ListAsync(DbTransaction transaction, LocalityCode owner, CancellationToken ct) =>
    [
        .. await transaction.Connection!.QueryAsync<OfferedPackage>(new CommandDefinition(
            "SELECT owner AS Owner, id AS Id, version AS Version, offered_at AS OfferedAt FROM template_package WHERE owner = @owner ORDER BY id",
            new { owner },
            transaction,
            cancellationToken: ct)),
    ];

    /// <summary>The ZIP file of a package as the transaction sees it, or null.</summary>
    public static async ValueTask<byte[]?> FindAsync(DbTransaction transaction, LocalityCode owner, string id, CancellationToken ct) =>
        await transaction.Connection!.QuerySingleOrDefaultAsync<byte[]>(new CommandDefinition(
            "SELECT content FROM template_package WHERE owner = @owner AND id = @id",
            new { owner, id },
            transaction,
            cancellationToken: ct));

    public static async ValueTask PutAsync(DbTransaction transaction, LocalityCode owner, string id, string version, byte[] content, string by, DateTimeOffset now, CancellationToken ct)
    {
        await DeleteAsync(transaction, owner, id, ct);
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "INSERT INTO template_package (owner, id, version, content, offered_by, offered_at) VALUES (@owner, @id, @version, @content, @by, @now)",
            new { owner, id, version, content, by, now },
            transaction,
            cancellationToken: ct));
    }

    /// <summary>False when it was not there.</summary>
    public static async ValueTask<bool> DeleteAsync(DbTransaction transaction, LocalityCode owner, string id, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition("DELETE FROM template_package WHERE owner = @owner AND id = @id", new { owner, id }, transaction, cancellationToken: ct)) > 0;

    /// <summary>Text by parameter, as they were given last.</summary>
    public async ValueTask<IReadOnlyDictionary<string, string>> ValuesAsync(LocalityCode installer, string template, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var found = await connection.QueryAsync<(string Parameter, string Given)>(new CommandDefinition(
            "SELECT parameter AS Parameter, given AS Given FROM template_value WHERE installer = @installer AND template_id = @template ORDER BY parameter",
            new { installer, template },
            cancellationToken: ct));
        return found.ToDictionary(f => f.Parameter, f => f.Given, StringComparer.Ordinal);
    }

    /// <summary>Of the package these texts and no others are kept.</summary>
    public static async ValueTask PutValuesAsync(DbTransaction transaction, LocalityCode installer, string template, IReadOnlyDictionary<string, string> values, CancellationToken ct)
    {
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "DELETE FROM template_value WHERE installer = @installer AND template_id = @template",
            new { installer, template },
            transaction,
            cancellationToken: ct));
        foreach (var (parameter, given) in values)
        {
            await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                "INSERT INTO template_value (installer, template_id, parameter, given) VALUES (@installer, @template, @parameter, @given)",
                new { installer, template, parameter, given },
                transaction,
                cancellationToken: ct));
        }
    }
}
