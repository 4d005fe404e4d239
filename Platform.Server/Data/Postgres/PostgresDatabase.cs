using System.Collections;
using System.Data;
using System.Data.Common;
using DbUp;
using DbUp.Builder;
using Npgsql;

namespace Platform.Server.Data.Postgres;

/// <summary>A PostgreSQL database, 15 or later, in UTF-8. Readers may not write.</summary>
internal sealed class PostgresDatabase : IServerDatabase, IAsyncDisposable
{
    // Advisory locks of the platform: this number, and one of the two below.
    private const int Platform = 330110;
    private const int Serving = 1;
    private const int Migrating = 2;

    private readonly NpgsqlDataSource _reading;
    private readonly NpgsqlDataSource _writing;
    private readonly NpgsqlDataSource _alone;

    // A data source keeps its password to itself.
    private readonly string _unpooled;

    public PostgresDatabase(DatabaseSettings settings)
    {
        ColumnValues.Register();
        PostgresValues.Register();
        var given = Read(settings.Connection);
        given.ApplicationName ??= "platform";
        // Statements are few and run often: the server keeps their plans.
        given.MaxAutoPrepare = given.MaxAutoPrepare == 0 ? 256 : given.MaxAutoPrepare;
        given.AutoPrepareMinUsages = 2;
        _writing = NpgsqlDataSource.Create(given);
        _reading = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(given.ConnectionString) { Options = $"{given.Options} -c default_transaction_read_only=on".Trim() });
        _unpooled = new NpgsqlConnectionStringBuilder(given.ConnectionString) { Pooling = false, KeepAlive = 30 }.ConnectionString;
        _alone = NpgsqlDataSource.Create(_unpooled);
    }

    public IDialect Dialect { get; } = new PostgresDialect();

    public string ReadMark => "SELECT batch FROM commit_mark WHERE writer = @writer FOR UPDATE";

    public async ValueTask<DbConnection> OpenAsync(CancellationToken ct) => await _reading.OpenConnectionAsync(ct);

    public ValueTask<DbTransaction> SnapshotAsync(DbConnection connection, CancellationToken ct) => connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);

    public async ValueTask<DbConnection> OpenWriterAsync(CancellationToken ct) => await _writing.OpenConnectionAsync(ct);

    public async ValueTask<IAsyncDisposable?> OwnAsync(CancellationToken ct)
    {
        NpgsqlConnection connection;
        try
        {
            connection = await _alone.OpenConnectionAsync(ct);
        }
        catch (NpgsqlException e)
        {
            throw new DatabaseRefusedException($"PostgreSQL cannot be reached: {e.Message}", e);
        }

        var refusal = await RefusalAsync(connection, ct);
        if (refusal is not null)
        {
            await connection.DisposeAsync();
            throw new DatabaseRefusedException(refusal);
        }

        return connection;
    }

    public async ValueTask<IAsyncDisposable> TurnAsync(CancellationToken ct)
    {
        var connection = await _alone.OpenConnectionAsync(ct);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT pg_advisory_lock({Platform}, {Migrating})";
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(ct);
        return connection;
    }

    public UpgradeEngineBuilder Upgrade() => DeployChanges.To.PostgresqlDatabase(_unpooled);

    public ValueTask CloseAsync() => _reading.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await _reading.DisposeAsync();
        await _writing.DisposeAsync();
        await _alone.DisposeAsync();
    }

    private static async Task<string?> RefusalAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SHOW server_encoding";
        if (await command.ExecuteScalarAsync(ct) is not "UTF8")
        {
            return $"The database {connection.Database} is not in UTF-8; make one with: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.";
        }

        command.CommandText = $"SELECT pg_try_advisory_lock({Platform}, {Serving})";
        return await command.ExecuteScalarAsync(ct) is true
            ? null
            : $"The database {connection.Database} is in use by another process of the platform. Stop that one, or choose another database with --connection.";
    }

    private static NpgsqlConnectionStringBuilder Read(string connection)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connection);
        }
        catch (ArgumentException e)
        {
            throw new DatabaseRefusedException($"The connection string cannot be read: {e.Message}", e);
        }
    }
}

internal sealed class PostgresDialect : IDialect
{
    public string Name => Engines.Postgres;

    public string Page => "LIMIT @take OFFSET @skip";

    // Dapper hands a list over to Npgsql as one array.
    public string OneOf(string parameter) => $"= ANY({parameter})";

    public IEnumerable Keys(IEnumerable<Guid> ids) => ids.ToArray();

    public IEnumerable Keys(IEnumerable<string> codes) => codes.Select(PostgresValues.Storable).ToArray();

    public bool IsUniqueViolation(DbException exception) => exception is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    public bool IsTransient(DbException exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow } => true,
        PostgresException => false,
        NpgsqlException { InnerException: TimeoutException } => false,
        _ => exception.IsTransient,
    };
}
