using Platform.Model.Bundles;
using Platform.Model.Clocks;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Model.Sites;

namespace Platform.Server.Cases;

/// <summary>Finds what an application is for: an item, or a bundle of several. Their codes are of two kinds and may be the same word.</summary>
internal sealed class Applicables(IItemCatalogue items, IBundleCatalogue bundles, ISites sites, ILocalities localities, TimeProvider clock)
{
    /// <summary>The version in force now, or null, also where the place is closed, or does not offer it on this channel, or not today.</summary>
    public async ValueTask<IApplicable?> FindAsync(Actor actor, LocalityCode locality, string code, bool isBundle, string channel, CancellationToken ct)
    {
        var today = ChinaTime.DayOf(clock.GetUtcNow());
        if (await localities.FindAsync(locality, ct) is not { } place || !place.IsOpenOn(today))
        {
            return null;
        }

        IApplicable? found = isBundle ? await bundles.FindAsync(locality, code, ct) : await items.FindAsync(locality, code, ct);
        return found is null || !found.IsEffectiveOn(today) || await sites.HidesAsync(found, actor, ct, channel) ? null : found;
    }

    /// <summary>A version that was found before.</summary>
    public async ValueTask<IApplicable> GetAsync(string versionId, bool isBundle, CancellationToken ct) =>
        isBundle ? await bundles.GetAsync(versionId, ct) : await items.GetAsync(versionId, ct);
}
