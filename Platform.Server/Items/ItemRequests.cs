using Platform.Model;
using Platform.Model.Bundles;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Server.Items;

/// <summary>Finds what a request for items names.</summary>
internal sealed class ItemRequests(ILocalities localities, IItemCatalogue items, IBundleCatalogue bundles)
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

    /// <summary>The item in force there; refused as <c>item.unknown</c> too.</summary>
    public async ValueTask<Result<PublishedItem>> FindAsync(string? locality, string code, CancellationToken ct)
    {
        var at = await LocalityAsync(locality, ct);
        return !at.TryGet(out var known) ? Result<PublishedItem>.Refused(at.Problems)
            : await items.FindAsync(known, code, ct) is { } item ? item
            : Problem.NotFound("item.unknown", ("value", code));
    }

    /// <summary>The bundle in force there; refused as <c>bundle.unknown</c> too.</summary>
    public async ValueTask<Result<PublishedBundle>> FindBundleAsync(string? locality, string code, CancellationToken ct)
    {
        var at = await LocalityAsync(locality, ct);
        return !at.TryGet(out var known) ? Result<PublishedBundle>.Refused(at.Problems)
            : await bundles.FindAsync(known, code, ct) is { } bundle ? bundle
            : Problem.NotFound("bundle.unknown", ("value", code));
    }
}
