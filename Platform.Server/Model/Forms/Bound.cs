using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Model.Forms;

/// <summary>
/// A limit of a field: a number (<c>5</c>, <c>"100.00"</c>), a day (<c>"2025-03-01"</c>), or a day counted from today
/// (<c>"today"</c>, <c>"today+30d"</c>, <c>"today-18y"</c>; units d, m, y).
/// </summary>
[JsonConverter(typeof(BoundConverter))]
public sealed record Bound
{
    private readonly int _offset;
    private readonly char _unit;

    private Bound(decimal number) => Number = number;

    private Bound(DateOnly day) => Day = day;

    private Bound(int offset, char unit) => (_offset, _unit) = (offset, unit);

    /// <summary>The limit when it is a number.</summary>
    public decimal? Number { get; }

    private DateOnly? Day { get; }

    public bool IsNumber => Number is not null;

    /// <summary>Whether the limit moves with the calendar.</summary>
    public bool IsRelative => Number is null && Day is null;

    /// <summary>Whether one of two days is the earlier one on every day: months and days cross each other.</summary>
    public bool IsComparable(Bound other) => IsRelative == other.IsRelative && (!IsRelative || _unit == other._unit || _offset == 0 || other._offset == 0);

    public static Bound Of(decimal number) => new(number);

    public static Bound Of(DateOnly day) => new(day);

    public static Bound Parse(string text) =>
        Read(text) ?? throw new FormatException($"'{text}' is no limit; a number, yyyy-MM-dd or today±n(d|m|y) is expected.");

    /// <summary>The limit as a day, null when it is a number.</summary>
    public DateOnly? DayAt(DateOnly today) => IsNumber ? null : Day ?? _unit switch
    {
        'y' => today.AddYears(_offset),
        'm' => today.AddMonths(_offset),
        _ => today.AddDays(_offset),
    };

    public override string ToString() =>
        Number is { } number ? number.ToString(CultureInfo.InvariantCulture)
        : Day is { } day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : _offset == 0 ? "today"
        : string.Create(CultureInfo.InvariantCulture, $"today{_offset:+0;-0}{_unit}");

    /// <summary>The limit, null when the text is none. Offsets reach 1,000 years at most, so that every limit is a day.</summary>
    internal static Bound? Read(string text) =>
        decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? new(number)
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? new(day)
        : text == "today" ? new(0, 'd')
        : text.StartsWith("today", StringComparison.Ordinal) && text.Length is > 7 and < 12 && text[5] is '+' or '-' && text[^1] is 'd' or 'm' or 'y'
            && int.TryParse(text.AsSpan(5, text.Length - 6), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var offset)
            && Math.Abs(offset) <= MaxOffset(text[^1]) ? new(offset, text[^1])
        : null;

    private static int MaxOffset(char unit) => unit switch { 'y' => 1000, 'm' => 12_000, _ => 365_000 };
}

internal sealed class BoundConverter : JsonConverter<Bound>
{
    public override Bound? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number when reader.TryGetDecimal(out var number) => Bound.Of(number),
        JsonTokenType.String => Bound.Read(reader.GetString()!) ?? throw new JsonException($"'{reader.GetString()}' is no limit; a number, yyyy-MM-dd or today±n(d|m|y) is expected."),
        _ => throw new JsonException("A limit is a number or a string."),
    };

    public override void Write(Utf8JsonWriter writer, Bound value, JsonSerializerOptions options)
    {
        if (value.Number is { } number)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(value.ToString());
        }
    }
}
