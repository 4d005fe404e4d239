using Platform.Model.Bundles;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Server.Cases;

/// <summary>Finds what an application is for: an item, or a bundle of several. Their codes are of two kinds and may be the same word.</summary>
internal sealed class Applicables(IItemCatalogue items, IBundleCatalogue bundles)
{
    /// <summary>The version in force now, or null.</summary>
    public async ValueTask<IApplicable?> FindAsync(LocalityCode locality, string code, bool isBundle, CancellationToken ct) =>
        isBundle ? await bundles.FindAsync(locality, code, ct) : await items.FindAsync(locality, code, ct);

    /// <summary>A version that was found before.</summary>
    public async ValueTask<IApplicable> GetAsync(string versionId, bool isBundle, CancellationToken ct) =>
        isBundle ? await bundles.GetAsync(versionId, ct) : await items.GetAsync(versionId, ct);
}
