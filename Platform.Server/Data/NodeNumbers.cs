using System.Data.Common;
using System.Globalization;

namespace Platform.Server.Data;

/// <summary>
/// Every process that shares a database has a number of its own, so that what it writes can be told from what the others write: its marks, its anchors, its
/// places in the outbox. The number is a lock: it is free again when the process is gone, however it went.
/// </summary>
internal static class NodeNumbers
{
    /// <summary>Processes that may share a database.</summary>
    public const int Most = 64;

    public static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"node.{number}");

    /// <summary>Takes the number, or where there is none yet the first that is free. Throws <see cref="DatabaseTakenException"/>.</summary>
    /// <param name="session">Keeps the number as long as it is open.</param>
    /// <param name="own">The number this process had before its session was lost: rows were written under it.</param>
    public static async ValueTask<int> TakeAsync(IServerDatabase database, DbConnection session, int? own, CancellationToken ct)
    {
        foreach (var number in own is { } known ? [known] : Enumerable.Range(0, Most))
        {
            if (await database.TryLockAsync(session, NameOf(number), ct))
            {
                return number;
            }
        }

        throw new DatabaseTakenException(session.Database);
    }

    /// <summary>Whether a process has the number now.</summary>
    public static async Task<bool> IsTakenAsync(IServerDatabase database, int number, CancellationToken ct)
    {
        await using var session = await database.OpenSessionAsync(ct);
        return !await database.TryLockAsync(session, NameOf(number), ct);
    }
}
