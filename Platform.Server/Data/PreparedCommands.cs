using System.Data.Common;
using System.Runtime.CompilerServices;

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
            commands.Add(sql, command = new PreparedCommand(connection.CreateCommand(), sql));
        }

        return command.In(transaction);
    }
}

internal sealed class PreparedCommand
{
    private readonly DbCommand _command;
    private readonly Dictionary<string, DbParameter> _parameters = new(StringComparer.Ordinal);

    public PreparedCommand(DbCommand command, string sql)
    {
        _command = command;
#pragma warning disable CA2100 // The text is a constant of a store; values come as parameters.
        _command.CommandText = sql;
#pragma warning restore CA2100
    }

    /// <param name="name">With its sigil: <c>@id</c>.</param>
    public PreparedCommand Set(string name, object? value)
    {
        if (!_parameters.TryGetValue(name, out var parameter))
        {
            parameter = _command.CreateParameter();
            parameter.ParameterName = name;
            _command.Parameters.Add(parameter);
            _parameters.Add(name, parameter);
        }

        ColumnValues.Bind(parameter, value);
        return this;
    }

    /// <summary>Rows affected. For engines that answer synchronously.</summary>
    public int Execute() => _command.ExecuteNonQuery();

    /// <summary>Rows affected.</summary>
    public ValueTask<int> ExecuteAsync(CancellationToken ct) => new(_command.ExecuteNonQueryAsync(ct));

    public ValueTask<object?> ScalarAsync(CancellationToken ct) => new(_command.ExecuteScalarAsync(ct));

    /// <summary>The caller disposes the reader before the next use.</summary>
    public ValueTask<DbDataReader> ReadAsync(CancellationToken ct) => new(_command.ExecuteReaderAsync(ct));

    internal PreparedCommand In(DbTransaction transaction)
    {
        _command.Transaction = transaction;
        return this;
    }
}
