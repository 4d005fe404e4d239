using System.Data.Common;

namespace Platform.Server.Data;

/// <summary>The last transaction of one writer, written within that transaction.</summary>
internal sealed class CommitMarkStore(IServerDatabase database, int writer)
{
    public async Task EnsureAsync(DbConnection connection, Guid batch, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await SetAsync(transaction, batch, ct) == 0)
        {
            await transaction.Prepared("INSERT INTO commit_mark (writer, batch) VALUES (@writer, @batch)").Set("@writer", writer).Set("@batch", batch).ExecuteAsync(ct);
        }

        await transaction.CommitAsync(ct);
    }

    /// <summary>Answers with the number of rows: 1.</summary>
    public ValueTask<int> SetAsync(DbTransaction transaction, Guid batch, CancellationToken ct) =>
        transaction.Prepared("UPDATE commit_mark SET batch = @batch WHERE writer = @writer").Set("@writer", writer).Set("@batch", batch).ExecuteAsync(ct);

    /// <summary>Waits for a transaction that is still open on the server, then tells which one was stored last.</summary>
    public async Task<Guid?> ReadAsync(DbConnection connection, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        return await transaction.Prepared(database.ReadMark).Set("@writer", writer).ScalarAsync(ct) is { } value and not DBNull ? ColumnValues.ReadGuid(value) : null;
    }
}
