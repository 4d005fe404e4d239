using System.Globalization;
using Platform.Model;
using Platform.Model.Documents;
using Platform.Model.Effects;
using Platform.Server.Hosting;

namespace Platform.Server.Documents;

/// <summary>Issues a document within the step that causes it: number, template version, facts and hash are committed with the step or not at all.</summary>
internal sealed class IssueDocument(DocumentTemplates templates, DocumentStore store, Liquid liquid, ILogger<IssueDocument> log) : IEffectHandler<IssueDocumentEffect>
{
    public async ValueTask ApplyAsync(IssueDocumentEffect effect, EffectScope scope, CancellationToken ct)
    {
        var active = await templates.FindAsync(effect.Template ?? effect.Kind, scope.Locality, ct);
        var sequence = await DocumentStore.NextNumberAsync(scope.Transaction, effect.AuthorityCode, effect.Kind, effect.IssuedOn.Year, ct);
        var (number, title, version) = Head(active, effect, sequence);
        await store.AddAsync(scope.Transaction, new NewDocument(effect, scope.Locality, number, title, version, scope.Now), ct);
    }

    private (string Number, LocalizedText Title, string Version) Head(ActiveTemplate active, IssueDocumentEffect effect, int sequence)
    {
        if (active.Template is { } template)
        {
            try
            {
                return (Number(template, effect, sequence), template.Title, active.Version);
            }
            catch (LiquidException e)
            {
                log.TemplateUnreadable(active.Version, e.Message);
            }
        }

        var title = DocumentSheets.PlainTitle(effect.Kind);
        var plain = string.Create(CultureInfo.InvariantCulture, $"{effect.AuthorityName}{title.In(LocalizedText.Chinese)}〔{effect.IssuedOn.Year}〕{sequence}号");
        return (plain, title, ActiveTemplate.BuiltIn.Version);
    }

    private string Number(DocumentTemplate template, IssueDocumentEffect effect, int sequence) =>
        liquid.RenderLine(
            template.Number,
            ("mark", template.Marks.TryGetValue(effect.AuthorityCode, out var mark) ? mark : effect.AuthorityName),
            ("year", effect.IssuedOn.Year),
            ("sequence", sequence),
            ("title", template.Title.In(LocalizedText.Chinese))).Trim();
}
