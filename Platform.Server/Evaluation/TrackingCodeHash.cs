using System.Security.Cryptography;
using System.Text;
using Platform.Model.Cases;
using Platform.Model.Identity;

namespace Platform.Server.Evaluation;

/// <summary>The tracking code opens a case, so here only its keyed hash is kept: enough to know whoever comes with it.</summary>
internal static class TrackingCodeHash
{
    public static string HashTrackingCode(this IPersonalData personal, string code) => personal.LookupHash("trackingCode", TrackingCode.TryParse(code, out var parsed) ? parsed.Value : code);

    /// <summary>Whether <paramref name="typed"/> is the code of the service's case; takes the same time wherever they differ. Events from before codes were hashed carry the code itself.</summary>
    public static bool IsCodeOf(this IPersonalData personal, ServiceEvent service, string? typed) =>
        TrackingCode.TryParse(typed, out var code)
        && (TrackingCode.TryParse(service.TrackingCode, out var plain)
            ? plain.Matches(typed)
            : CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(service.TrackingCode), Encoding.ASCII.GetBytes(personal.HashTrackingCode(code.Value))));
}
