using DbUp;
using DbUp.Engine;

namespace Platform.Server.Data;

/// <summary>Brings the database to the shape this program expects. Several may run at once: they take turns.</summary>
internal sealed class Migrator(IDatabaseEngine database, ILogger<Migrator> log)
{
    /// <summary>The names of the scripts that were applied now, in order.</summary>
    public async Task<IReadOnlyList<string>> MigrateAsync(IReadOnlyList<MigrationScript> scripts, CancellationToken ct)
    {
        // DbUp has no lock of its own.
        await using var turn = await database.TurnAsync(ct);
        var result = database.Upgrade()
            .WithScripts(scripts.Select(s => new SqlScript(s.Name, s.Sql)))
            .WithScriptNameComparer(StringComparer.Ordinal)
            .WithVariablesDisabled()
            .WithTransactionPerScript()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            throw new InvalidOperationException($"Migration {result.ErrorScript?.Name} failed: {result.Error.Message}", result.Error);
        }

        var applied = result.Scripts.Select(s => s.Name).ToList();
        if (applied.Count > 0)
        {
            log.MigrationsApplied(string.Join(", ", applied));
        }

        return applied;
    }
}
