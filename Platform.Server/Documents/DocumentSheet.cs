using System.Globalization;
using System.Text;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Documents;
using Platform.Server.Hosting;

namespace Platform.Server.Documents;

/// <summary>Lays out the sheet that is stored and hashed: authority, title, number, text, date and place for the seal.</summary>
internal static class DocumentSheet
{
    private static readonly string SealText = Liquid.Encode(DocumentsText.InChinese("sheet.seal"));

    /// <summary>Chinese law wants the document in Chinese; other languages of the template follow as translations.</summary>
    public static string Render(Liquid liquid, DocumentTemplate template, DocumentFacts facts, JsonElement data)
    {
        var document = JsonSerializer.SerializeToElement(
            new { facts.Number, facts.IssuedOn, facts.Kind, title = template.Title }, ModelJson.Options);
        var sheet = new StringBuilder(4096);
        Open(sheet, facts, template.Title.In(LocalizedText.Chinese));
        foreach (var culture in template.Body.Texts.Keys.OrderBy(c => c == LocalizedText.Chinese ? 0 : 1).ThenBy(c => c, StringComparer.Ordinal))
        {
            if (culture != LocalizedText.Chinese)
            {
                sheet.Append(CultureInfo.InvariantCulture, $"<section class=\"translation\" lang=\"{Liquid.Encode(culture)}\"><h2>{Liquid.Encode(template.Title.In(culture))}</h2>");
            }
            else
            {
                sheet.Append("<section class=\"text\">");
            }

            sheet.Append(liquid.RenderHtml(template.Body.Texts[culture], culture, data, ("document", document))).Append("</section>");
            if (culture == LocalizedText.Chinese && template.Sealed)
            {
                Seal(sheet, facts);
            }
        }

        return Close(sheet);
    }

    /// <summary>The plain layout: title and a list of everything the case gave.</summary>
    public static string RenderPlain(LocalizedText title, DocumentFacts facts, JsonElement data)
    {
        var sheet = new StringBuilder(4096);
        Open(sheet, facts, title.In(LocalizedText.Chinese));
        sheet.Append("<section class=\"text\">");
        DataList.Append(sheet, data);
        sheet.Append("</section>");
        Seal(sheet, facts);
        return Close(sheet);
    }

    private static void Open(StringBuilder sheet, DocumentFacts facts, string title) => sheet.Append(
        CultureInfo.InvariantCulture,
        $"<article class=\"sheet\" lang=\"{LocalizedText.Chinese}\"><header><p class=\"authority\">{Liquid.Encode(facts.AuthorityName)}</p><h1>{Liquid.Encode(title)}</h1><p class=\"number\">{Liquid.Encode(facts.Number)}</p></header>");

    private static void Seal(StringBuilder sheet, DocumentFacts facts) => sheet.Append(
        CultureInfo.InvariantCulture,
        $"<footer class=\"closing\"><div class=\"seal\">{SealText}</div><p>{Liquid.Encode(facts.AuthorityName)}</p><p><time datetime=\"{facts.IssuedOn:yyyy-MM-dd}\">{Liquid.ChineseDate(facts.IssuedOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))}</time></p></footer>");

    private static string Close(StringBuilder sheet) => sheet.Append("</article>").ToString();
}

internal sealed record DocumentFacts(string Kind, string Number, string AuthorityName, DateOnly IssuedOn);
