using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Designer.Editors.Calendars;

/// <summary>What a day is in a calendar.</summary>
public enum DayKind
{
    Working,
    Weekend,
    /// <summary>A listed day off.</summary>
    Holiday,
    /// <summary>A weekend day that is worked.</summary>
    MakeUp,
}

/// <param name="Name">Of the holiday it belongs to; empty where none is written.</param>
/// <param name="IsListed">The calendar says something about it.</param>
public sealed record CalendarDay(DateOnly Date, DayKind Kind, string Name, bool IsListed)
{
    public bool IsOff => Kind is DayKind.Weekend or DayKind.Holiday;
}

/// <summary>A calendar as it stands in an editor, half written as it may be: what cannot be read is left out.</summary>
public sealed class CalendarReading
{
    private readonly Dictionary<DateOnly, CalendarDay> _listed = [];
    private readonly Dictionary<int, List<DateOnly>> _byYear = [];

    private CalendarReading(JsonObject document)
    {
        foreach (var year in Entries(document["years"]))
        {
            if (YearOf(year) is not { } number)
            {
                continue;
            }

            _byYear.TryAdd(number, []);
            foreach (var entry in Entries(year["days"]))
            {
                if (DateOf(entry) is { } date)
                {
                    _listed[date] = new CalendarDay(date, KindOf(date, IsOff(entry)), Text(entry["name"]), IsListed: true);
                    _byYear[number].Add(date);
                }
            }
        }
    }

    /// <summary>The years the calendar has, ascending.</summary>
    public IReadOnlyList<int> Years => [.. _byYear.Keys.Order()];

    /// <summary>Names of holidays, each once, in the order of the days.</summary>
    public IReadOnlyList<string> Names => [.. _listed.Values.OrderBy(d => d.Date).Select(d => d.Name).Where(n => n.Length > 0).Distinct()];

    public static CalendarReading Of(JsonObject document) => new(document);

    public CalendarDay On(DateOnly date) => _listed.GetValueOrDefault(date) ?? new CalendarDay(date, IsWeekend(date) ? DayKind.Weekend : DayKind.Working, "", IsListed: false);

    /// <summary>The listed days of a year, and those its announcement names in a neighbouring one; by date.</summary>
    public IReadOnlyList<CalendarDay> Listed(int year) =>
        [.. _listed.Values.Where(d => d.Date.Year == year || _byYear.GetValueOrDefault(year)?.Contains(d.Date) == true).OrderBy(d => d.Date)];

    /// <summary>The days of a month, in order.</summary>
    public IReadOnlyList<CalendarDay> Month(int year, int month) => [.. Enumerable.Range(1, DateTime.DaysInMonth(year, month)).Select(d => On(new DateOnly(year, month, d)))];

    internal static bool IsWeekend(DateOnly date) => date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    internal static IEnumerable<JsonObject> Entries(JsonNode? list) => list is JsonArray entries ? entries.OfType<JsonObject>() : [];

    internal static int? YearOf(JsonObject entry) => entry["year"] is JsonValue year && year.TryGetValue<int>(out var number) && number is > 0 and < 9999 ? number : null;

    internal static DateOnly? DateOf(JsonObject entry) =>
        DateOnly.TryParseExact(Text(entry["date"]), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    internal static string Text(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";

    private static bool IsOff(JsonObject entry) => entry["isOffDay"] is JsonValue value && value.GetValueKind() == JsonValueKind.True;

    private static DayKind KindOf(DateOnly date, bool isOff) => isOff ? DayKind.Holiday : IsWeekend(date) ? DayKind.MakeUp : DayKind.Working;
}
