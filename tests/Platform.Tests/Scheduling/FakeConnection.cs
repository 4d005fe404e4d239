using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Platform.Tests.Scheduling;

/// <summary>A session of <see cref="FakeServer"/>.</summary>
internal sealed class FakeConnection(FakeServer server, bool reads) : DbConnection
{
    private FakeTransaction? _open;

    public FakeServer Server => server;

    public bool Reads => reads;

    public bool IsBroken { get; private set; }

    [AllowNull]
    public override string ConnectionString { get; set; } = "";

    public override string Database => "fake";

    public override string DataSource => "fake";

    public override string ServerVersion => "1";

    public override ConnectionState State => IsBroken ? ConnectionState.Broken : ConnectionState.Open;

    /// <summary>The connection is gone; what it had not committed is undone and its locks are free.</summary>
    public void Break()
    {
        IsBroken = true;
        _open?.Drop();
        server.Release(this, onlyLanes: false);
    }

    public void Ended()
    {
        _open = null;
        server.Release(this, onlyLanes: true);
    }

    public override void Open()
    {
    }

    public override void Close() => Break();

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw new NotSupportedException("Only asynchronously.");

    protected override async ValueTask<DbTransaction> BeginDbTransactionAsync(IsolationLevel isolationLevel, CancellationToken cancellationToken)
    {
        await server.Stage.StepAsync();
        if (_open is not null)
        {
            throw new InvalidOperationException("The session has a transaction already.");
        }

        return IsBroken ? throw new FakeException(FakeFault.Lost) : _open = new FakeTransaction(this);
    }

    protected override DbCommand CreateDbCommand() => new FakeCommand(this);

    protected override void Dispose(bool disposing)
    {
        Break();
        base.Dispose(disposing);
    }
}

/// <summary>What was written and not yet committed.</summary>
internal sealed class FakeTransaction(FakeConnection session) : DbTransaction
{
    private readonly List<SqliteCommand> _writes = [];
    private bool _over;

    public FakeConnection Session => session;

    public override IsolationLevel IsolationLevel => IsolationLevel.ReadCommitted;

    protected override DbConnection? DbConnection => _over ? null : session;

    public void Add(SqliteCommand write) => _writes.Add(write);

    public void Drop() => End();

    public override void Commit() => throw new NotSupportedException("Only asynchronously.");

    public override void Rollback() => End();

    public override async Task RollbackAsync(CancellationToken cancellationToken = default)
    {
        await session.Server.Stage.StepAsync();
        End();
    }

    public override async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        var (server, stage) = (session.Server, session.Server.Stage);
        await stage.StepAsync();
        if (session.IsBroken || _over)
        {
            throw new FakeException(FakeFault.Lost);
        }

        switch (stage.Fault(6, "commit"))
        {
            case 0:
                Apply();
                End();
                await stage.StepAsync();
                return;
            case 1:
                End();
                throw new FakeException(FakeFault.Full);
            case 2:
                // Lost on the way there.
                session.Break();
                throw new FakeException(FakeFault.Lost);
            case 3:
                // Lost on the way back.
                Apply();
                session.Break();
                throw new FakeException(FakeFault.Lost);
            case 4:
                // As before, and nobody gets through to the server for longer than a writer asks.
                Apply();
                session.Break();
                server.Away(TimeSpan.FromSeconds(45));
                throw new FakeException(FakeFault.Lost);
            case 5:
                session.Break();
                server.Away(TimeSpan.FromSeconds(45));
                throw new FakeException(FakeFault.Lost);
            default:
                // The server is still at it when the connection is gone.
                server.DoLater(async () =>
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(300), stage.Clock);
                    try
                    {
                        Apply();
                    }
                    catch (SqliteException)
                    {
                        // Somebody else was faster by now, so it is undone after all.
                    }
                });
                session.Break();
                throw new FakeException(FakeFault.Lost);
        }
    }

    protected override void Dispose(bool disposing)
    {
        End();
        base.Dispose(disposing);
    }

    private void Apply()
    {
        using var transaction = session.Server.Engine.BeginTransaction();
        foreach (var write in _writes)
        {
            write.Transaction = transaction;
            write.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private void End()
    {
        if (!_over)
        {
            _over = true;
            session.Ended();
        }
    }
}

/// <summary>
/// Writes are kept for the commit, reads are answered at once from what is committed. Dapper lets what it waits for come back on any thread, so a command makes
/// nobody wait; others run where a connection is opened, and where a transaction begins and ends.
/// </summary>
internal sealed class FakeCommand(FakeConnection session) : DbCommand
{
    private readonly SqliteCommand _inner = session.Server.NewCommand();

    [AllowNull]
    public override string CommandText
    {
        get => _inner.CommandText;
#pragma warning disable CA2100 // The statements are those of the stores.
        set => _inner.CommandText = value;
#pragma warning restore CA2100
    }

    public override int CommandTimeout { get; set; }

    public override CommandType CommandType { get; set; } = CommandType.Text;

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    protected override DbConnection? DbConnection { get; set; } = session;

    protected override DbParameterCollection DbParameterCollection => _inner.Parameters;

    protected override DbTransaction? DbTransaction { get; set; }

    public override void Cancel()
    {
    }

    public override void Prepare()
    {
    }

    public override int ExecuteNonQuery() => throw new NotSupportedException("Only asynchronously.");

    public override object? ExecuteScalar() => throw new NotSupportedException("Only asynchronously.");

    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken)
    {
        ThrowIfBroken();
        var transaction = (FakeTransaction?)DbTransaction ?? throw new InvalidOperationException("Writing needs a transaction.");
        switch (session.Server.Stage.Fault(2, "statement"))
        {
            case 1:
                throw new FakeException(FakeFault.Deadlock);
            case 2:
                session.Break();
                throw new FakeException(FakeFault.Lost);
        }

        transaction.Add(Copy());
        return Task.FromResult(Rehearse());
    }

    public override async Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken)
    {
        ThrowIfBroken();
        if (CommandText == session.Server.ReadMark)
        {
            await session.Server.LateCommitsAsync();
        }

        return CommandText == "SELECT 1" ? 1 : _inner.ExecuteScalar();
    }

    protected override DbParameter CreateDbParameter() => _inner.CreateParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => throw new NotSupportedException("Only asynchronously.");

    protected override Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken)
    {
        ThrowIfBroken();
        return Task.FromResult<DbDataReader>(_inner.ExecuteReader());
    }

    protected override void Dispose(bool disposing)
    {
        _inner.Dispose();
        base.Dispose(disposing);
    }

    private void ThrowIfBroken()
    {
        if (session.IsBroken)
        {
            throw new FakeException(FakeFault.Lost);
        }
    }

    /// <summary>How many rows it would change by what is committed, and whether it may at all.</summary>
    private int Rehearse()
    {
        using var pretence = session.Server.Engine.BeginTransaction();
        _inner.Transaction = pretence;
        var rows = _inner.ExecuteNonQuery();
        _inner.Transaction = null;
        return rows;
    }

    private SqliteCommand Copy()
    {
        var copy = session.Server.NewCommand();
#pragma warning disable CA2100 // The statements are those of the stores.
        copy.CommandText = CommandText;
#pragma warning restore CA2100
        foreach (SqliteParameter parameter in _inner.Parameters)
        {
            copy.Parameters.AddWithValue(parameter.ParameterName, parameter.Value ?? DBNull.Value);
        }

        return copy;
    }
}
