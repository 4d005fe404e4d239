using System.Data.Common;
using Dapper;
using Platform.Server.Data;

namespace Platform.Server.Items;

/// <param name="Pins">JSON of <see cref="ItemPins"/>.</param>
/// <param name="Item">JSON of the merged item, so that a later change of the merging never changes a running case.</param>
internal sealed record ItemSnapshot(string Pins, string Item);

internal sealed class ItemSnapshotStore(IDatabase database)
{
    public async ValueTask<ItemSnapshot?> FindAsync(string versionId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<ItemSnapshot>(new CommandDefinition(
            "SELECT pins AS Pins, item AS Item FROM item_snapshot WHERE version_id = @versionId",
            new { versionId },
            cancellationToken: ct));
    }

    /// <summary>Keeps the snapshot; one that is there already stays.</summary>
    public static async ValueTask AddAsync(DbTransaction transaction, string versionId, ItemPins pins, string item, DateTimeOffset now, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO item_snapshot (version_id, locality, item_key, pins, item, taken_at)
            SELECT @versionId, @Locality, @Key, @Pins, @item, @now
            WHERE NOT EXISTS (SELECT 1 FROM item_snapshot WHERE version_id = @versionId)
            """,
            new { versionId, pins.Locality, pins.Key, Pins = pins.ToJson(), item, now },
            transaction,
            cancellationToken: ct));
}
