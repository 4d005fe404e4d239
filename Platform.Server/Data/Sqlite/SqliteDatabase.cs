using System.Collections;
using System.Data.Common;
using DbUp;
using DbUp.Builder;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Platform.Server.Data.Sqlite;

/// <summary>The embedded database: one file in WAL mode, any number of readers beside the one writer.</summary>
internal sealed class SqliteDatabase : IDatabaseEngine
{
    private readonly DataDirectory _directory;
    private readonly string _reading;
    private readonly string _writing;
    private readonly string _creating;

    static SqliteDatabase()
    {
        // No connection is used by two threads at once, and nobody reads the library's own statistics: neither needs a lock at every call. So every command is
        // disposed of by who made it: the finalizer would free its statement beside whoever uses the connection. Only before its first use.
        Batteries_V2.Init();
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    public SqliteDatabase(DataDirectory directory)
    {
        ColumnValues.Register();
        _directory = directory;
        _reading = new SqliteConnectionStringBuilder { DataSource = directory.Database, Mode = SqliteOpenMode.ReadOnly, DefaultTimeout = 15 }.ToString();
        var writing = new SqliteConnectionStringBuilder { DataSource = directory.Database, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 15, ForeignKeys = true };
        _writing = writing.ToString();
        writing.Mode = SqliteOpenMode.ReadWriteCreate;
        _creating = writing.ToString();
    }

    public IDialect Dialect { get; } = new SqliteDialect();

    public async ValueTask<DbConnection> OpenAsync(CancellationToken ct)
    {
        var connection = new SqliteConnection(_reading);
        await connection.OpenAsync(ct);
        return connection;
    }

    public ValueTask<DbTransaction> SnapshotAsync(DbConnection connection, CancellationToken ct) => new(((SqliteConnection)connection).BeginTransaction(deferred: true));

    /// <summary>Whoever holds the data directory holds the file in it.</summary>
    public ValueTask<IAsyncDisposable?> OwnAsync(CancellationToken ct) => default;

    public async ValueTask<IAsyncDisposable> TurnAsync(CancellationToken ct) => await DataLock.WaitAsync(_directory, "migrate.lock", ct);

    public UpgradeEngineBuilder Upgrade()
    {
        OpenWriter(_creating).Dispose();
        return DeployChanges.To.SqliteDatabase(_writing);
    }

    /// <summary>
    /// A connection that may write. A commit is on disk when it returns (synchronous FULL); a checkpoint every 8,000 pages instead of 1,000 keeps
    /// hot pages from being written twice. Its cache is 16 MB: a commit that split a page walks through all of it, and what it misses the system still has.
    /// A file that is not there is not made: the mount it was on may be gone, and an empty one would be written in its place.
    /// </summary>
    public SqliteConnection OpenWriter() => OpenWriter(_writing);

    /// <summary>
    /// A connection that does nothing and is kept as long as anything may be written. All connections of a process share the index of the log as the first
    /// of them opened it: if all went and the first new one met a disk that is read-only, no writer could write until all had gone again.
    /// </summary>
    public SqliteConnection OpenAnchor()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(_reading) { Pooling = false }.ToString());
        try
        {
            connection.Open();
            using var first = connection.CreateCommand();
            first.CommandText = "select count(*) from sqlite_master";
            first.ExecuteScalar();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Lets go of the pooled readers, so that the file can be moved.</summary>
    public ValueTask CloseAsync()
    {
        using var any = new SqliteConnection(_reading);
        SqliteConnection.ClearPool(any);
        return default;
    }

    private static SqliteConnection OpenWriter(string how)
    {
        var connection = new SqliteConnection(how);
        connection.Open();
        using var settings = connection.CreateCommand();
        settings.CommandText =
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA wal_autocheckpoint = 8000;
            PRAGMA busy_timeout = 15000;
            PRAGMA temp_store = MEMORY;
            PRAGMA cache_size = -16384;
            """;
        settings.ExecuteNonQuery();
        return connection;
    }
}

internal sealed class SqliteDialect : IDialect
{
    private const int ConstraintPrimaryKey = 1555;
    private const int ConstraintUnique = 2067;
    private const int NotPermitted = 3;
    private const int Busy = 5;
    private const int TableLocked = 6;
    private const int ReadOnly = 8;
    private const int IoError = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;

    public string Name => "sqlite";

    public string Page => "LIMIT @take OFFSET @skip";

    public string OneOf(string parameter) => "IN " + parameter;

    public IEnumerable Keys(IEnumerable<Guid> ids) => ids.Select(id => id.ToString("D")).ToArray();

    public IEnumerable Keys(IEnumerable<string> codes) => codes.ToArray();

    public bool IsUniqueViolation(DbException exception) =>
        exception is SqliteException { SqliteExtendedErrorCode: ConstraintPrimaryKey or ConstraintUnique };

    /// <summary>One writer meets nobody.</summary>
    public bool IsTransient(DbException exception) => false;

    public Outage? OutageOf(DbException exception) => (exception as SqliteException)?.SqliteErrorCode switch
    {
        Full => Outage.DiskFull,
        Busy or TableLocked => Outage.Locked,
        IoError or CannotOpen or ReadOnly or NotPermitted => Outage.DiskFailed,
        _ => null,
    };
}
