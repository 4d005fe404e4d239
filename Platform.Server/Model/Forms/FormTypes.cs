using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Model.Forms;

/// <summary>What the types of fields have in common and what tells them apart.</summary>
internal static class FormTypes
{
    public const string DayFormat = "yyyy-MM-dd";

    private const decimal MostMoney = 999_999_999_999_999.99m;

    /// <summary>The type as it stands in files: <c>citizenId</c>.</summary>
    public static string Word(FieldType type) => JsonNamingPolicy.CamelCase.ConvertName(type.ToString());

    public static bool IsNumeric(FieldType type) => type is FieldType.Number or FieldType.Integer or FieldType.Money;

    public static bool IsChosen(FieldType type) => type is FieldType.Choice or FieldType.Choices;

    /// <summary>A list of strings rather than one value.</summary>
    public static bool IsList(FieldType type) => type is FieldType.Choices or FieldType.File;

    /// <summary>One string that people write, with a length and perhaps a pattern.</summary>
    public static bool IsWritten(FieldType type) => type is FieldType.Text or FieldType.Multiline or FieldType.PersonName or FieldType.CitizenId
        or FieldType.CreditCode or FieldType.Phone or FieldType.Email or FieldType.DivisionPath;

    /// <summary>Whether the value has the JSON type, and for days and amounts the form, of the field's answers.</summary>
    public static bool Fits(FieldType type, JsonNode? value) => type switch
    {
        FieldType.Number => AnswerValue.Read(value) is decimal,
        FieldType.Integer => AnswerValue.Read(value) is decimal number && decimal.Truncate(number) == number,
        FieldType.Boolean => AnswerValue.Read(value) is bool,
        FieldType.Money => IsMoney(AnswerValue.TextOf(value)),
        FieldType.Date => Day(AnswerValue.TextOf(value)) is not null,
        FieldType.Choices or FieldType.File => value is JsonArray items && items.All(i => AnswerValue.TextOf(i) is not null),
        FieldType.Address => value is JsonObject parts && parts.All(p => AnswerValue.TextOf(p.Value) is not null),
        FieldType.Note => false,
        _ => AnswerValue.TextOf(value) is not null,
    };

    public static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static string Text(DateOnly day) => day.ToString(DayFormat, CultureInfo.InvariantCulture);

    /// <summary>Length in code points, as JSON Schema counts.</summary>
    public static int Length(string text)
    {
        var pairs = 0;
        foreach (var c in text)
        {
            pairs += char.IsLowSurrogate(c) ? 1 : 0;
        }

        return text.Length - pairs;
    }

    private static bool IsMoney(string? text) => AnswerValue.NumberOf(text) is { } amount && Math.Abs(amount) <= MostMoney
        && amount.ToString("F2", CultureInfo.InvariantCulture) == text;
}
