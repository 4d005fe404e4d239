using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Documents;
using Platform.Model.Effects;
using Platform.Server.Hosting;

namespace Platform.Server.Documents;

/// <summary>Issues a document within the step that causes it: number, text and hash are committed with the step or not at all.</summary>
internal sealed class IssueDocument(DocumentTemplates templates, DocumentStore store, Liquid liquid, ILogger<IssueDocument> log) : IEffectHandler<IssueDocumentEffect>
{
    public async ValueTask ApplyAsync(IssueDocumentEffect effect, EffectScope scope, CancellationToken ct)
    {
        var active = await templates.FindAsync(effect.Kind, scope.Locality, ct);
        var sequence = await DocumentStore.NextNumberAsync(scope.Transaction, effect.AuthorityCode, effect.Kind, effect.IssuedOn.Year, ct);
        var rendered = Render(active, effect, sequence);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(rendered.Content)));
        var issued = new IssuedDocument(effect.DocumentId, effect.CaseId, effect.Kind, rendered.Number, rendered.Title, hash, effect.IssuedOn, scope.Now);
        await store.AddAsync(scope.Transaction, new(issued, scope.Locality, effect.AuthorityCode, AuthorityName(effect), rendered.Template, rendered.Content), ct);
    }

    private Rendered Render(ActiveTemplate active, IssueDocumentEffect effect, int sequence)
    {
        if (active.Template is { } template)
        {
            try
            {
                var number = Number(template, effect, sequence);
                var content = DocumentSheet.Render(liquid, template, new(effect.Kind, number, AuthorityName(effect), effect.IssuedOn), effect.Data);
                return new(number, template.Title, active.Version, content);
            }
            catch (LiquidException e)
            {
                log.TemplateUnreadable(active.Version, e.Message);
            }
        }

        var title = DocumentsText.Find("kind." + effect.Kind) ?? DocumentsText.Find("kind.other")!;
        var plain = string.Create(CultureInfo.InvariantCulture, $"{AuthorityName(effect)}{title.In(LocalizedText.Chinese)}〔{effect.IssuedOn.Year}〕{sequence}号");
        return new(plain, title, ActiveTemplate.BuiltIn.Version, DocumentSheet.RenderPlain(title, new(effect.Kind, plain, AuthorityName(effect), effect.IssuedOn), effect.Data));
    }

    private string Number(DocumentTemplate template, IssueDocumentEffect effect, int sequence)
    {
        var parts = JsonSerializer.SerializeToElement(
            new
            {
                mark = template.Marks.TryGetValue(effect.AuthorityCode, out var mark) ? mark : AuthorityName(effect),
                year = effect.IssuedOn.Year,
                sequence,
                title = template.Title.In(LocalizedText.Chinese),
            },
            ModelJson.Options);
        return liquid.RenderText(template.Number, LocalizedText.Chinese, parts).Trim();
    }

    private static string AuthorityName(IssueDocumentEffect effect) =>
        effect.Data.ValueKind == JsonValueKind.Object
        && effect.Data.TryGetProperty("case", out var facts)
        && facts.ValueKind == JsonValueKind.Object
        && facts.TryGetProperty("authorityName", out var name)
        && name.ValueKind == JsonValueKind.String
            ? name.GetString()!
            : effect.AuthorityCode;

    private sealed record Rendered(string Number, LocalizedText Title, string Template, string Content);
}
