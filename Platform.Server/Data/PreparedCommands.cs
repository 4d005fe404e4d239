using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Platform.Server.Data.Sqlite;

namespace Platform.Server.Data;

/// <summary>
/// Statements that stay prepared on the writer's connection, for the few that run with every step; everything else goes through Dapper. Belongs to
/// one connection, hence to one thread at a time.
/// </summary>
internal static class PreparedCommands
{
    private static readonly ConditionalWeakTable<DbConnection, Dictionary<string, PreparedCommand>> ByConnection = [];

    /// <summary>The command of this text on the transaction's connection. Set every parameter before each execution.</summary>
    public static PreparedCommand Prepared(this DbTransaction transaction, string sql)
    {
        var connection = transaction.Connection ?? throw new InvalidOperationException("The transaction is over.");
        var commands = ByConnection.GetValue(connection, static _ => new Dictionary<string, PreparedCommand>(StringComparer.Ordinal));
        if (!commands.TryGetValue(sql, out var command))
        {
            commands.Add(sql, command = connection is SqliteConnection lite ? new SqlitePreparedCommand(lite, sql) : new PortablePreparedCommand(connection, sql));
        }

        return command.In(transaction);
    }

    /// <summary>Lets go of the connection's commands; called before it is closed.</summary>
    public static void Release(DbConnection connection)
    {
        if (ByConnection.TryGetValue(connection, out var commands))
        {
            ByConnection.Remove(connection);
            foreach (var command in commands.Values)
            {
                command.Dispose();
            }
        }
    }
}

internal abstract class PreparedCommand : IDisposable
{
    /// <param name="name">With its sigil: <c>@id</c>.</param>
    public PreparedCommand Set<T>(string name, T value) => Bind(name, value, typeof(T));

    /// <summary>Rows affected.</summary>
    public abstract ValueTask<int> ExecuteAsync(CancellationToken ct);

    /// <summary>First column of the first row, or null without one.</summary>
    public abstract ValueTask<object?> ScalarAsync(CancellationToken ct);

    public abstract void Dispose();

    /// <param name="type">Type of the value, which an absent one cannot tell.</param>
    protected abstract PreparedCommand Bind(string name, object? value, Type type);

    internal abstract PreparedCommand In(DbTransaction transaction);
}

/// <summary>Through the engine's ADO.NET driver.</summary>
internal sealed class PortablePreparedCommand : PreparedCommand
{
    private readonly DbCommand _command;
    private readonly Dictionary<string, DbParameter> _parameters = new(StringComparer.Ordinal);

    public PortablePreparedCommand(DbConnection connection, string sql)
    {
        _command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is a constant of a store; values come as parameters.
        _command.CommandText = sql;
#pragma warning restore CA2100
    }

    protected override PreparedCommand Bind(string name, object? value, Type type)
    {
        if (!_parameters.TryGetValue(name, out var parameter))
        {
            parameter = _command.CreateParameter();
            parameter.ParameterName = name;
            _command.Parameters.Add(parameter);
            _parameters.Add(name, parameter);
        }

        ColumnValues.Bind(parameter, value, type);
        return this;
    }

    public override ValueTask<int> ExecuteAsync(CancellationToken ct) => new(_command.ExecuteNonQueryAsync(ct));

    public override ValueTask<object?> ScalarAsync(CancellationToken ct) => new(_command.ExecuteScalarAsync(ct));

    public override void Dispose() => _command.Dispose();

    internal override PreparedCommand In(DbTransaction transaction)
    {
        _command.Transaction = transaction;
        return this;
    }
}
