using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Platform.Model.Localities;

namespace Platform.Server.Data.Postgres;

/// <summary>Parameters with the types of the columns, also when they are absent, so that a prepared statement fits every call.</summary>
internal static class PostgresValues
{
    public static void Bind(NpgsqlParameter parameter, object? value, Type type)
    {
        if (TypeOf(Nullable.GetUnderlyingType(type) ?? type) is { } column)
        {
            parameter.NpgsqlDbType = column;
        }

        parameter.Value = value switch
        {
            null => DBNull.Value,
            DateTimeOffset at => at.ToUniversalTime(),
            LocalityCode locality => locality.Value,
            string text => Storable(text),
            _ => value,
        };
    }

    /// <summary>Without NUL, the one character PostgreSQL cannot keep; nobody means it, and whoever sends it is not to break a page.</summary>
    public static string Storable(string text) => text.Contains('\0', StringComparison.Ordinal) ? text.Replace('\0', '\uFFFD') : text;

    /// <summary>Text that Dapper binds goes the same way; other engines take it as it is.</summary>
    public static void Register() => ColumnValues.Use(value => value as string ?? Convert.ToString(value, CultureInfo.InvariantCulture)!, typeof(string));

    private static NpgsqlDbType? TypeOf(Type type) =>
        type == typeof(string) || type == typeof(LocalityCode) ? NpgsqlDbType.Text
        : type == typeof(Guid) ? NpgsqlDbType.Uuid
        : type == typeof(DateTimeOffset) ? NpgsqlDbType.TimestampTz
        : type == typeof(DateOnly) ? NpgsqlDbType.Date
        : type == typeof(bool) ? NpgsqlDbType.Boolean
        : type == typeof(int) ? NpgsqlDbType.Integer
        : type == typeof(long) ? NpgsqlDbType.Bigint
        : type == typeof(decimal) ? NpgsqlDbType.Numeric
        : type == typeof(byte[]) ? NpgsqlDbType.Bytea
        : null;
}
