using System.Data.Common;
using Dapper;
using Platform.Model;
using Platform.Model.Files;
using Platform.Server.Data;

namespace Platform.Server.Files;

internal sealed class FileStore(IDatabase database, ICommitQueue commits)
{
    private const string Columns = "id, hash, name, type, size_bytes AS SizeBytes, owner, uploaded_at AS UploadedAt";

    // A query names at most this many keys: engines limit the parameters of one statement.
    private const int IdsPerQuery = 500;

    public static async ValueTask AddAsync(DbTransaction transaction, StoredFile file, DateTimeOffset lookAt, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO stored_file (id, hash, name, type, size_bytes, owner, uploaded_at, look_at)
            VALUES (@Id, @Hash, @Name, @Type, @SizeBytes, @Owner, @UploadedAt, @lookAt)
            """,
            new { file.Id, file.Hash, file.Name, file.Type, file.SizeBytes, file.Owner, file.UploadedAt, lookAt },
            transaction,
            cancellationToken: ct));

    public async ValueTask<StoredFile?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<Row>(new CommandDefinition($"SELECT {Columns} FROM stored_file WHERE id = @id", new { id }, cancellationToken: ct))).SingleOrDefault()?.ToFile();
    }

    public async ValueTask<IReadOnlyList<StoredFile>> FindAllAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var found = new List<StoredFile>(ids.Count);
        foreach (var some in ids.Distinct().Chunk(IdsPerQuery))
        {
            var rows = await connection.QueryAsync<Row>(new CommandDefinition($"SELECT {Columns} FROM stored_file WHERE id {database.Dialect.OneOf("@some")}", new { some = database.Dialect.Keys(some) }, cancellationToken: ct));
            found.AddRange(rows.Select(r => r.ToFile()));
        }

        return found;
    }

    public async ValueTask<IReadOnlyList<StoredFile>> ListToLookAtAsync(DateTimeOffset now, int take, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM stored_file WHERE look_at <= @now ORDER BY look_at, id {database.Dialect.Page}", new { now, skip = 0, take }, cancellationToken: ct));
        return [.. rows.Select(r => r.ToFile())];
    }

    /// <summary>Whether any file has these bytes.</summary>
    public async Task<bool> HasHashAsync(string hash, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition("SELECT COUNT(*) FROM stored_file WHERE hash = @hash", new { hash }, cancellationToken: ct)) > 0;
    }

    /// <summary>Deletes the free ones, never looks again at those held for good, and looks again later at those held for now.</summary>
    public Task SettleAsync(IReadOnlyList<Guid> free, IReadOnlyList<Guid> forGood, IReadOnlyList<Guid> forNow, DateTimeOffset later, DateTimeOffset now, CancellationToken ct) =>
        commits.CommitAsync<Done>(
            async (transaction, inner) =>
            {
                var connection = transaction.Connection!;
                foreach (var id in free)
                {
                    await connection.ExecuteAsync(new CommandDefinition("DELETE FROM stored_file WHERE id = @id AND look_at <= @now", new { id, now }, transaction, cancellationToken: inner));
                }

                foreach (var (id, next) in forGood.Select(f => (f, (DateTimeOffset?)null)).Concat(forNow.Select(f => (f, (DateTimeOffset?)later))))
                {
                    await connection.ExecuteAsync(new CommandDefinition("UPDATE stored_file SET look_at = @next WHERE id = @id", new { id, next }, transaction, cancellationToken: inner));
                }

                return Done.It;
            },
            ct);

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string Hash { get; init; } = "";
        public string Name { get; init; } = "";
        public string Type { get; init; } = "";
        public long SizeBytes { get; init; }
        public string Owner { get; init; } = "";
        public DateTimeOffset UploadedAt { get; init; }

        public StoredFile ToFile() => new(Id, Hash, Name, Type, SizeBytes, Owner, UploadedAt);
    }
}
