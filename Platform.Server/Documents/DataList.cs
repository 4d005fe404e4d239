using System.Globalization;
using System.Text;
using System.Text.Json;
using Platform.Model;
using Platform.Server.Hosting;

namespace Platform.Server.Documents;

/// <summary>Lists what a case gave as headings and tables, for documents without a template. Known members get their Chinese names.</summary>
internal static class DataList
{
    private const int MaxDepth = 6;

    public static void Append(StringBuilder sheet, JsonElement data)
    {
        foreach (var part in data.EnumerateObject().Where(p => !IsEmpty(p.Value)))
        {
            if (part.NameEquals("sections") && part.Value.ValueKind == JsonValueKind.Array)
            {
                AppendSections(sheet, part.Value);
            }
            else
            {
                sheet.Append(CultureInfo.InvariantCulture, $"<h2>{Name(part.Name)}</h2>");
                AppendValue(sheet, part.Value, 0);
            }
        }
    }

    /// <summary>Headed answers as the case prints them: <c>[{title, fields:[{label, value}]}]</c>.</summary>
    private static void AppendSections(StringBuilder sheet, JsonElement sections)
    {
        foreach (var section in sections.EnumerateArray().Where(s => s.ValueKind == JsonValueKind.Object))
        {
            sheet.Append(CultureInfo.InvariantCulture, $"<h2>{Liquid.Encode(Text(section, "title"))}</h2><table>");
            if (section.TryGetProperty("fields", out var fields) && fields.ValueKind == JsonValueKind.Array)
            {
                foreach (var field in fields.EnumerateArray())
                {
                    sheet.Append(CultureInfo.InvariantCulture, $"<tr><th>{Liquid.Encode(Text(field, "label"))}</th><td>{Liquid.Encode(Text(field, "value"))}</td></tr>");
                }
            }

            sheet.Append("</table>");
        }
    }

    private static void AppendValue(StringBuilder sheet, JsonElement value, int depth)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when depth < MaxDepth && !value.TryGetProperty(LocalizedText.Chinese, out _):
                sheet.Append("<table>");
                foreach (var member in value.EnumerateObject().Where(m => !IsEmpty(m.Value)))
                {
                    sheet.Append(CultureInfo.InvariantCulture, $"<tr><th>{Name(member.Name)}</th><td>");
                    AppendValue(sheet, member.Value, depth + 1);
                    sheet.Append("</td></tr>");
                }

                sheet.Append("</table>");
                break;
            case JsonValueKind.Array when depth < MaxDepth:
                sheet.Append("<ol>");
                foreach (var entry in value.EnumerateArray())
                {
                    sheet.Append("<li>");
                    AppendValue(sheet, entry, depth + 1);
                    sheet.Append("</li>");
                }

                sheet.Append("</ol>");
                break;
            default:
                sheet.Append(Liquid.Encode(Plain(value)));
                break;
        }
    }

    private static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => true,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.String => value.ValueEquals(""),
        _ => false,
    };

    private static string Text(JsonElement parent, string member) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(member, out var value) ? Plain(value) : "";

    private static string Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => DocumentsText.InChinese("value.yes"),
        JsonValueKind.False => DocumentsText.InChinese("value.no"),
        JsonValueKind.Object when value.TryGetProperty(LocalizedText.Chinese, out var chinese) => chinese.ToString(),
        _ => value.ToString(),
    };

    private static string Name(string member) => Liquid.Encode(DocumentsText.Find("data." + member)?.In(LocalizedText.Chinese) ?? member);
}
