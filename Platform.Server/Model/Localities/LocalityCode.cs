using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Model.Localities;

/// <summary>
/// Division code 行政区划代码 (GB/T 2260 and the statistics codes): 2, 4, 6, 9 or 12 digits for province, city, district, street, community;
/// <c>000000</c> is the platform itself, the root above all provinces. Six-digit forms with trailing zeros (330000, 330100) are normalised.
/// </summary>
[JsonConverter(typeof(LocalityCodeConverter))]
public readonly record struct LocalityCode : IComparable<LocalityCode>
{
    private readonly string? _value;

    private LocalityCode(string value) => _value = value;

    /// <summary>The platform, parent of all provinces. Never stands for "any" or "unknown".</summary>
    public static LocalityCode Root { get; } = new("0");

    public string Value => _value ?? throw new InvalidOperationException("A locality code was read before it was set.");

    public LocalityLevel Level => Value.Length switch
    {
        1 => LocalityLevel.Platform,
        2 => LocalityLevel.Province,
        4 => LocalityLevel.City,
        6 => LocalityLevel.District,
        9 => LocalityLevel.Street,
        12 => LocalityLevel.Community,
        _ => throw new InvalidOperationException($"'{Value}' is no locality code."),
    };

    /// <summary>
    /// The next locality up, null for the root. Where a city has no districts (441900 stands in for them in Dongguan) its streets lie directly below the city.
    /// </summary>
    public LocalityCode? Parent => Level switch
    {
        LocalityLevel.Platform => null,
        LocalityLevel.Province => Root,
        LocalityLevel.City => new(Value[..2]),
        LocalityLevel.District => new(Value[..4]),
        LocalityLevel.Street => new(Value[4..6] == "00" ? Value[..4] : Value[..6]),
        _ => new(Value[..9]),
    };

    /// <summary>
    /// Whether the code is no place but a shelf of the statistics: 市辖区 and 县 of a municipality, 省直辖县级行政区划 of a province. Nobody lives in one by name.
    /// </summary>
    public bool IsShelf => Level == LocalityLevel.City && (Value[2..] == "90" || (Value[..2] is "11" or "12" or "31" or "50" && Value[2..] is "01" or "02"));

    /// <summary>This locality and all above it, nearest first, the root last.</summary>
    public IEnumerable<LocalityCode> SelfAndAncestors()
    {
        for (LocalityCode? at = this; at is { } here; at = here.Parent)
        {
            yield return here;
        }
    }

    /// <summary>Whether <paramref name="other"/> is this locality or lies below it.</summary>
    public bool Covers(LocalityCode other) => Level == LocalityLevel.Platform || other.Value.StartsWith(Value, StringComparison.Ordinal);

    public static bool TryParse(string? text, out LocalityCode code)
    {
        code = default;
        if (string.IsNullOrEmpty(text) || !text.All(char.IsAsciiDigit))
        {
            return false;
        }

        var value = text;
        if (value is "0" or "000000")
        {
            code = Root;
            return true;
        }

        if (value.Length == 6 && value.EndsWith("00", StringComparison.Ordinal))
        {
            value = value.EndsWith("0000", StringComparison.Ordinal) ? value[..2] : value[..4];
        }

        if (value.Length is not (2 or 4 or 6 or 9 or 12))
        {
            return false;
        }

        code = new(value);
        return true;
    }

    public static LocalityCode Parse(string text) =>
        TryParse(text, out var code) ? code : throw new FormatException($"'{text}' is no locality code; 2, 4, 6, 9 or 12 digits are expected.");

    public int CompareTo(LocalityCode other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => _value ?? "";

    public static bool operator <(LocalityCode left, LocalityCode right) => left.CompareTo(right) < 0;

    public static bool operator >(LocalityCode left, LocalityCode right) => left.CompareTo(right) > 0;

    public static bool operator <=(LocalityCode left, LocalityCode right) => left.CompareTo(right) <= 0;

    public static bool operator >=(LocalityCode left, LocalityCode right) => left.CompareTo(right) >= 0;
}

public enum LocalityLevel
{
    Platform = 0,
    Province = 1,
    City = 2,
    District = 3,
    Street = 4,
    Community = 5,
}

internal sealed class LocalityCodeConverter : JsonConverter<LocalityCode>
{
    public override LocalityCode Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        LocalityCode.TryParse(reader.GetString(), out var code) ? code : throw new JsonException($"'{reader.GetString()}' is no locality code.");

    public override void Write(Utf8JsonWriter writer, LocalityCode value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
