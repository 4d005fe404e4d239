using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Localization;
using Platform.Model.Forms;

namespace Platform.Designer.Ui.Forms;

/// <summary>Says an answer in words: labels instead of codes, days as people read them, amounts with their unit.</summary>
public sealed class AnswerWords(CompiledForm form, FormSurroundings surroundings, IStringLocalizer<UiText> texts)
{
    /// <summary>Null when there is no answer.</summary>
    /// <param name="masked">Hides what the field's mask hides.</param>
    public string? Of(FormField field, JsonNode? value, bool masked)
    {
        var words = Unmasked(field, value);
        return words is not null && masked && field.Mask is { } mask ? Masks.Apply(mask, words) : words;
    }

    /// <summary>The options of a field in order: its own, those of its code table, or the places.</summary>
    public IReadOnlyList<(string Value, string Label, string? Hint)> Options(FormField field) =>
        field.Options is { } own ? [.. own.Select(o => (o.Value, o.Label.ToString(), o.Hint?.ToString()))]
        : field.CodeTable is { } key ? form.CodeTables.Find(key) is { } table ? [.. table.Entries.Select(e => (e.Code, e.Label.ToString(), (string?)null))] : []
        : field.Type is FieldType.DivisionPath or FieldType.Address ? [.. surroundings.Places.Select(p => (p.Code, p.FullName, (string?)null))]
        : [];

    private string? Unmasked(FormField field, JsonNode? value) => value switch
    {
        null => null,
        JsonArray list => list.Count == 0 ? null : string.Join(texts["list.and"], list.Select(i => field.Type == FieldType.File ? FileName(i) : Label(field, Text(i)))),
        JsonObject address => Join(Place(field, Text(address[AddressParts.Division])), Text(address[AddressParts.Detail])),
        _ => Text(value) is { Length: > 0 } text ? One(field, text) : null,
    };

    private string One(FormField field, string text) => field.Type switch
    {
        FieldType.Boolean => texts[text == "true" ? "form.yes" : "form.no"],
        FieldType.Choice => Label(field, text),
        FieldType.DivisionPath => Place(field, text) ?? text,
        FieldType.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? Days.Text(day) : text,
        FieldType.Money => decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount) ? $"{amount.ToString("N2", CultureInfo.InvariantCulture)} {texts["form.money.unit"]}" : text,
        FieldType.Number or FieldType.Integer => field.Unit is { } unit ? $"{text} {unit}" : text,
        _ => text,
    };

    private string Label(FormField field, string text) => Options(field).FirstOrDefault(o => o.Value == text).Label ?? text;

    private string? Place(FormField field, string code) =>
        code.Length == 0 ? null : Options(field).FirstOrDefault(o => o.Value == code).Label ?? surroundings.Places.FirstOrDefault(p => p.Code == code)?.FullName ?? code;

    private string FileName(JsonNode? id) =>
        Guid.TryParse(Text(id), out var key) && surroundings.Files.TryGetValue(key, out var file) ? file.Name : texts["form.file.missing"];

    private static string? Join(string? place, string detail) => (place, detail) switch
    {
        (null, "") => null,
        (null, _) => detail,
        (_, "") => place,
        _ => $"{place} {detail}",
    };

    /// <summary>A scalar as it would be typed.</summary>
    public static string Text(JsonNode? node) => node is JsonValue value
        ? value.TryGetValue<string>(out var text) ? text : value.ToJsonString()
        : "";
}
