using System.Data;
using Microsoft.Data.SqlClient;
using Platform.Model.Localities;

namespace Platform.Server.Data.SqlServer;

/// <summary>
/// Parameters with the types of the columns, also when they are absent: an untyped null would be nvarchar, which does not become binary. Text has one of
/// two sizes, so that a statement has one plan and not one per length.
/// </summary>
internal static class SqlServerValues
{
    public const int LongestSized = 4000;
    private const int Unlimited = -1;

    public static void Bind(SqlParameter parameter, object? value, Type type)
    {
        if (TypeOf(Nullable.GetUnderlyingType(type) ?? type) is { } column)
        {
            parameter.SqlDbType = column;
        }

        parameter.Value = value switch
        {
            null => DBNull.Value,
            Guid id => Bytes(id),
            DateTimeOffset at => at.ToUniversalTime(),
            DateOnly day => day.ToDateTime(TimeOnly.MinValue),
            LocalityCode locality => locality.Value,
            _ => value,
        };
        parameter.Size = parameter.SqlDbType switch
        {
            SqlDbType.Binary => 16,
            SqlDbType.NVarChar => parameter.Value is string { Length: > LongestSized } ? Unlimited : LongestSized,
            SqlDbType.VarBinary => Unlimited,
            _ => 0,
        };
    }

    public static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);

    private static SqlDbType? TypeOf(Type type) =>
        type == typeof(string) || type == typeof(LocalityCode) ? SqlDbType.NVarChar
        : type == typeof(Guid) ? SqlDbType.Binary
        : type == typeof(DateTimeOffset) ? SqlDbType.DateTimeOffset
        : type == typeof(DateOnly) ? SqlDbType.Date
        : type == typeof(bool) ? SqlDbType.Bit
        : type == typeof(int) ? SqlDbType.Int
        : type == typeof(long) ? SqlDbType.BigInt
        : type == typeof(decimal) ? SqlDbType.Decimal
        : type == typeof(byte[]) ? SqlDbType.VarBinary
        : null;
}
