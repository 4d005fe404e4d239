using System.Text.Json;
using Platform.Model;
using Platform.Model.Documents;
using Platform.Server.Hosting;

namespace Platform.Server.Documents;

/// <summary>Draws the sheet of a stored document: its template's version over its facts and the application it speaks of.</summary>
internal sealed class DocumentSheets(DocumentTemplates templates, ICaseContents contents, Liquid liquid, ILogger<DocumentSheets> log)
{
    public static LocalizedText PlainTitle(string kind) => DocumentsText.Find("kind." + kind) ?? DocumentsText.Find("kind.other")!;

    public async ValueTask<string> DrawAsync(StoredDocument document, CancellationToken ct)
    {
        var issued = document.Issued;
        var facts = new DocumentFacts(issued.Kind, issued.Number, document.AuthorityName, issued.IssuedOn);
        var data = await DataAsync(document, ct);
        var active = await templates.GetAsync(document.Template, ct);
        if (active.Template is { } template)
        {
            try
            {
                return DocumentSheet.Render(liquid, template, facts, data);
            }
            catch (LiquidException e)
            {
                log.TemplateUnreadable(active.Version, e.Message);
            }
        }

        return DocumentSheet.RenderPlain(issued.Title, facts, data);
    }

    private async ValueTask<JsonElement> DataAsync(StoredDocument document, CancellationToken ct)
    {
        using var own = JsonDocument.Parse(document.Data);
        if (document.Content is not { } content || await contents.FindAsync(document.Issued.CaseId, content, ct) is not { } application)
        {
            return own.RootElement.Clone();
        }

        return PaperData.Over(application, own.RootElement);
    }
}
