using System.Data;
using System.Data.Common;

namespace Platform.Server.Data;

/// <summary>
/// Makes this process the only one that serves from a database on a server, or one of those that share it. The lock ends with its connection; when that is lost it is taken again before
/// anything more is written, and when somebody else has it by then, nothing is written any more.
/// </summary>
/// <param name="take">Opens a connection and takes the lock; throws <see cref="DatabaseTakenException"/>.</param>
internal sealed class ServingLock(Func<CancellationToken, ValueTask<DbConnection>> take) : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private DbConnection? _connection;

    /// <summary>As far as is known without asking: no connection was lost since the lock was taken.</summary>
    public bool IsHeld => _connection is { State: ConnectionState.Open };

    public async ValueTask EnsureAsync(CancellationToken ct)
    {
        await _one.WaitAsync(ct);
        try
        {
            if (_connection is null || !await AnswersAsync(_connection, ct))
            {
                var lost = _connection;
                _connection = null;
                await (lost?.DisposeAsync() ?? default);
                _connection = await take(ct);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await (_connection?.DisposeAsync() ?? default);
        _connection = null;
        _one.Dispose();
    }

    /// <summary>Whether the connection is still there, and with it the locks it holds.</summary>
    internal static async Task<bool> AnswersAsync(DbConnection connection, CancellationToken ct)
    {
        try
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT 1";
            return connection.State == ConnectionState.Open && await command.ExecuteScalarAsync(ct) is 1;
        }
        catch (Exception e) when (e is DbException or InvalidOperationException or IOException)
        {
            return false;
        }
    }
}

/// <summary>Another process serves from the database; the message is one sentence for the operator.</summary>
internal sealed class DatabaseTakenException(string database)
    : DatabaseRefusedException($"The database {database} is in use by another process of the platform. Stop that one, or choose another database with --connection.");
