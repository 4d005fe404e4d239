using System.Globalization;
using System.Text.Json.Nodes;

namespace Platform.Model.Forms;

/// <summary>Turns the result of a formula into an answer of the field's type.</summary>
internal static class CalculatedAnswer
{
    private const int MostDecimals = 10;

    /// <summary>Null when there is no result or it does not suit the field. Numbers are rounded half away from zero (四舍五入).</summary>
    public static JsonNode? Of(FormField field, object? result) => field.Type switch
    {
        _ when result is null => null,
        FieldType.Integer => Rounded(result, 0) is { } number ? JsonValue.Create(number) : null,
        FieldType.Number => Rounded(result, field.Decimals ?? MostDecimals) is { } number ? JsonValue.Create(Plain(number)) : null,
        FieldType.Money => Rounded(result, 2) is { } amount ? JsonValue.Create(amount.ToString("F2", CultureInfo.InvariantCulture)) : null,
        FieldType.Boolean => result is bool flag ? JsonValue.Create(flag) : null,
        _ => AnswerText.Text(field.Type, AnswerValue.AsText(result) ?? "") is { Length: > 0 } text ? JsonValue.Create(text) : null,
    };

    private static decimal? Rounded(object result, int decimals) =>
        AnswerValue.NumberOf(result) is { } number ? decimal.Round(number, Math.Clamp(decimals, 0, MostDecimals), MidpointRounding.AwayFromZero) : null;

    /// <summary>Without trailing zeros.</summary>
    private static decimal Plain(decimal number) => number / 1.0000000000000000000000000000m;
}
