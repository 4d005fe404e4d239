using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Localization;
using Platform.Model.Forms;

namespace Platform.Designer.Ui.Forms;

/// <summary>Says an answer in words: what <see cref="AnswerDisplay"/> says, with the names of files and places that only the surroundings know.</summary>
public sealed class AnswerWords(CompiledForm form, FormSurroundings surroundings, IStringLocalizer<UiText> texts)
{
    /// <summary>Null when there is no answer.</summary>
    /// <param name="masked">Hides what the field's mask hides.</param>
    public string? Of(FormField field, JsonNode? value, bool masked)
    {
        var words = (field, value) switch
        {
            ({ Type: FieldType.File }, JsonArray files) => string.Join(texts["list.and"].Value, files.Select(FileName)),
            ({ CodeTable: null, Type: FieldType.DivisionPath }, JsonValue) => Place(Text(value)),
            ({ CodeTable: null, Type: FieldType.Address }, JsonObject address) => $"{Place(Text(address[AddressParts.Division]))} {Text(address[AddressParts.Detail])}".Trim(),
            _ => null,
        };
        words = words is null ? AnswerDisplay.Format(field, value, CultureInfo.CurrentUICulture.Name, form.CodeTables, masked)
            : masked && field.Mask is { } mask ? Masks.Apply(mask, words)
            : words;
        return words.Length == 0 ? null : words;
    }

    /// <summary>The options of a field in order: its own, those of its code table, or the places.</summary>
    public IReadOnlyList<(string Value, string Label, string? Hint)> Options(FormField field) =>
        field.Options is { } own ? [.. own.Select(o => (o.Value, o.Label.ToString(), o.Hint?.ToString()))]
        : field.CodeTable is { } key ? form.CodeTables.Find(key) is { } table ? [.. Choosable(field, table).Select(e => (e.Code, e.Label.ToString(), (string?)null))] : []
        : field.Type is FieldType.DivisionPath or FieldType.Address ? [.. surroundings.Places.Select(p => (p.Code, p.FullName, (string?)null))]
        : [];

    /// <summary>In a tree of codes the headings above others are no answers, except places: one may live in a district whose streets are not listed.</summary>
    private static IEnumerable<CodeEntry> Choosable(FormField field, CodeTable table)
    {
        var above = field.Type is FieldType.Choice or FieldType.Choices ? table.Entries.Select(e => e.Parent).OfType<string>().ToHashSet(StringComparer.Ordinal) : [];
        return table.Entries.Where(e => !above.Contains(e.Code));
    }

    /// <summary>A scalar as it would be typed.</summary>
    public static string Text(JsonNode? node) => node is JsonValue value
        ? value.TryGetValue<string>(out var text) ? text : value.ToJsonString()
        : "";

    private string Place(string code) => surroundings.Places.FirstOrDefault(p => p.Code == code)?.FullName ?? code;

    private string FileName(JsonNode? id) =>
        Guid.TryParse(Text(id), out var key) && surroundings.Files.TryGetValue(key, out var file) ? file.Name : texts["form.file.missing"];
}
