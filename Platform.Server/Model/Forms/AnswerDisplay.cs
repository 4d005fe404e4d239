using System.Globalization;
using System.Text.Json.Nodes;

namespace Platform.Model.Forms;

/// <summary>Answers as people read them.</summary>
public static class AnswerDisplay
{
    /// <summary>The answer of a field as text; "" when there is none. An answer that does not suit its field is shown as it is.</summary>
    /// <param name="culture">zh-CN or en.</param>
    /// <param name="masked">Applies the field's mask, for those who may not see all of it.</param>
    public static string Format(FormField field, JsonNode? value, string culture, CodeTables? codeTables = null, bool masked = false)
    {
        if (AnswerValue.IsEmpty(value))
        {
            return "";
        }

        var text = Text(field, value!, culture, codeTables ?? CodeTables.None);
        return masked && field.Mask is { } mask ? Masks.Apply(mask, text) : text;
    }

    private static string Text(FormField field, JsonNode value, string culture, CodeTables codeTables) => (field.Type, value) switch
    {
        (FieldType.Boolean, JsonValue) when AnswerValue.Read(value) is bool flag => FormWords.Get(flag ? "yes" : "no", culture),
        (FieldType.Date, _) when FormTypes.Day(AnswerValue.TextOf(value)) is { } day => day.ToString(FormWords.Get("display.date", culture), CultureInfo.GetCultureInfo(culture)),
        (FieldType.Money, _) when AnswerValue.NumberOf(AnswerValue.Read(value)) is { } amount => FormWords.Get("display.money", culture, amount.ToString("N2", CultureInfo.InvariantCulture)),
        (FieldType.Number or FieldType.Integer, _) when AnswerValue.Read(value) is decimal number => WithUnit(number.ToString("#,0.##########", CultureInfo.InvariantCulture), field, culture),
        (FieldType.Choice or FieldType.DivisionPath, _) when AnswerValue.TextOf(value) is { } code => Label(field, code, culture, codeTables),
        (FieldType.Choices, JsonArray items) => string.Join(Separator(culture), items.Select(i => Label(field, AnswerValue.TextOf(i) ?? "", culture, codeTables))),
        (FieldType.File, JsonArray files) => FormWords.Get(files.Count == 1 ? "display.file" : "display.files", culture, files.Count),
        (FieldType.Address, JsonObject address) => Address(field, address, culture, codeTables),
        _ => AnswerValue.AsText(AnswerValue.Read(value)) is { } text ? WithUnit(text, field, culture) : value.ToJsonString(ModelJson.Options),
    };

    private static string Address(FormField field, JsonObject address, string culture, CodeTables codeTables)
    {
        var division = AnswerValue.TextOf(address[AddressParts.Division]) is { } code ? Label(field, code, culture, codeTables) : null;
        var detail = AnswerValue.TextOf(address[AddressParts.Detail]);
        return FormWords.Get("display.address", culture, division, detail).Trim(' ', ',');
    }

    /// <summary>The label of a chosen option or code; the code itself when it is unknown.</summary>
    private static string Label(FormField field, string code, string culture, CodeTables codeTables)
    {
        var label = field.CodeTable is { } table ? codeTables.Find(table, code)?.Label : field.Options?.FirstOrDefault(o => o.Value == code)?.Label;
        return label?.In(culture) is { Length: > 0 } text ? text : code;
    }

    private static string WithUnit(string text, FormField field, string culture) =>
        field.Unit?.In(culture) is { Length: > 0 } unit ? $"{text} {unit}" : text;

    private static string Separator(string culture) => FormWords.Get("condition.listSeparator", culture);
}
