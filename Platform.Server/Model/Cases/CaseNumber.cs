using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Model.Localities;

namespace Platform.Model.Cases;

/// <summary>The public number of a case 办件编号: opaque text of 1–50 characters (GB/T 39046 an..50). Not a secret: a <see cref="TrackingCode"/> is.</summary>
[JsonConverter(typeof(CaseNumberConverter))]
public readonly record struct CaseNumber
{
    public const int MaximumLength = 50;

    private readonly string? _value;

    private CaseNumber(string value) => _value = value;

    public string Value => _value ?? throw new InvalidOperationException("A case number was read before it was set.");

    public static bool TryParse([NotNullWhen(true)] string? text, out CaseNumber number)
    {
        var value = text?.Trim() ?? "";
        var valid = value.Length is > 0 and <= MaximumLength && !value.Any(c => char.IsControl(c) || char.IsWhiteSpace(c));
        number = valid ? new(value) : default;
        return valid;
    }

    public static CaseNumber Parse(string text) =>
        TryParse(text, out var number) ? number : throw new FormatException($"'{text}' is no case number; 1 to {MaximumLength} characters without blanks are expected.");

    public override string ToString() => _value ?? "";
}

internal sealed class CaseNumberConverter : JsonConverter<CaseNumber>
{
    public override CaseNumber Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        CaseNumber.TryParse(reader.GetString(), out var number) ? number : throw new JsonException($"'{reader.GetString()}' is no case number.");

    public override void Write(Utf8JsonWriter writer, CaseNumber value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}

/// <summary>
/// How a site writes case numbers: text with the tokens <c>{authority}</c>, <c>{item}</c>, <c>{locality}</c>, <c>{yyyyMMdd}</c> and <c>{seq:4}</c> (digits, at least that many).
/// Numbers count per authority and day, so a pattern needs those three parts to be unique.
/// </summary>
public sealed class CaseNumberPattern
{
    private static readonly string[] Needed = ["authority", "yyyyMMdd", "seq"];

    private readonly IReadOnlyList<(string Token, int Width)> _parts;

    private CaseNumberPattern(string text, IReadOnlyList<(string Token, int Width)> parts) => (Text, _parts) = (text, parts);

    /// <summary>18 + 8 + 4 characters.</summary>
    public static CaseNumberPattern Default { get; } = Parse("{authority}{yyyyMMdd}{seq:4}").Value;

    public string Text { get; }

    /// <summary>The pattern, or <c>caseNumberPattern.token</c> (unknown token or stray brace) or <c>caseNumberPattern.notUnique</c>.</summary>
    public static Result<CaseNumberPattern> Parse(string text, string? field = null)
    {
        var parts = new List<(string Token, int Width)>();
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf('{', at);
            var literal = text[at..(open < 0 ? text.Length : open)];
            if (literal.Contains('}', StringComparison.Ordinal))
            {
                return Unknown(literal, field);
            }

            if (literal.Length > 0)
            {
                parts.Add((literal, -1));
            }

            if (open < 0)
            {
                break;
            }

            var close = text.IndexOf('}', open);
            if (close < 0 || Token(text[(open + 1)..close]) is not { } token)
            {
                return Unknown(text[open..], field);
            }

            parts.Add(token);
            at = close + 1;
        }

        return Needed.All(needed => parts.Exists(p => p.Token == needed && p.Width >= 0))
            ? new CaseNumberPattern(text, parts)
            : Problem.Invalid("caseNumberPattern.notUnique", field, ("value", text), ("expected", "{authority} {yyyyMMdd} {seq:4}"));
    }

    /// <summary>The number, or <c>caseNumber.tooLong</c> when the parts make more than 50 characters.</summary>
    /// <param name="sequence">1 or more, without gaps per authority and day.</param>
    public Result<CaseNumber> Format(string authority, string item, LocalityCode locality, DateOnly day, int sequence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sequence, 1);
        var text = new StringBuilder(CaseNumber.MaximumLength);
        foreach (var (token, width) in _parts)
        {
            text.Append(width < 0 ? token : token switch
            {
                "authority" => authority,
                "item" => item,
                "locality" => locality.Value,
                "yyyyMMdd" => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
                _ => sequence.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0'),
            });
        }

        return CaseNumber.TryParse(text.ToString(), out var number)
            ? number
            : Problem.Invalid("caseNumber.tooLong", null, ("value", text.ToString()), ("expected", CaseNumber.MaximumLength), ("found", text.Length));
    }

    private static (string Token, int Width)? Token(string token) => token switch
    {
        "authority" or "item" or "locality" or "yyyyMMdd" => (token, 0),
        ['s', 'e', 'q', ':', >= '1' and <= '9'] => ("seq", token[4] - '0'),
        _ => null,
    };

    private static Problem Unknown(string found, string? field) =>
        Problem.Invalid("caseNumberPattern.token", field, ("value", found), ("expected", "{authority} {item} {locality} {yyyyMMdd} {seq:4}"));
}
