using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Model.Cases;

/// <summary>
/// The unguessable code that opens a case without an account: 16 characters of 5 bits (80 bits) in an alphabet without I, L, O and U,
/// so that it can be read out and typed in. Whoever types O or I means 0 or 1.
/// </summary>
[JsonConverter(typeof(TrackingCodeConverter))]
public readonly record struct TrackingCode
{
    public const int Length = 16;

    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private readonly string? _value;

    private TrackingCode(string value) => _value = value;

    public string Value => _value ?? throw new InvalidOperationException("A tracking code was read before it was set.");

    /// <summary>In groups of four, for people: <c>7K3M-…</c>; reads back as the same code.</summary>
    public string Grouped => $"{Value[..4]}-{Value[4..8]}-{Value[8..12]}-{Value[12..]}";

    /// <param name="randomBytes">Gives that many bytes of a cryptographic source (<see cref="RandomNumberGenerator.GetBytes(int)"/>).</param>
    public static TrackingCode Generate(Func<int, byte[]> randomBytes)
    {
        var bytes = randomBytes(Length);
        // 32 characters divide 256 evenly: each is equally likely.
        return new(string.Create(Length, bytes, static (text, source) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = Alphabet[source[i] & 31];
            }
        }));
    }

    /// <summary>Reads a code as people type it: any letter case, with blanks or hyphens, O for 0, I and L for 1.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TrackingCode code)
    {
        code = default;
        var value = new StringBuilder(Length);
        foreach (var c in Codes.CodeText.Normalize(text, dropHyphens: true))
        {
            var meant = c switch { 'O' => '0', 'I' or 'L' => '1', _ => c };
            if (!Alphabet.Contains(meant, StringComparison.Ordinal) || value.Length == Length)
            {
                return false;
            }

            value.Append(meant);
        }

        code = value.Length == Length ? new(value.ToString()) : default;
        return value.Length == Length;
    }

    /// <summary>Whether <paramref name="typed"/> is this code; takes the same time wherever they differ.</summary>
    public bool Matches(string? typed) =>
        TryParse(typed, out var other) && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Value), Encoding.ASCII.GetBytes(other.Value));

    /// <summary>Not the code: it must not come into logs by accident.</summary>
    public override string ToString() => "****";
}

internal sealed class TrackingCodeConverter : JsonConverter<TrackingCode>
{
    public override TrackingCode Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TrackingCode.TryParse(reader.GetString(), out var code) ? code : throw new JsonException("No tracking code.");

    public override void Write(Utf8JsonWriter writer, TrackingCode value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
