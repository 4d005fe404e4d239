using System.Globalization;

namespace Platform.Model.Forms;

/// <summary>Limits of numbers, amounts and days.</summary>
internal static class RangeChecks
{
    public static IEnumerable<FieldCheck> OfNumber(FormField field)
    {
        if (field is { Type: FieldType.Number, Decimals: { } decimals })
        {
            yield return new("form.decimals", a => decimal.Round(a.Number!.Value, Math.Clamp(decimals, 0, 28)) == a.Number, _ => decimals);
        }

        if (field.Min?.Number is not null || field.Max?.Number is not null)
        {
            var (min, max) = (field.Min?.Number, field.Max?.Number);
            var range = Range(min?.ToString(CultureInfo.InvariantCulture), max?.ToString(CultureInfo.InvariantCulture));
            yield return new("form.range", a => !(a.Number < min) && !(a.Number > max), _ => range);
        }
    }

    public static IEnumerable<FieldCheck> OfDay(FormField field)
    {
        if (field.Min is { IsNumber: false } || field.Max is { IsNumber: false })
        {
            yield return new(
                "form.range",
                a => FormTypes.Day(a.Text) is { } day && !(day < field.Min?.DayAt(a.Today)) && !(day > field.Max?.DayAt(a.Today)),
                a => Range(Text(field.Min, a.Today), Text(field.Max, a.Today)));
        }
    }

    /// <summary>"1 – 9", "≥ 1", "≤ 9": the same in every language.</summary>
    public static string Range(string? min, string? max) => (min, max) switch
    {
        (null, _) => $"≤ {max}",
        (_, null) => $"≥ {min}",
        _ => $"{min} – {max}",
    };

    private static string? Text(Bound? bound, DateOnly today) => bound?.DayAt(today) is { } day ? FormTypes.Text(day) : null;
}
