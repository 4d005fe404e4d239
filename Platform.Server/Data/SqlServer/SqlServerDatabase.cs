using System.Collections;
using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Text;
using Dapper;
using DbUp;
using DbUp.Builder;
using Microsoft.Data.SqlClient;

namespace Platform.Server.Data.SqlServer;

/// <summary>A SQL Server database, 2019 or later.</summary>
internal sealed class SqlServerDatabase : IServerDatabase
{
    private const string Serving = "platform.serving";
    private const string Migrating = "platform.migrating";
    private const string Exclusive = "Exclusive";

    private readonly string _connection;
    private readonly string _alone;
    private ServingLock? _serving;
    private int? _node;

    public SqlServerDatabase(DatabaseSettings settings)
    {
        ColumnValues.Register();
        var given = Read(settings.Connection);
        given.ApplicationName = given.ShouldSerialize("Application Name") ? given.ApplicationName : "platform";
        _connection = given.ConnectionString;
        IsShared = settings.Shared;
        _alone = new SqlConnectionStringBuilder(_connection) { Pooling = false }.ConnectionString;
    }

    public IDialect Dialect { get; } = new SqlServerDialect();

    public string ReadMark => "SELECT batch FROM commit_mark WITH (UPDLOCK) WHERE writer = @writer";

    public ValueTask<DbConnection> OpenAsync(CancellationToken ct) => OpenAsync(_connection, ct);

    // Snapshots have to be allowed per database; reading serializably does without, and writers wait for the reader.
    public ValueTask<DbTransaction> SnapshotAsync(DbConnection connection, CancellationToken ct) => connection.BeginTransactionAsync(IsolationLevel.Serializable, ct);

    public bool IsOwned => _serving?.IsHeld ?? true;

    public bool IsShared { get; }

    public int Node => _node ?? 0;

    public ValueTask<DbConnection> OpenSessionAsync(CancellationToken ct) => OpenAsync(_alone, ct);

    public async ValueTask<bool> TryLockAsync(DbConnection session, string name, CancellationToken ct) =>
        await LockAsync((SqlConnection)session, "platform." + name, Exclusive, wait: false, ct);

