using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Platform.Model.Codes;

namespace Platform.Model.Forms;

/// <summary>Brings what people type into the one form in which an answer is kept.</summary>
internal static class AnswerText
{
    /// <summary>
    /// The answer of a field in its kept form; null when nothing is left. A value of the wrong JSON type is left alone, validation names it.
    /// </summary>
    public static JsonNode? Normalize(FormField field, JsonNode node) => (field.Type, node) switch
    {
        (FieldType.Choices or FieldType.File, JsonArray items) => List(items),
        (FieldType.Address, JsonObject address) => Address(address),
        (FieldType.Money, _) => Money(node),
        (_, JsonValue) when AnswerValue.TextOf(node) is { } text => Keep(node, text, Text(field.Type, text)),
        _ => node,
    };

    /// <summary>The text in its kept form; "" when it is blank.</summary>
    public static string Text(FieldType type, string text)
    {
        switch (type)
        {
            case FieldType.CitizenId:
                return CitizenId.Normalize(text);
            case FieldType.CreditCode:
                return CreditCode.Normalize(text);
            case FieldType.Phone:
                return PhoneNumbers.Normalize(text);
            case FieldType.PersonName:
                return PersonNames.Normalize(text);
        }

        var plain = Composed(text).Trim();
        return type switch
        {
            FieldType.Multiline => plain.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n'),
            FieldType.Email or FieldType.Date or FieldType.DivisionPath or FieldType.Number or FieldType.Integer => Narrow(plain).Trim(),
            FieldType.Money => Without(Narrow(plain), ", ¥￥"),
            _ => plain,
        };
    }

    private static JsonNode? Keep(JsonNode node, string before, string after) => after.Length == 0 ? null : after == before ? node : JsonValue.Create(after);

    private static JsonArray? List(JsonArray items)
    {
        if (items.Any(i => AnswerValue.TextOf(i) is null))
        {
            return items;
        }

        var texts = items.Select(i => AnswerValue.TextOf(i)!.Trim()).Where(t => t.Length > 0).ToList();
        return texts.Count == 0 ? null : new([.. texts.Select(t => (JsonNode?)JsonValue.Create(t))]);
    }

    private static JsonObject? Address(JsonObject address)
    {
        var kept = new JsonObject();
        foreach (var (name, value) in address)
        {
            var part = AnswerValue.TextOf(value) is { } text
                ? Keep(value!, text, Text(name == AddressParts.Division ? FieldType.DivisionPath : FieldType.Text, text))
                : value;
            if (part is not null)
            {
                kept.Add(name, AnswerJson.Copy(part));
            }
        }

        return kept.Count == 0 ? null : kept;
    }

    /// <summary>Numbers and texts that are amounts get two decimals, unless that would lose some.</summary>
    private static JsonNode? Money(JsonNode node)
    {
        var text = AnswerValue.TextOf(node) is { } typed ? Text(FieldType.Money, typed) : null;
        if (text?.Length == 0)
        {
            return null;
        }

        var amount = AnswerValue.NumberOf(text ?? AnswerValue.Read(node));
        return amount is { } exact && decimal.Round(exact, 2) == exact ? JsonValue.Create(exact.ToString("F2", CultureInfo.InvariantCulture))
            : text is null ? node
            : Keep(node, AnswerValue.TextOf(node)!, text);
    }

    /// <summary>Normal form C. Text with half a surrogate pair has none and stays as it is.</summary>
    private static string Composed(string text)
    {
        try
        {
            return text.IsNormalized(NormalizationForm.FormC) ? text : text.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }

    /// <summary>Full-width forms (U+FF01–FF5E and the ideographic space), as Chinese input methods give them, to ASCII.</summary>
    private static string Narrow(string text) => text.Any(IsWide)
        ? string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = source[i] == '　' ? ' ' : IsWide(source[i]) ? (char)(source[i] - 0xFEE0) : source[i];
            }
        })
        : text;

    private static bool IsWide(char c) => c is >= '！' and <= '～' or '　';

    private static string Without(string text, string unwanted) => text.AsSpan().ContainsAny(unwanted) ? string.Concat(text.Where(c => !unwanted.Contains(c, StringComparison.Ordinal))) : text;
}

/// <summary>The members of an address.</summary>
public static class AddressParts
{
    /// <summary>Code of the locality.</summary>
    public const string Division = "division";

    /// <summary>Street, number, building, room.</summary>
    public const string Detail = "detail";
}
