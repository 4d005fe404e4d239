using Platform.Model.Bundles;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Model.Sites;

/// <summary>What holds for the site of a place.</summary>
public interface ISites
{
    /// <summary>The settings of the nearest owner at or above the place, as a whole; the defaults where there is none.</summary>
    ValueTask<SiteSettings> AtAsync(LocalityCode place, CancellationToken ct);
}

public static class SitesExtensions
{
    /// <summary>Codes of the items the place does not offer on one of the channels: those a request names, and the one whose key the actor came with.</summary>
    /// <param name="channels">As requests write them; what is no channel hides nothing.</param>
    public static async ValueTask<IReadOnlySet<string>> HiddenAsync(this ISites sites, LocalityCode place, Actor actor, CancellationToken ct, params IReadOnlyList<string?> channels) =>
        (await sites.AtAsync(place, ct)).Hidden([actor.Channel, .. channels]);

    /// <summary>Whether an item, or a bundle for one of its items, is not offered there. It is then answered for as one that does not exist.</summary>
    public static async ValueTask<bool> HidesAsync(this ISites sites, IApplicable applicable, Actor actor, CancellationToken ct, params IReadOnlyList<string?> channels)
    {
        var hidden = await sites.HiddenAsync(applicable.Locality, actor, ct, channels);
        return applicable is PublishedBundle bundle ? bundle.Parts.Any(p => hidden.Contains(p.Item.Item.Key)) : hidden.Contains(applicable.Code);
    }
}
