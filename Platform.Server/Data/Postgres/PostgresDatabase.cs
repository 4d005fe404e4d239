using System.Buffers.Binary;
using System.Collections;
using System.Data;
using System.Data.Common;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
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

    // What a process that has vanished or stands still holds must become free for the others: its sessions end when it has been silent for so long, and so do
    // its transactions, which wait for nothing but the database.
    private const string GoneSoon = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 -c idle_in_transaction_session_timeout=10000";

    private readonly NpgsqlDataSource _reading;
    private readonly NpgsqlDataSource _writing;
    private readonly NpgsqlDataSource _alone;
    private ServingLock? _serving;
    private int? _node;

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
        IsShared = settings.Shared;
        if (IsShared)
        {
            given.Options = $"{given.Options} {GoneSoon}".Trim();
        }

        _writing = NpgsqlDataSource.Create(given);
        _reading = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(given.ConnectionString) { Options = $"{given.Options} -c default_transaction_read_only=on".Trim() });
        _unpooled = new NpgsqlConnectionStringBuilder(given.ConnectionString) { Pooling = false, KeepAlive = 30 }.ConnectionString;
        _alone = NpgsqlDataSource.Create(_unpooled);
    }

    public IDialect Dialect { get; } = new PostgresDialect();

    public string ReadMark => "SELECT batch FROM commit_mark WHERE writer = @writer FOR UPDATE";

    public async ValueTask<DbConnection> OpenAsync(CancellationToken ct) => await _reading.OpenConnectionAsync(ct);

    public ValueTask<DbTransaction> SnapshotAsync(DbConnection connection, CancellationToken ct) => connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);

    public bool IsOwned => _serving?.IsHeld ?? true;

    public bool IsShared { get; }

    public int Node => _node ?? 0;

    public async ValueTask<DbConnection> OpenSessionAsync(CancellationToken ct) => await _alone.OpenConnectionAsync(ct);

    public async ValueTask<bool> TryLockAsync(DbConnection session, string name, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1)", (NpgsqlConnection)session) { Parameters = { new() { Value = KeyOf(name) } } };
        return await command.ExecuteScalarAsync(ct) is true;
    }

    public async ValueTask LockLanesAsync(DbTransaction transaction, IReadOnlyCollection<string> lanes, CancellationToken ct)
    {
        // In the order of the keys, which is the same for everybody.
        var keys = lanes.Select(l => KeyOf("lane." + l)).Order().ToArray();
        await using var command = new NpgsqlCommand("SELECT pg_advisory_xact_lock(key) FROM unnest($1) AS lanes(key)", (NpgsqlConnection)transaction.Connection!, (NpgsqlTransaction)transaction)
        {
            Parameters = { new() { Value = keys } },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    public async ValueTask<DbConnection> OpenWriterAsync(CancellationToken ct)
    {
        await (_serving?.EnsureAsync(ct) ?? default);
        return await _writing.OpenConnectionAsync(ct);
    }

    public async ValueTask<IAsyncDisposable?> OwnAsync(CancellationToken ct)
    {
        var serving = new ServingLock(TakeAsync);
        try
        {
            await serving.EnsureAsync(ct);
        }
        catch (NpgsqlException e)
        {
            throw new DatabaseRefusedException($"PostgreSQL cannot be reached: {e.Message}", e);
        }

        _serving = serving;
        return serving;
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

    private async ValueTask<DbConnection> TakeAsync(CancellationToken ct)
    {
        var connection = await _alone.OpenConnectionAsync(ct);
        try
        {
            await LockAsync(connection, ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task LockAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SHOW server_encoding";
        if (await command.ExecuteScalarAsync(ct) is not "UTF8")
        {
            throw new DatabaseRefusedException($"The database {connection.Database} is not in UTF-8; make one with: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.");
        }

        // Those that share it keep out who wants it alone, and the other way round.
        command.CommandText = IsShared ? $"SELECT pg_try_advisory_lock_shared({Platform}, {Serving})" : $"SELECT pg_try_advisory_lock({Platform}, {Serving})";
        if (await command.ExecuteScalarAsync(ct) is not true)
        {
            throw new DatabaseTakenException(connection.Database);
        }

        if (IsShared)
        {
            _node = await NodeNumbers.TakeAsync(this, connection, _node, ct);
        }
    }

    /// <summary>Advisory locks have numbers instead of names; those of one number are apart from those of two.</summary>
    private static long KeyOf(string name) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes("platform." + name)));

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

    public Outage? OutageOf(DbException exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => Outage.DiskFull,
        PostgresException { SqlState: PostgresErrorCodes.IoError } => Outage.DiskFailed,
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } => Outage.Locked,
        PostgresException
        {
            SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections
        } => Outage.Away,
        PostgresException => null,
        NpgsqlException { InnerException: TimeoutException } => Outage.Silent,
        NpgsqlException { IsTransient: true } or NpgsqlException { InnerException: IOException or SocketException } => Outage.Away,
        _ => null,
    };
}
