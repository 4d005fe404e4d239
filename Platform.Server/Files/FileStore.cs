using System.Data.Common;
using Dapper;
using Platform.Model.Files;
using Platform.Server.Data;

namespace Platform.Server.Files;

internal sealed class FileStore(IDatabase database)
{
    private const string Columns = "id, hash, name, type, size_bytes AS SizeBytes, owner, uploaded_at AS UploadedAt";

    // A query names at most this many keys: engines limit the parameters of one statement.
    private const int IdsPerQuery = 500;

    public static async ValueTask AddAsync(DbTransaction transaction, StoredFile file, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO stored_file (id, hash, name, type, size_bytes, owner, uploaded_at)
            VALUES (@Id, @Hash, @Name, @Type, @SizeBytes, @Owner, @UploadedAt)
            """,
            file,
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
            var rows = await connection.QueryAsync<Row>(new CommandDefinition($"SELECT {Columns} FROM stored_file WHERE id IN @some", new { some = database.Dialect.Keys(some) }, cancellationToken: ct));
            found.AddRange(rows.Select(r => r.ToFile()));
        }

        return found;
    }

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
