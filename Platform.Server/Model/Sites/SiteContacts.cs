namespace Platform.Model.Sites;

/// <summary>Who is behind a site and how they are reached; stands at the foot of every page. Empty = not shown.</summary>
public sealed record SiteContacts
{
    /// <summary>Number to call, digits with <c>+</c>, <c>-</c>, spaces and brackets; empty = 12345, the hotline of the government.</summary>
    public string Hotline { get; init; } = "";

    public LocalizedText Address { get; init; } = LocalizedText.Empty;

    public LocalizedText Hours { get; init; } = LocalizedText.Empty;

    /// <summary>主办单位.</summary>
    public LocalizedText Organiser { get; init; } = LocalizedText.Empty;

    /// <summary>ICP备案号, as it was given: 浙ICP备12345678号-1.</summary>
    public string IcpRecord { get; init; } = "";

    /// <summary>公安备案号, as it was given: 浙公网安备 33011002000000号.</summary>
    public string PoliceRecord { get; init; } = "";
}
