using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Sites;

namespace Platform.Server.Definitions.Checks;

/// <summary>
/// The settings of a site have the right shape, stand under their one key, and keep to what is possible. An item that is put forward or hidden without being in force
/// is a hint: it may come, and one that went harms nobody.
/// </summary>
internal sealed class SiteCheck : IDefinitionCheck
{
    public DefinitionKind Kind => DefinitionKind.Site;

    public async ValueTask<IReadOnlyList<DefinitionFinding>> CheckAsync(DefinitionDraft draft, CheckStage stage, CancellationToken ct) =>
        draft.Key != SiteSettings.Key ? [new(Problem.Invalid("site.key", "key", ("value", draft.Key), ("expected", SiteSettings.Key)))]
        : DocumentReader.TryReadStrictly<SiteSettings>(draft.Document, out var site, out var fault) ? [.. site.Check().Select(p => new DefinitionFinding(p)), .. await UnknownAsync(draft, site, ct)]
        : [fault];

    private static async ValueTask<IReadOnlyList<DefinitionFinding>> UnknownAsync(DefinitionDraft draft, SiteSettings site, CancellationToken ct)
    {
        var named = site.Home.Featured.Select(i => ("home.featured", i)).Concat(site.Channels.SelectMany((c, at) => c.HiddenItems.Select(i => (FormattableString.Invariant($"channels[{at}].hiddenItems"), i))));
        var unknown = new List<DefinitionFinding>();
        foreach (var (field, item) in named)
        {
            if (await draft.InForce.FindActiveAsync(DefinitionKind.Item, item, draft.Owner, ct) is null)
            {
                unknown.Add(new(Problem.Invalid("site.item", field, ("value", item)), Blocks: false));
            }
        }

        return unknown;
    }
}
