namespace Platform.Model.Sites;

/// <summary>What stands on the first page of a site, below the search.</summary>
public enum HomeBlock
{
    Featured,
    Themes,
    Audience,
    LifeEvents,
    Items,
    HowItWorks,
    Track,
}

/// <summary>The first page of a site.</summary>
public sealed record SiteHome
{
    /// <summary>Greeting; empty = the usual one.</summary>
    public LocalizedText Title { get; init; } = LocalizedText.Empty;

    /// <summary>The sentence below it; empty = the usual one.</summary>
    public LocalizedText Lead { get; init; } = LocalizedText.Empty;

    /// <summary>Above everything else, each on its days.</summary>
    public IReadOnlyList<SiteAnnouncement> Announcements { get; init; } = [];

    /// <summary>Codes of items put forward, in their order; one that is not offered is passed over.</summary>
    public IReadOnlyList<string> Featured { get; init; } = [];

    /// <summary>What is shown, in this order; a block that has nothing to show is left out.</summary>
    public IReadOnlyList<HomeBlock> Blocks { get; init; } = Enum.GetValues<HomeBlock>();
}

/// <param name="From">First day it is shown; null = from its publication.</param>
/// <param name="Until">Last day it is shown; null = until it is taken out.</param>
public sealed record SiteAnnouncement(LocalizedText Title, LocalizedText? Text = null, DateOnly? From = null, DateOnly? Until = null)
{
    public bool IsOn(DateOnly day) => (From is not { } first || first <= day) && (Until is not { } last || day <= last);
}
