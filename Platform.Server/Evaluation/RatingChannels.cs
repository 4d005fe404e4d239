using System.Text.Json;
using Platform.Model.Evaluation;

namespace Platform.Server.Evaluation;

/// <summary>How channels of ratings are written: <c>pc</c>, <c>hallTablet</c> …, and the codes of channels of filing (code table A.5) that a case's systems use anyway.</summary>
internal static class RatingChannels
{
    public static string Expected { get; } = string.Join(", ", Enum.GetValues<RatingChannel>().Select(NameOf));

    public static string NameOf(RatingChannel channel) => JsonNamingPolicy.CamelCase.ConvertName(channel.ToString());

    /// <summary>Null when the text names no channel.</summary>
    public static RatingChannel? Parse(string text) => text.Trim().ToUpperInvariant() switch
    {
        "PC" or "2" or "WEB" or "ONLINE" or "PORTAL" => RatingChannel.Pc,
        "MOBILE" or "3" or "PHONE-APP" or "APP" => RatingChannel.Mobile,
        "QR" => RatingChannel.Qr,
        "HALLTABLET" or "TABLET" => RatingChannel.HallTablet,
        "HALLOTHER" or "1" or "WINDOW" or "KIOSK" or "9" => RatingChannel.HallOther,
        "PHONE" or "HOTLINE" => RatingChannel.Phone,
        "SMS" => RatingChannel.Sms,
        "MINIPROGRAM" => RatingChannel.MiniProgram,
        _ => null,
    };
}