    public async ValueTask LockLanesAsync(DbTransaction transaction, IReadOnlyCollection<string> lanes, CancellationToken ct)
    {
        var (text, names) = LaneLocks(lanes);
        await using var command = ((SqlConnection)transaction.Connection!).CreateCommand();
        command.Transaction = (SqlTransaction)transaction;
        command.CommandText = text;
        foreach (var (index, name) in names.Index())
        {
            command.Parameters.Add(string.Create(CultureInfo.InvariantCulture, $"@lane{index}"), SqlDbType.NVarChar, 255).Value = name;
        }

        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The statement, and the values of @lane0, @lane1 … in it, in the order that is the same for everybody.</summary>
    internal static (string Text, IReadOnlyList<string> Names) LaneLocks(IEnumerable<string> lanes)
    {
        var names = lanes.Order(StringComparer.Ordinal).Select(l => "platform.lane." + l).ToList();
        var text = new StringBuilder("DECLARE @given int;");
        for (var lane = 0; lane < names.Count; lane++)
        {
            text.Append(CultureInfo.InvariantCulture, $" EXEC @given = sp_getapplock @Resource = @lane{lane}, @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = -1;")
                .Append(" IF @given < 0 THROW 51000, 'The lock of a lane was not given.', 1;");
        }

        return (text.ToString(), names);
    }

    public async ValueTask<DbConnection> OpenWriterAsync(CancellationToken ct)
    {
        await (_serving?.EnsureAsync(ct) ?? default);
        return await OpenAsync(_connection, ct);
    }

    public async ValueTask<IAsyncDisposable?> OwnAsync(CancellationToken ct)
    {
        var serving = new ServingLock(TakeAsync);
        try
        {
            await serving.EnsureAsync(ct);
        }
        catch (SqlException e)
        {
            throw new DatabaseRefusedException($"SQL Server cannot be reached: {e.Message.ReplaceLineEndings(" ")}", e);
        }

        _serving = serving;
        return serving;
    }

    private async ValueTask<DbConnection> TakeAsync(CancellationToken ct)
    {
        var connection = await OpenAsync(_alone, ct);
        try
        {
            // Those that share it keep out who wants it alone, and the other way round.
            if (!await LockAsync((SqlConnection)connection, Serving, IsShared ? "Shared" : Exclusive, wait: false, ct))
            {
                throw new DatabaseTakenException(connection.Database);
            }

            if (IsShared)
            {
                _node = await NodeNumbers.TakeAsync(this, connection, _node, ct);
            }

            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask<IAsyncDisposable> TurnAsync(CancellationToken ct)
    {
        var connection = await OpenAsync(_alone, ct);
        return await LockAsync((SqlConnection)connection, Migrating, Exclusive, wait: true, ct) ? connection : throw new TimeoutException("The lock of the migrations was not given.");
    }

    public UpgradeEngineBuilder Upgrade() => DeployChanges.To.SqlDatabase(_connection);

    public ValueTask CloseAsync()
    {
        using var any = new SqlConnection(_connection);
        SqlConnection.ClearPool(any);
        return default;
    }

    private static async ValueTask<DbConnection> OpenAsync(string connectionString, CancellationToken ct)
    {
        var connection = new SqlConnection(connectionString);
        try
        {
            await connection.OpenAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // Belongs to the session: it ends with the connection, also when the process dies.
    private static async Task<bool> LockAsync(SqlConnection connection, string name, string mode, bool wait, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandType = CommandType.StoredProcedure;
        command.CommandText = "sp_getapplock";
        command.CommandTimeout = 0;
        command.Parameters.AddWithValue("@Resource", name);
        command.Parameters.AddWithValue("@LockMode", mode);
        command.Parameters.AddWithValue("@LockOwner", "Session");
        command.Parameters.AddWithValue("@LockTimeout", wait ? -1 : 0);
        var answer = command.Parameters.Add("@ReturnValue", SqlDbType.Int);
        answer.Direction = ParameterDirection.ReturnValue;
        await command.ExecuteNonQueryAsync(ct);
        return (int)answer.Value >= 0;
    }

    private static SqlConnectionStringBuilder Read(string connection)
    {
        try
        {
            return new SqlConnectionStringBuilder(connection);
        }
        catch (ArgumentException e)
        {
            throw new DatabaseRefusedException($"The connection string cannot be read: {e.Message}", e);
        }
    }
}

internal sealed class SqlServerDialect : IDialect
{
    private const int Deadlock = 1205;
    private const int SnapshotConflict = 3960;
    private const int Timeout = -2;
    private const int ConnectionBroken = 20;
    private const int LockTimeout = 1222;

    public string Name => Engines.SqlServer;

    public string Page => "OFFSET @skip ROWS FETCH NEXT @take ROWS ONLY";

    public string OneOf(string parameter) => "IN " + parameter;

    public IEnumerable Keys(IEnumerable<Guid> ids) => ids.Select(SqlServerValues.Bytes).ToArray();

    public IEnumerable Keys(IEnumerable<string> codes) => codes.Select(code => new DbString { Value = code, Length = SqlServerValues.LongestSized }).ToArray();

    // One is that of an index, the other that of a key.
    public bool IsUniqueViolation(DbException exception) => exception is SqlException { Number: 2601 or 2627 };

    public bool IsTransient(DbException exception) =>
        exception is SqlException { Number: not Timeout } e && (e.Number is Deadlock or SnapshotConflict || e.Class >= ConnectionBroken || e.IsTransient);

    // A file that cannot grow, a log that is full; a page that cannot be read or written; no server at the other end.
    public Outage? OutageOf(DbException exception) => exception is not SqlException e ? null : e.Number switch
    {
        1101 or 1105 or 9002 => Outage.DiskFull,
        823 => Outage.DiskFailed,
        LockTimeout => Outage.Locked,
        Timeout => Outage.Silent,
        Deadlock or SnapshotConflict => null,
        -1 or 2 or 53 or 233 or 10053 or 10054 or 10060 or 10061 => Outage.Away,
        _ => e.Class >= ConnectionBroken || e.IsTransient ? Outage.Away : null,
    };
}
