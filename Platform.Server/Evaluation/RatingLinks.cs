using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Platform.Model.Evaluation;
using Platform.Model.Identity;

namespace Platform.Server.Evaluation;

/// <summary>What a signed link speaks for: exactly one service event, through one channel, until a moment.</summary>
/// <param name="Channel">Through what a rating given with it came in; null for the link of a rating that was given, which opens that rating to its giver.</param>
internal sealed record RatingLink(string ProjectNo, int ServiceNumber, RatingChannel? Channel, DateTimeOffset Until)
{
    public bool IsOwn => Channel is null;
}

/// <summary>
/// Signs and reads links with the installation's key. A link is not stored: what it opens can be used once, because a service is rated once. It holds no
/// personal data; the case number in it is covered by the signature, not hidden.
/// </summary>
internal sealed class RatingLinks(IPersonalData secrets, TimeProvider time)
{
    private const string Purpose = "rating-link";
    private const string Own = "own";

    // Half of the keyed hash: 128 bits, which nobody guesses, and a link short enough for a code a tablet reads at once.
    private const int SignatureLength = 32;

    public string Sign(RatingLink link)
    {
        var content = string.Create(
            CultureInfo.InvariantCulture,
            $"{link.ProjectNo}|{link.ServiceNumber}|{(link.Channel is { } channel ? RatingChannels.NameOf(channel) : Own)}|{link.Until.ToUnixTimeSeconds()}");
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes(content)) + "." + Signature(content);
    }

    /// <summary>Null for a link that was altered, is no link, or is over.</summary>
    public RatingLink? Read(string? token)
    {
        if (token is null || token.Split('.') is not [var body, var signature] || !Base64Url.IsValid(body))
        {
            return null;
        }

        var content = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(body));
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Signature(content)), Encoding.ASCII.GetBytes(signature))
            && content.Split('|') is [var number, var service, var channel, var until]
            && DateTimeOffset.FromUnixTimeSeconds(long.Parse(until, CultureInfo.InvariantCulture)) is var end
            && time.GetUtcNow() < end
            ? new(number, int.Parse(service, CultureInfo.InvariantCulture), channel == Own ? null : RatingChannels.Parse(channel), end)
            : null;
    }

    private string Signature(string content) => secrets.LookupHash(Purpose, content)[..SignatureLength];
}
