namespace Platform.Model.Sites;

/// <summary>The mark of a site.</summary>
public sealed record SiteLogo
{
    public static SiteLogo None { get; } = new();

    /// <summary>A <c>data:</c> address of an SVG or PNG image (<see cref="LogoRules"/>); empty = the emblem of the platform.</summary>
    public string Image { get; init; } = "";

    /// <summary>What the image shows, for those who cannot see it; empty where the name beside it says everything.</summary>
    public LocalizedText Alt { get; init; } = LocalizedText.Empty;
}
