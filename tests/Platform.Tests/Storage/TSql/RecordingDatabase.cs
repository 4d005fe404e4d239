using System.Collections;
using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using DbUp.Builder;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Platform.Server.Data;
using Platform.Server.Data.Sqlite;
using Platform.Server.Data.SqlServer;

namespace Platform.Tests.Storage.TSql;

/// <summary>A statement as SQL Server would get it.</summary>
/// <param name="Parameters">Declarations: <c>@id binary(16), @name nvarchar(4000)</c>.</param>
internal sealed record RecordedStatement(string Sql, string Parameters);

/// <summary>
/// A database that speaks T-SQL to the stores, writes down every statement, and runs it on SQLite, whose words for the few things that differ are put
/// in just before. So everything a store can send to SQL Server is seen, with the parameters it sends, and no list has to be kept.
/// </summary>
internal sealed class RecordingDatabase(SqliteDatabase sqlite) : IServerDatabase
{
    public ConcurrentDictionary<RecordedStatement, byte> Statements { get; } = new();

    public IDialect Dialect { get; } = new Speech();

    public bool IsOwned => true;

    public string ReadMark => new SqlServerDatabase(new(Engines.SqlServer, "Server=nowhere", 1)).ReadMark;

    public async ValueTask<DbConnection> OpenAsync(CancellationToken ct) => new Connection(this, await sqlite.OpenAsync(ct));

    public async ValueTask<DbTransaction> SnapshotAsync(DbConnection connection, CancellationToken ct) =>
        new Transaction((Connection)connection, await sqlite.SnapshotAsync(((Connection)connection).Inner, ct));

    public ValueTask<DbConnection> OpenWriterAsync(CancellationToken ct) => new(new Connection(this, sqlite.OpenWriter()));

    public ValueTask<DbConnection> OpenSessionAsync(CancellationToken ct) => OpenAsync(ct);

    public ValueTask<bool> TryLockAsync(DbConnection session, string name, CancellationToken ct) => new(true);

    public ValueTask LockLanesAsync(DbTransaction transaction, IReadOnlyCollection<string> lanes, CancellationToken ct) => default;

    public ValueTask<IAsyncDisposable?> OwnAsync(CancellationToken ct) => sqlite.OwnAsync(ct);

    public ValueTask<IAsyncDisposable> TurnAsync(CancellationToken ct) => sqlite.TurnAsync(ct);

    public UpgradeEngineBuilder Upgrade() => sqlite.Upgrade();

    public ValueTask CloseAsync() => sqlite.CloseAsync();

    private static string ToSqlite(string sql) => sql
        .Replace(new SqlServerDialect().Page, new SqliteDialect().Page, StringComparison.Ordinal)
        .Replace(" WITH (UPDLOCK)", "", StringComparison.Ordinal);

    private static SqliteParameter ToSqlite(SqlParameter parameter)
    {
        var value = parameter.Value switch
        {
            byte[] { Length: 16 } id when parameter.SqlDbType is SqlDbType.Binary or SqlDbType.VarBinary => new Guid(id, bigEndian: true),
            DateTime day when parameter.SqlDbType == SqlDbType.Date => DateOnly.FromDateTime(day),
            DBNull => null,
            var other => other,
        };
        var bound = new SqliteParameter { ParameterName = "@" + parameter.ParameterName.TrimStart('@') };
        ColumnValues.Bind(bound, value, value?.GetType() ?? typeof(string));
        return bound;
    }

    private static string Declaration(SqlParameter parameter) => $"@{parameter.ParameterName.TrimStart('@')} " + parameter.SqlDbType switch
    {
        SqlDbType.NVarChar => parameter.Size is > 0 and <= 4000 ? "nvarchar(4000)" : "nvarchar(max)",
        SqlDbType.Binary or SqlDbType.VarBinary when parameter.Value is byte[] { Length: 16 } or DBNull => "binary(16)",
        SqlDbType.VarBinary => "varbinary(max)",
        SqlDbType.DateTimeOffset => "datetimeoffset(7)",
        SqlDbType.Date => "date",
        SqlDbType.Bit => "bit",
        SqlDbType.Int => "int",
        SqlDbType.BigInt => "bigint",
        SqlDbType.Decimal => "decimal(28, 9)",
        var other => throw new InvalidOperationException($"{parameter.ParameterName} is sent as {other}, which no column is."),
    };

