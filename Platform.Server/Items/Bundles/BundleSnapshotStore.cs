using Dapper;
using Platform.Model;
using Platform.Server.Data;

namespace Platform.Server.Items.Bundles;

internal sealed class BundleSnapshotStore(IDatabase database, ICommitQueue commits)
{
    /// <summary>JSON of <see cref="BundlePins"/>, or null.</summary>
    public async ValueTask<string?> FindAsync(string versionId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            "select pins from bundle_snapshot where version_id = @versionId", new { versionId }, cancellationToken: ct));
    }

    /// <summary>Keeps the versions; what is there already stays.</summary>
    public Task AddAsync(string versionId, BundlePins pins, DateTimeOffset now, CancellationToken ct) =>
        commits.CommitAsync<Done>(
            async (transaction, inner) =>
            {
                await transaction.Connection!.ExecuteAsync(new CommandDefinition(
                    """
                    insert into bundle_snapshot (version_id, locality, bundle_key, pins, taken_at)
                    select @versionId, @Locality, @Key, @Pins, @now
                    where not exists (select 1 from bundle_snapshot where version_id = @versionId)
                    """,
                    new { versionId, pins.Locality, pins.Bundle.Key, Pins = pins.ToJson(), now },
                    transaction,
                    cancellationToken: inner));
                return Done.It;
            },
            ct);
}
