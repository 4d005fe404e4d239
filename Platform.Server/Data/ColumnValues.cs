using System.Data;
using System.Globalization;
using Dapper;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Npgsql;
using Platform.Model.Localities;
using Platform.Server.Data.Postgres;
using Platform.Server.Data.SqlServer;

namespace Platform.Server.Data;

/// <summary>
/// How values stand in columns. SQLite has no types for keys and times: there a Guid is 36 lower-case characters, an instant fixed-width UTC text and a
/// day <c>yyyy-MM-dd</c>, so that text order is time order. Other engines take the types of <see cref="MigrationScripts"/>; PostgreSQL drops what is
/// finer than a microsecond.
/// </summary>
internal static class ColumnValues
{
    /// <summary><c>yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'</c> of a UTC <see cref="DateTime"/>; the standard format is written without looking at a pattern.</summary>
    public const string InstantFormat = "O";

    /// <summary><c>yyyy-MM-dd</c> of a <see cref="DateOnly"/>.</summary>
    public const string DayFormat = "O";

    private static readonly Lock Once = new();
    private static bool _registered;

    /// <param name="type">Type of the value, which an absent one cannot tell.</param>
    public static void Bind(IDbDataParameter parameter, object? value, Type type)
    {
        switch (parameter)
        {
            case NpgsqlParameter postgres:
                PostgresValues.Bind(postgres, value, type);
                break;
            case SqlParameter sqlServer:
                SqlServerValues.Bind(sqlServer, value, type);
                break;
            default:
                parameter.Value = Embedded(value);
                break;
        }
    }

    public static Guid ReadGuid(object value) => value switch
    {
        Guid id => id,
        byte[] bytes => new Guid(bytes, bigEndian: true),
        _ => Guid.ParseExact((string)value, "D"),
    };

    public static DateTimeOffset ReadInstant(object value) => value switch
    {
        DateTimeOffset at => at.ToUniversalTime(),
        DateTime at => new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)),
        _ => DateTimeOffset.ParseExact((string)value, InstantFormat, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind).ToUniversalTime(),
    };

    public static DateOnly ReadDay(object value) => value switch
    {
        DateOnly day => day,
        DateTime at => DateOnly.FromDateTime(at),
        _ => DateOnly.ParseExact((string)value, DayFormat, CultureInfo.InvariantCulture),
    };

    /// <summary>Teaches Dapper the same; it keeps its handlers per process.</summary>
    public static void Register()
    {
        lock (Once)
        {
            if (_registered)
            {
                return;
            }

            DefaultTypeMap.MatchNamesWithUnderscores = true;
            Use(ReadGuid, typeof(Guid), typeof(Guid?));
            Use(ReadInstant, typeof(DateTimeOffset), typeof(DateTimeOffset?));
            Use(ReadDay, typeof(DateOnly), typeof(DateOnly?));
            Use(value => LocalityCode.Parse((string)value));

            // SQLite has one integer and one number type; without these a record with an int or a bool in its constructor would not match.
            Use(value => Convert.ToInt32(value, CultureInfo.InvariantCulture));
            Use(value => Convert.ToBoolean(value, CultureInfo.InvariantCulture));
            Use(value => Convert.ToDecimal(value, CultureInfo.InvariantCulture));
            _registered = true;
        }
    }

    private static object Embedded(object? value) => value switch
    {
        null => DBNull.Value,
        Guid id => id.ToString("D"),
        DateTimeOffset at => at.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture),
        DateOnly day => day.ToString(DayFormat, CultureInfo.InvariantCulture),
        LocalityCode locality => locality.Value,
        bool yes => yes ? 1L : 0L,
        _ => value,
    };

    internal static void Use<T>(Func<object, T> read, params Type[] unmap)
    {
        foreach (var type in unmap)
        {
            SqlMapper.RemoveTypeMap(type);
        }

        SqlMapper.AddTypeHandler(typeof(T), new Handler<T>(read));
    }

    // Not SqlMapper.TypeHandler<T>: that one binds an absent value without its type.
    private sealed class Handler<T>(Func<object, T> read) : SqlMapper.ITypeHandler
    {
        public void SetValue(IDbDataParameter parameter, object value) => Bind(parameter, value is DBNull ? null : value, typeof(T));

        public object? Parse(Type destinationType, object value) => value is DBNull ? null : read(value);
    }
}
