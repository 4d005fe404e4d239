using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Model.Bundles;

/// <summary>One line of a list of bundles.</summary>
public sealed record BundleSummary(
    string Code, LocalizedText Name, LocalizedText Summary, IReadOnlyList<string> Themes, IReadOnlyList<string> Audience, IReadOnlyList<BundleItem> Items, LocalityCode Locality, bool Sample);

/// <param name="Optional">Whoever applies may leave it out.</param>
public sealed record BundleItem(string Code, LocalizedText Name, string Authority, LocalizedText AuthorityName, string CaseType, TimeLimit PromisedLimit, bool Optional);

/// <summary>Which events in life can be settled where with one application.</summary>
public interface IBundleCatalogue
{
    /// <summary>Bundles in force at <paramref name="locality"/>, ordered by code; <paramref name="text"/> searches names and summaries of the bundle and the names of its items, in both languages.</summary>
    ValueTask<IReadOnlyList<BundleSummary>> ListAsync(LocalityCode locality, string? text, CancellationToken ct);

    /// <summary>The version in force now. Null when there is none, or when an item it cannot do without is not offered there.</summary>
    ValueTask<PublishedBundle?> FindAsync(LocalityCode locality, string code, CancellationToken ct);

    /// <summary>A version that was found before. Cached; throws when it never existed.</summary>
    ValueTask<PublishedBundle> GetAsync(string versionId, CancellationToken ct);
}
