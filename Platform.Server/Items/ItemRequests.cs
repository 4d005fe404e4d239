using Platform.Model;
using Platform.Model.Bundles;
using Platform.Model.Cases;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;
using Platform.Model.Sites;

namespace Platform.Server.Items;

/// <summary>Finds what a request for items names.</summary>
internal sealed class ItemRequests(ILocalities localities, IItemCatalogue items, IBundleCatalogue bundles, ISites sites, ICurrentActor current)
{
    /// <summary>The guide, its list and its forms are published law and office information.</summary>
    public const string OpenReason = "What can be applied for, and how, is public.";

    /// <summary>Characters of a text that is searched for.</summary>
    public const int LongestText = 100;

    /// <summary>An open locality; refused as <c>locality.code</c> or <c>locality.unknown</c>.</summary>
    public async ValueTask<Result<LocalityCode>> LocalityAsync(string? locality, CancellationToken ct) =>
        !LocalityCode.TryParse(locality, out var code) ? Problem.Invalid("locality.code", "locality", ("value", locality))
        : await localities.FindAsync(code, ct) is null ? Problem.NotFound("locality.unknown", ("value", locality))
        : code;

    /// <summary>
    /// Codes of the items that are not offered on the channel a request names, or on the one whose key it came with; nothing is hidden from a request that says
    /// neither. A word that is no channel is refused as <c>item.channel</c>.
    /// </summary>
    public async ValueTask<Result<IReadOnlySet<string>>> HiddenAsync(LocalityCode locality, string? channel, CancellationToken ct) =>
        channel is not null && Channels.Normalise(channel) is null
            ? Problem.Invalid("item.channel", "channel", ("value", channel), ("expected", Channels.Expected))
            : Result<IReadOnlySet<string>>.Ok(await sites.HiddenAsync(locality, current.Actor, ct, channel));

    /// <summary>The item in force there; refused as <c>item.unknown</c> too, also when it is not offered on the channel.</summary>
    public async ValueTask<Result<PublishedItem>> FindAsync(string? locality, string? channel, string code, CancellationToken ct)
    {
        var at = await LocalityAsync(locality, ct);
        if (!at.TryGet(out var known))
        {
            return Result<PublishedItem>.Refused(at.Problems);
        }

        var hidden = await HiddenAsync(known, channel, ct);
        return !hidden.TryGet(out var codes) ? Result<PublishedItem>.Refused(hidden.Problems)
            : !codes.Contains(code) && await items.FindAsync(known, code, ct) is { } item ? item
            : Problem.NotFound("item.unknown", ("value", code));
    }

    /// <summary>The bundle in force there; refused as <c>bundle.unknown</c> too, also when one of its items is not offered on the channel.</summary>
    public async ValueTask<Result<PublishedBundle>> FindBundleAsync(string? locality, string? channel, string code, CancellationToken ct)
    {
        var at = await LocalityAsync(locality, ct);
        if (!at.TryGet(out var known))
        {
            return Result<PublishedBundle>.Refused(at.Problems);
        }

        var hidden = await HiddenAsync(known, channel, ct);
        return !hidden.TryGet(out var codes) ? Result<PublishedBundle>.Refused(hidden.Problems)
            : await bundles.FindAsync(known, code, ct) is { } bundle && !bundle.Parts.Any(p => codes.Contains(p.Part.Item)) ? bundle
            : Problem.NotFound("bundle.unknown", ("value", code));
    }
}
