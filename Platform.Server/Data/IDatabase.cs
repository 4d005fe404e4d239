using System.Collections;
using System.Data.Common;
using DbUp.Builder;

namespace Platform.Server.Data;

/// <summary>Read connections of the one database; they see only what is committed.</summary>
internal interface IDatabase
{
    /// <summary>An open, pooled connection for reading; the caller disposes it.</summary>
    ValueTask<DbConnection> OpenAsync(CancellationToken ct);

    /// <summary>A transaction of a reading connection whose statements all see the database as it was at the first of them.</summary>
    ValueTask<DbTransaction> SnapshotAsync(DbConnection connection, CancellationToken ct);

    IDialect Dialect { get; }
}

/// <summary>What differs between the engines; it grows only by need.</summary>
internal interface IDialect
{
    /// <summary>One of <see cref="Engines.All"/>: names the variants of migrations.</summary>
    string Name { get; }

    /// <summary>Tail of a SELECT with ORDER BY that returns at most <c>@take</c> rows after <c>@skip</c>.</summary>
    string Page { get; }

    /// <summary>Condition that follows a column: its value is one of the list that is given as this parameter, e.g. <c>@ids</c>; the list made by <see cref="Keys(IEnumerable{Guid})"/>.</summary>
    string OneOf(string parameter);

    /// <summary>Dapper does not convert the members of a list as it converts a single value.</summary>
    IEnumerable Keys(IEnumerable<Guid> ids);

    IEnumerable Keys(IEnumerable<string> codes);

    bool IsUniqueViolation(DbException exception);

    /// <summary>The same work may succeed when it is done again: a deadlock, a failed serialization, a lost connection.</summary>
    bool IsTransient(DbException exception);

    /// <summary>What the exception tells of a disk or a server that cannot be used at present; null when it is about the statement.</summary>
    Outage? OutageOf(DbException exception);
}

/// <summary>What start, migrations and stop need of an engine.</summary>
internal interface IDatabaseEngine : IDatabase
{
    /// <summary>
    /// Makes this process the only one that serves from the database, or one of those that share it, until the answer is disposed; null when holding the data
    /// directory is enough. Throws <see cref="DatabaseRefusedException"/>.
    /// </summary>
    ValueTask<IAsyncDisposable?> OwnAsync(CancellationToken ct);

    /// <summary>Other processes serve from the database beside this one.</summary>
    bool IsShared => false;

    /// <summary>Number of this process among those that share the database, 0 to <see cref="NodeNumbers.Most"/> - 1: no other one has it as long as this one lives. 0 when it is alone.</summary>
    int Node => 0;

    /// <summary>Waits until nobody else migrates.</summary>
    ValueTask<IAsyncDisposable> TurnAsync(CancellationToken ct);

    UpgradeEngineBuilder Upgrade();

    /// <summary>Lets go of pooled connections.</summary>
    ValueTask CloseAsync();
}

/// <summary>A database in a process of its own, which takes several writers.</summary>
internal interface IServerDatabase : IDatabaseEngine
{
    /// <summary>As far as is known without asking, this process still holds the lock of those that serve from the database.</summary>
    bool IsOwned { get; }

    /// <summary>An open connection that may write; the caller keeps it. Throws <see cref="DatabaseTakenException"/> when another process serves by now.</summary>
    ValueTask<DbConnection> OpenWriterAsync(CancellationToken ct);

    /// <summary>An open connection of its own, for locks that end with it.</summary>
    ValueTask<DbConnection> OpenSessionAsync(CancellationToken ct);

    /// <summary>Takes a lock that only one session of the whole database has at a time; false when another one has it.</summary>
    /// <param name="session">From <see cref="OpenSessionAsync"/>.</param>
    ValueTask<bool> TryLockAsync(DbConnection session, string name, CancellationToken ct);

    /// <summary>Waits until no other process writes in these lanes; they are held until the transaction ends. All that are needed are taken at once, so nobody waits in a circle.</summary>
    ValueTask LockLanesAsync(DbTransaction transaction, IReadOnlyCollection<string> lanes, CancellationToken ct);

    /// <summary>Reads <c>batch</c> of <c>commit_mark</c> where <c>writer = @writer</c> and waits for a transaction that has it in hand.</summary>
    string ReadMark { get; }
}
