using System.Data;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Platform.Model.Localities;

namespace Platform.Server.Data;

/// <summary>
/// How values stand in columns. SQLite has no types for keys and times: there a Guid is 36 lower-case characters, an instant fixed-width UTC text and a
/// day <c>yyyy-MM-dd</c>, so that text order is time order. Other engines take the native types.
/// </summary>
internal static class ColumnValues
{
    public const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";
    public const string DayFormat = "yyyy-MM-dd";
    private static readonly Lock Once = new();
    private static bool _registered;

    public static void Bind(IDbDataParameter parameter, object? value)
    {
        var lite = parameter is SqliteParameter;
        parameter.Value = value switch
        {
            null => DBNull.Value,
            Guid id when lite => id.ToString("D"),
            DateTimeOffset at when lite => at.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture),
            DateTimeOffset at => at.ToUniversalTime(),
            DateOnly day when lite => day.ToString(DayFormat, CultureInfo.InvariantCulture),
            LocalityCode locality => locality.Value,
            bool yes when lite => yes ? 1L : 0L,
            _ => value,
        };
    }

    public static Guid ReadGuid(object value) => value is Guid id ? id : Guid.ParseExact((string)value, "D");

    public static DateTimeOffset ReadInstant(object value) => value switch
    {
        DateTimeOffset at => at.ToUniversalTime(),
        DateTime at => new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)),
        _ => DateTimeOffset.ParseExact((string)value, InstantFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
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

    private static void Use<T>(Func<object, T> read, params Type[] unmap)
    {
        foreach (var type in unmap)
        {
            SqlMapper.RemoveTypeMap(type);
        }

        SqlMapper.AddTypeHandler(new Handler<T>(read));
    }

    private sealed class Handler<T>(Func<object, T> read) : SqlMapper.TypeHandler<T>
    {
        public override void SetValue(IDbDataParameter parameter, T? value) => Bind(parameter, value);

        public override T Parse(object value) => read(value);
    }
}
