using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Sites;

namespace Platform.Server.Definitions.Checks;

/// <summary>The settings of a site have the right shape, stand under their one key, and keep to what is possible.</summary>
internal sealed class SiteCheck : IDefinitionCheck
{
    public DefinitionKind Kind => DefinitionKind.Site;

    public ValueTask<IReadOnlyList<DefinitionFinding>> CheckAsync(DefinitionDraft draft, CheckStage stage, CancellationToken ct) =>
        ValueTask.FromResult<IReadOnlyList<DefinitionFinding>>(
            draft.Key != SiteSettings.Key ? [new(Problem.Invalid("site.key", "key", ("value", draft.Key), ("expected", SiteSettings.Key)))]
            : DocumentReader.TryRead<SiteSettings>(draft.Document, out var site, out var fault) ? [.. site.Check().Select(p => new DefinitionFinding(p))]
            : [fault]);
}
