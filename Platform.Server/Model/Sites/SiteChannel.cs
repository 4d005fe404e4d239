namespace Platform.Model.Sites;

/// <summary>The channels on which a place chooses what it offers; the words are those of <see cref="Cases.Channels"/>.</summary>
public enum SiteChannel
{
    Pc,
    Mobile,
    MiniProgram,
    Kiosk,
    Window,
    Hotline,
    Post,
    Api,
    Other,
}

/// <summary>What a place does not offer on one channel.</summary>
/// <param name="HiddenItems">Codes of items. A bundle that holds one of them is not offered there either.</param>
public sealed record ChannelOffer(SiteChannel Channel, IReadOnlyList<string> HiddenItems);
