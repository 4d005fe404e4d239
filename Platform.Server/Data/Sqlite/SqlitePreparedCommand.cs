using System.Buffers;
using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Platform.Model.Localities;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Platform.Server.Data.Sqlite;

/// <summary>
/// One statement straight on SQLite's own interface: parameters are bound by remembered index and text is handed over as UTF-8 once. The driver looks
/// every name up and builds a reader per execution, which costs more than the statement itself does.
/// </summary>
internal sealed class SqlitePreparedCommand : PreparedCommand
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);

    public SqlitePreparedCommand(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(sqlite3_prepare_v3(_database, sql, SQLITE_PREPARE_PERSISTENT, out _statement));
        for (var index = 1; index <= sqlite3_bind_parameter_count(_statement); index++)
        {
            _indexes.Add(sqlite3_bind_parameter_name(_statement, index).utf8_to_string(), index);
        }
    }

    protected override PreparedCommand Bind(string name, object? value, Type type)
    {
        if (!_indexes.TryGetValue(name, out var index))
        {
            throw new ArgumentException($"The statement has no parameter {name}.", nameof(name));
        }

        Check(Bind(index, value));
        return this;
    }

    public override ValueTask<int> ExecuteAsync(CancellationToken ct)
    {
        Step();
        var changed = sqlite3_changes(_database);
        Check(sqlite3_reset(_statement));
        return new(changed);
    }

    public override ValueTask<object?> ScalarAsync(CancellationToken ct)
    {
        var value = Step() == SQLITE_ROW ? Column() : null;
        Check(sqlite3_reset(_statement));
        return new(value);
    }

    public override void Dispose() => _statement.Dispose();

    internal override PreparedCommand In(DbTransaction transaction) => this;

    private int Step()
    {
        var result = sqlite3_step(_statement);
        if (result is not (SQLITE_ROW or SQLITE_DONE))
        {
            sqlite3_reset(_statement);
            SqliteException.ThrowExceptionForRC(result, _database);
        }

        return result;
    }

    private object? Column() => sqlite3_column_type(_statement, 0) switch
    {
        SQLITE_INTEGER => sqlite3_column_int64(_statement, 0),
        SQLITE_FLOAT => sqlite3_column_double(_statement, 0),
        SQLITE_TEXT => sqlite3_column_text(_statement, 0).utf8_to_string(),
        SQLITE_BLOB => sqlite3_column_blob(_statement, 0).ToArray(),
        _ => null,
    };

    private int Bind(int index, object? value) => value switch
    {
        null => sqlite3_bind_null(_statement, index),
        string text => Text(index, text),
        Guid id => Formatted(index, id, "D"),
        DateTimeOffset at => Formatted(index, at.UtcDateTime, ColumnValues.InstantFormat),
        DateOnly day => Formatted(index, day, ColumnValues.DayFormat),
        LocalityCode locality => Text(index, locality.Value),
        bool yes => sqlite3_bind_int(_statement, index, yes ? 1 : 0),
        int number => sqlite3_bind_int(_statement, index, number),
        long number => sqlite3_bind_int64(_statement, index, number),
        double number => sqlite3_bind_double(_statement, index, number),
        decimal number => Text(index, number.ToString(CultureInfo.InvariantCulture)),
        byte[] bytes => sqlite3_bind_blob(_statement, index, bytes),
        _ => throw new ArgumentException($"A column takes no {value.GetType()}.", nameof(value)),
    };

    private int Formatted<T>(int index, T value, string format)
        where T : IUtf8SpanFormattable
    {
        Span<byte> bytes = stackalloc byte[64];
        return value.TryFormat(bytes, out var length, format, CultureInfo.InvariantCulture)
            ? sqlite3_bind_text(_statement, index, bytes[..length])
            : throw new InvalidOperationException($"{value} does not fit {format}.");
    }

    private int Text(int index, string text)
    {
        var longest = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (longest <= 512)
        {
            Span<byte> few = stackalloc byte[512];
            return sqlite3_bind_text(_statement, index, few[..Encoding.UTF8.GetBytes(text, few)]);
        }

        var bytes = ArrayPool<byte>.Shared.Rent(longest);
        try
        {
            return sqlite3_bind_text(_statement, index, bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void Check(int result)
    {
        if (result != SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(result, _database);
        }
    }
}
