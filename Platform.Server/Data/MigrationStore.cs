using Dapper;

namespace Platform.Server.Data;

/// <summary>What DbUp remembers of the migrations that were applied.</summary>
internal sealed class MigrationStore(IDatabase database)
{
    /// <summary>Names of scripts; throws a <see cref="System.Data.Common.DbException"/> when the database was never migrated.</summary>
    public async Task<IReadOnlySet<string>> AppliedAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<string>(new CommandDefinition("SELECT ScriptName FROM SchemaVersions", cancellationToken: ct))).ToHashSet(StringComparer.Ordinal);
    }
}
