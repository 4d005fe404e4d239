using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Model.Forms;

/// <summary>Scalar values as conditions and formulas see them: string, decimal, bool, or null for anything else.</summary>
internal static class AnswerValue
{
    public static object? Read(JsonNode? node) => node is not JsonValue value ? null
        : value.TryGetValue<string>(out var text) ? text
        : value.TryGetValue<decimal>(out var number) ? number
        : value.TryGetValue<bool>(out var flag) ? flag
        : null;

    public static object? Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number when element.TryGetDecimal(out var number) => number,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    public static string? TextOf(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static decimal? NumberOf(object? value) => value switch
    {
        decimal number => number,
        string text when decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    public static string? AsText(object? value) => value switch
    {
        string text => text,
        decimal number => number.ToString(CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        _ => null,
    };

    /// <summary>Absent, blank, an empty list, or an object with nothing but such.</summary>
    public static bool IsEmpty(JsonNode? node) => node switch
    {
        null => true,
        JsonArray items => items.Count == 0,
        JsonObject values => values.All(v => IsEmpty(v.Value)),
        _ => TextOf(node) is { } text && string.IsNullOrWhiteSpace(text),
    };

    public static bool Holds(object? left, Comparison comparison, object? right) => comparison switch
    {
        Comparison.Equals => AreEqual(left, right),
        Comparison.NotEquals => !AreEqual(left, right),
        Comparison.Less => Order(left, right) < 0,
        Comparison.LessOrEqual => Order(left, right) <= 0,
        Comparison.Greater => Order(left, right) > 0,
        Comparison.GreaterOrEqual => Order(left, right) >= 0,
        _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "An unknown comparison."),
    };

    public static bool AreEqual(object? left, object? right) =>
        left is string a && right is string b ? a == b
        : left is bool x && right is bool y ? x == y
        : NumberOf(left) is { } m && NumberOf(right) is { } n && m == n;

    /// <summary>Null, which no comparison of order accepts, when either side is missing or the two cannot be ordered.</summary>
    private static int? Order(object? left, object? right) =>
        NumberOf(left) is { } m && NumberOf(right) is { } n ? m.CompareTo(n)
        : left is string a && right is string b && a.Length > 0 && b.Length > 0 ? string.CompareOrdinal(a, b)
        : null;
}
