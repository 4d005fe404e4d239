using System.Collections;
using System.Data.Common;
using DbUp.Builder;
using Microsoft.Data.Sqlite;
using Platform.Server.Data;
using Platform.Server.Data.Sqlite;

namespace Platform.Tests.Scheduling;

/// <summary>
/// A database server on a stage: any number of sessions whose transactions overlap. What a transaction writes is kept until it commits and then done at once, which
/// is all that the code on it relies on; reading sees what is committed. Sessions are lost, statements are victims of a deadlock and commits go unanswered (undone,
/// done, or done a while later) as the stage chooses. Behind it is SQLite in memory, so the statements are the real ones.
/// </summary>
internal sealed class FakeServer : IServerDatabase, IDisposable
{
    private static readonly string Tables = string.Join('\n', MigrationScripts.Of(typeof(Engines).Assembly, Engines.Sqlite)
        .Where(s => s.Name.StartsWith("Data/", StringComparison.Ordinal)).Select(s => s.Sql))
        + "create table applied (place integer primary key autoincrement, item text not null, lane text not null);"
        + "create table case_timer (id text primary key, case_id text not null, locality text not null, due_at text not null, attempts int not null, not_before text not null);"
        + "create table case_version (case_id text not null, version int not null, primary key (case_id, version));";

    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);

    /// <summary>Emptied and ready for the next stage: making the tables anew takes longer than most plays.</summary>
    private static readonly System.Collections.Concurrent.ConcurrentBag<SqliteConnection> Unused = [];

    private readonly Dictionary<string, FakeConnection> _locks;
    private readonly List<Task> _late;
    private readonly List<SqliteCommand> _commands;
    private TimeSpan _awayUntil;

    static FakeServer() => ColumnValues.Register();

    public FakeServer(Stage stage, bool shared = false)
    {
        (Stage, IsShared, _locks, _late, _commands) = (stage, shared, new(StringComparer.Ordinal), [], []);
        if (Unused.TryTake(out var engine))
        {
            Engine = engine;
            return;
        }

        Engine = new SqliteConnection("Data Source=:memory:;Pooling=False");
        Engine.Open();
        Execute(Tables);
    }

    private FakeServer(FakeServer server, int node) =>
        (Stage, IsShared, Engine, _locks, _late, _commands, MarkWaits, Node) = (server.Stage, true, server.Engine, server._locks, server._late, server._commands, server.MarkWaits, node);

    public Stage Stage { get; }

    /// <summary>What is committed.</summary>
    public SqliteConnection Engine { get; }

    public IDialect Dialect { get; } = new FakeDialect();

    public bool IsShared { get; }

    public int Node { get; }

    public bool IsOwned => true;

    public string ReadMark => "SELECT batch FROM commit_mark WHERE writer = @writer";

    /// <summary>Whether who reads the mark waits for a commit that is still on its way, as a server makes it wait.</summary>
    public bool MarkWaits { get; init; } = true;

    /// <summary>
    /// A command that lives until the server is gone, whoever forgets it: who is cut off in the middle disposes of nothing, and the garbage collector must not free
    /// statements beside whoever uses the engine next, which has no locks.
    /// </summary>
    public SqliteCommand NewCommand()
    {
        var command = Engine.CreateCommand();
        _commands.Add(command);
        return command;
    }

    /// <summary>The same server as another process sees it.</summary>
    public FakeServer AsNode(int node) => new(this, node);

    public async ValueTask<DbConnection> OpenAsync(CancellationToken ct)
    {
        await Stage.StepAsync();
        return new FakeConnection(this, reads: true);
    }

    public async ValueTask<DbConnection> OpenWriterAsync(CancellationToken ct)
    {
        await Stage.StepAsync();
        if (Stage.Clock.Passed < _awayUntil)
        {
            // Nobody answers, which takes its time to find out.
            await Task.Delay(ConnectLimit, Stage.Clock, ct);
            throw new FakeException(FakeFault.Away);
        }

        return Stage.Fails("connect") ? throw new FakeException(FakeFault.Away) : new FakeConnection(this, reads: false);
    }

    public async ValueTask<DbConnection> OpenSessionAsync(CancellationToken ct)
    {
        await Stage.StepAsync();
        return Stage.Fails("session") ? throw new FakeException(FakeFault.Away) : new FakeConnection(this, reads: true);
    }

    public async ValueTask<bool> TryLockAsync(DbConnection session, string name, CancellationToken ct)
    {
        await Stage.StepAsync();
        return ((FakeConnection)session).IsBroken ? throw new FakeException(FakeFault.Lost) : _locks.TryAdd(name, (FakeConnection)session);
    }

    public async ValueTask LockLanesAsync(DbTransaction transaction, IReadOnlyCollection<string> lanes, CancellationToken ct)
    {
        var session = ((FakeTransaction)transaction).Session;
        while (lanes.Any(l => _locks.TryGetValue("lane:" + l, out var holder) && holder != session))
        {
            await Stage.StepAsync();
            if (lanes.Any(l => _locks.TryGetValue("lane:" + l, out var holder) && holder != session))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), Stage.Clock, ct);
            }
        }

        foreach (var lane in lanes)
        {
            _locks["lane:" + lane] = session;
        }
    }

    /// <summary>The session ends, and with it its locks.</summary>
    public void Release(FakeConnection session, bool onlyLanes)
    {
        foreach (var held in _locks.Where(l => l.Value == session && (!onlyLanes || l.Key.StartsWith("lane:", StringComparison.Ordinal))).Select(l => l.Key).ToList())
        {
            _locks.Remove(held);
        }
    }

    /// <summary>The holder of that lock is cut off from the server, which lets go of what it held.</summary>
    public void Cut(string name)
    {
        if (_locks.TryGetValue(name, out var holder))
        {
            Stage.Note($"session of {name} is cut");
            holder.Break();
        }
    }

    public void Away(TimeSpan during) => _awayUntil = Stage.Clock.Passed + during;

    /// <summary>The server does it after all, when nobody listens any more.</summary>
    public void DoLater(Func<Task> commit) => _late.Add(commit());

    public Task LateCommitsAsync() => MarkWaits ? Task.WhenAll(_late) : Task.CompletedTask;

    public Task AllLateCommitsAsync() => Task.WhenAll(_late);

    public long Count(string table)
    {
        using var command = Engine.CreateCommand();
#pragma warning disable CA2100 // A name the test wrote.
        command.CommandText = $"select count(*) from {table}";
#pragma warning restore CA2100
        return (long)command.ExecuteScalar()!;
    }

    public void Execute(string sql)
    {
        using var command = Engine.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public IReadOnlyList<(string Item, string Lane)> Applied()
    {
        using var command = Engine.CreateCommand();
        command.CommandText = "select item, lane from applied order by place";
        using var reader = command.ExecuteReader();
        var rows = new List<(string, string)>();
        while (reader.Read())
        {
            rows.Add((reader.GetString(0), reader.GetString(1)));
        }

        return rows;
    }

    public ValueTask<DbTransaction> SnapshotAsync(DbConnection connection, CancellationToken ct) => throw new NotSupportedException();

    public ValueTask<IAsyncDisposable?> OwnAsync(CancellationToken ct) => throw new NotSupportedException();

    public ValueTask<IAsyncDisposable> TurnAsync(CancellationToken ct) => throw new NotSupportedException();

    public UpgradeEngineBuilder Upgrade() => throw new NotSupportedException();

    public ValueTask CloseAsync() => default;

    public void Dispose()
    {
        _commands.ForEach(c => c.Dispose());
        _commands.Clear();
        Execute("delete from outbox_waiting; delete from outbox_dead_letter; delete from commit_mark; delete from applied; delete from case_timer; delete from case_version;");
        Unused.Add(Engine);
    }

    private sealed class FakeDialect : IDialect
    {
        private readonly SqliteDialect _lite = new();

        public string Name => _lite.Name;

        public string Page => _lite.Page;

        public string OneOf(string parameter) => _lite.OneOf(parameter);

        public IEnumerable Keys(IEnumerable<Guid> ids) => _lite.Keys(ids);

        public IEnumerable Keys(IEnumerable<string> codes) => _lite.Keys(codes);

        public bool IsUniqueViolation(DbException exception) => _lite.IsUniqueViolation(exception);

        public bool IsTransient(DbException exception) => exception is FakeException { Fault: not FakeFault.Full };

        public Outage? OutageOf(DbException exception) => (exception as FakeException)?.Fault switch
        {
            FakeFault.Full => Outage.DiskFull,
            FakeFault.Away or FakeFault.Lost => Outage.Away,
            _ => null,
        };
    }
}

internal enum FakeFault
{
    /// <summary>No connection is to be had.</summary>
    Away,

    /// <summary>The connection went.</summary>
    Lost,

    /// <summary>The transaction was chosen to end a deadlock.</summary>
    Deadlock,

    /// <summary>The disk of the server is full.</summary>
    Full,
}

internal sealed class FakeException(FakeFault fault) : DbException($"Made up: {fault}.")
{
    public FakeFault Fault => fault;
}
