using System.Data.Common;
using Platform.Server.Data;

namespace Platform.Server.Hosting.Checkups;

/// <summary>The database: reachable, and in the shape this program expects.</summary>
internal sealed class DatabaseCheckup(IDatabase database, MigrationStore migrations) : ICheckup
{
    public int Order => 10;

    public async ValueTask<IReadOnlyList<Finding>> LookAsync(CancellationToken ct)
    {
        string version;
        IReadOnlySet<string> applied;
        try
        {
            await using var connection = await database.OpenAsync(ct);
            version = connection.ServerVersion;
            applied = await migrations.AppliedAsync(ct);
        }
        catch (DbException e)
        {
            return [Finding.Bad("checkup.databaseUnreachable", ("engine", database.Dialect.Name), ("reason", e.Message))];
        }

        var known = MigrationScripts.Of(typeof(DatabaseCheckup).Assembly, database.Dialect.Name).Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        var missing = known.Except(applied).Order(StringComparer.Ordinal).ToList();
        var strange = applied.Except(known).Order(StringComparer.Ordinal).ToList();
        return
        [
            Finding.Good("checkup.database", ("engine", database.Dialect.Name), ("version", version)),
            .. missing.Count > 0 ? [Finding.Bad("checkup.migrationsMissing", ("count", missing.Count), ("names", missing))] : Array.Empty<Finding>(),
            .. strange.Count > 0 ? [Finding.Bad("checkup.migrationsUnknown", ("count", strange.Count), ("names", strange))] : Array.Empty<Finding>(),
        ];
    }
}