    private sealed class Speech : IDialect
    {
        private readonly SqlServerDialect _spoken = new();
        private readonly SqliteDialect _real = new();

        // The tables are those of SQLite.
        public string Name => _real.Name;

        public string Page => _spoken.Page;

        public string OneOf(string parameter) => _spoken.OneOf(parameter);

        public IEnumerable Keys(IEnumerable<Guid> ids) => _spoken.Keys(ids);

        public IEnumerable Keys(IEnumerable<string> codes) => _spoken.Keys(codes);

        public bool IsUniqueViolation(DbException exception) => _real.IsUniqueViolation(exception);

        public bool IsTransient(DbException exception) => _real.IsTransient(exception);

        public Outage? OutageOf(DbException exception) => _real.OutageOf(exception);
    }

    private sealed class Connection(RecordingDatabase database, DbConnection inner) : DbConnection
    {
        public DbConnection Inner => inner;

        public RecordingDatabase Recorder => database;

        [AllowNull]
        public override string ConnectionString { get => inner.ConnectionString; set => inner.ConnectionString = value; }

        public override string DataSource => inner.DataSource;

        public override string ServerVersion => inner.ServerVersion;

        public override ConnectionState State => inner.State;

        public override void ChangeDatabase(string databaseName) => inner.ChangeDatabase(databaseName);

        public override void Open() => inner.Open();

        public override void Close() => inner.Close();

        public override string Database => inner.Database;

        protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => new Transaction(this, inner.BeginTransaction());

        protected override DbCommand CreateDbCommand() => new Command(this);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }

    private sealed class Transaction(Connection connection, DbTransaction inner) : DbTransaction
    {
        public DbTransaction Inner => inner;

        public override IsolationLevel IsolationLevel => inner.IsolationLevel;

        protected override DbConnection DbConnection => connection;

        public override void Commit() => inner.Commit();

        public override void Rollback() => inner.Rollback();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }

    private sealed class Command(Connection connection) : DbCommand
    {
        private readonly SqlCommand _spoken = new();
        private DbCommand? _real;

        [AllowNull]
        public override string CommandText { get => _spoken.CommandText; set => _spoken.CommandText = value; }

        public override int CommandTimeout { get; set; }

        public override CommandType CommandType { get; set; } = CommandType.Text;

        public override bool DesignTimeVisible { get; set; }

        public override UpdateRowSource UpdatedRowSource { get; set; }

        protected override DbConnection? DbConnection { get => connection; set => throw new NotSupportedException(); }

        protected override DbParameterCollection DbParameterCollection => _spoken.Parameters;

        protected override DbTransaction? DbTransaction { get; set; }

        public override void Cancel()
        {
        }

        public override void Prepare()
        {
        }

        public override int ExecuteNonQuery() => Real().ExecuteNonQuery();

        public override object? ExecuteScalar() => Real().ExecuteScalar();

        protected override DbParameter CreateDbParameter() => _spoken.CreateParameter();

        protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Real().ExecuteReader(behavior);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _real?.Dispose();
                _spoken.Dispose();
            }

            base.Dispose(disposing);
        }

        private DbCommand Real()
        {
            var parameters = _spoken.Parameters.Cast<SqlParameter>().ToList();
            connection.Recorder.Statements.TryAdd(new(CommandText, string.Join(", ", parameters.Select(Declaration))), 0);
            _real?.Dispose();
            _real = connection.Inner.CreateCommand();
            _real.CommandText = ToSqlite(CommandText);
            _real.Transaction = (DbTransaction as Transaction)?.Inner;
            _real.Parameters.AddRange(parameters.Select(ToSqlite).ToArray());
            return _real;
        }
    }
}
