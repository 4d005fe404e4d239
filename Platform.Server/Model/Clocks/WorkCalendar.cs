using System.Collections.Frozen;
using System.Text.Json;

namespace Platform.Model.Clocks;

/// <summary>The file form of a calendar: <c>{"key":"cn-workdays","version":"2026.1","years":[{"year":2026,"source":"…","days":[{"date":"2026-01-01","isOffDay":true,"name":"元旦"}]}]}</c>.</summary>
public sealed record WorkCalendarDefinition(string Key, string Version, IReadOnlyList<WorkCalendarYear> Years, LocalizedText? Name = null, LocalizedText? Note = null);

/// <summary>What was announced for one year.</summary>
/// <param name="Source">Address of the announcement; several are separated by a blank.</param>
/// <param name="Days">Only the days that differ from Monday–Friday or are named; a few may lie in the neighbouring year.</param>
public sealed record WorkCalendarYear(int Year, string Source, IReadOnlyList<WorkCalendarDay> Days);

/// <param name="IsOffDay">False for a weekend day that is worked 调休.</param>
public sealed record WorkCalendarDay(DateOnly Date, bool IsOffDay, string? Name = null);

/// <summary>
/// The official working days. A listed day is what its list says, any other is Monday–Friday. A year without a list is unpublished: answers for it are
/// Monday–Friday estimates and whoever uses them must say so. Immutable; all questions are answered in constant time.
/// </summary>
public sealed class WorkCalendar
{
    private readonly int _first;
    private readonly int[] _through;
    private readonly int[] _days;
    private readonly bool[] _works;
    private readonly FrozenSet<int> _published;
    private readonly FrozenDictionary<DateOnly, string> _names;

    private WorkCalendar(WorkCalendarDefinition definition, Dictionary<DateOnly, WorkCalendarDay> listed)
    {
        Key = definition.Key;
        Version = definition.Version;
        _published = definition.Years.Select(y => y.Year).ToFrozenSet();
        _names = listed.Values.Where(d => d.Name is not null).ToFrozenDictionary(d => d.Date, d => d.Name!);

        // The index covers all listed days and published years; outside of it the weekday formula holds.
        var years = definition.Years.Select(y => y.Year).Concat(listed.Keys.Select(d => d.Year)).DefaultIfEmpty(2000).ToArray();
        _first = new DateOnly(years.Min(), 1, 1).DayNumber;
        _works = new bool[new DateOnly(years.Max(), 12, 31).DayNumber - _first + 1];
        _through = new int[_works.Length];
        var days = new List<int>(_works.Length);
        for (var i = 0; i < _works.Length; i++)
        {
            var day = DateOnly.FromDayNumber(_first + i);
            _works[i] = listed.TryGetValue(day, out var entry) ? !entry.IsOffDay : IsWeekday(day.DayNumber);
            if (_works[i])
            {
                days.Add(day.DayNumber);
            }

            _through[i] = WeekdaysThrough(_first - 1) + days.Count;
        }

        _days = [.. days];
    }

    /// <summary>Monday–Friday and no year published: every deadline is provisional. For previews and as the base of tests.</summary>
    public static WorkCalendar WeekdaysOnly { get; } = new(new("weekdays", "0", []), []);

    public string Key { get; }

    /// <summary>Stands in the journal beside every date computed with it.</summary>
    public string Version { get; }

    /// <summary>Years with an official list, ascending.</summary>
    public IEnumerable<int> PublishedYears => _published.Order();

    /// <summary>Builds a calendar, or says <c>calendar.year.duplicate</c>, <c>calendar.year.empty</c>, <c>calendar.day.wrongYear</c> or <c>calendar.day.contradiction</c>.</summary>
    public static Result<WorkCalendar> From(WorkCalendarDefinition definition)
    {
        var listed = new Dictionary<DateOnly, WorkCalendarDay>();
        var seen = new HashSet<int>();
        foreach (var year in definition.Years)
        {
            if (!seen.Add(year.Year))
            {
                return Problem.Invalid("calendar.year.duplicate", "years", ("value", year.Year));
            }

            if (year.Days.Count == 0)
            {
                return Problem.Invalid("calendar.year.empty", "years", ("value", year.Year));
            }

            foreach (var day in year.Days)
            {
                // New Year's holidays reach over the year's end, nothing else does.
                if (Math.Abs(day.Date.Year - year.Year) > 1)
                {
                    return Problem.Invalid("calendar.day.wrongYear", "years", ("value", day.Date), ("expected", year.Year));
                }

                if (!listed.TryAdd(day.Date, day) && listed[day.Date].IsOffDay != day.IsOffDay)
                {
                    return Problem.Invalid("calendar.day.contradiction", "years", ("value", day.Date));
                }
            }
        }

        return new WorkCalendar(definition, listed);
    }

    /// <summary>Reads the file form; throws <see cref="JsonException"/> when it is no calendar at all.</summary>
    public static Result<WorkCalendar> Parse(string json) =>
        From(JsonSerializer.Deserialize<WorkCalendarDefinition>(json, ModelJson.Options) ?? throw new JsonException("A calendar is an object."));

    public bool IsPublished(int year) => _published.Contains(year);

    public bool IsWorkingDay(DateOnly day)
    {
        var index = day.DayNumber - _first;
        return (uint)index < (uint)_works.Length ? _works[index] : IsWeekday(day.DayNumber);
    }

    /// <summary>Name of the holiday the day is listed for (also of its make-up days), or null.</summary>
    public string? NameOf(DateOnly day) => _names.GetValueOrDefault(day);

    public int WorkingDaysIn(int year) => WorkingDaysBetween(new DateOnly(year, 1, 1).AddDays(-1), new DateOnly(year, 12, 31));

    /// <summary>Number of working days d with <paramref name="after"/> &lt; d ≤ <paramref name="through"/>; 0 when the range is empty.</summary>
    public int WorkingDaysBetween(DateOnly after, DateOnly through) =>
        through <= after ? 0 : WorkingDaysThrough(through.DayNumber) - WorkingDaysThrough(after.DayNumber);

    /// <summary>The n-th working day after <paramref name="start"/>, which is day 0 and not counted; <paramref name="count"/> 0 gives the start itself.</summary>
    public DateOnly AddWorkingDays(DateOnly start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return count == 0 ? start : DateOnly.FromDayNumber(DayOfOrdinal(WorkingDaysThrough(start.DayNumber) + count));
    }

    /// <summary>The day itself when it is worked, otherwise the next one that is.</summary>
    public DateOnly RollForward(DateOnly day) => IsWorkingDay(day) ? day : AddWorkingDays(day, 1);

    /// <summary>Whether every day d with <paramref name="after"/> &lt; d ≤ <paramref name="through"/> lies in a published year.</summary>
    public bool Knows(DateOnly after, DateOnly through)
    {
        for (var year = after.AddDays(1).Year; year <= through.Year; year++)
        {
            if (!IsPublished(year))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Working days from the beginning of the era through this day: strictly a counter, its zero means nothing.</summary>
    internal int WorkingDaysThrough(int dayNumber)
    {
        var index = dayNumber - _first;
        return index < 0 ? WeekdaysThrough(dayNumber)
            : index < _through.Length ? _through[index]
            : _through[^1] + WeekdaysThrough(dayNumber) - WeekdaysThrough(_first + _through.Length - 1);
    }

    /// <summary>The day number on which the counter of <see cref="WorkingDaysThrough"/> becomes <paramref name="ordinal"/>.</summary>
    internal int DayOfOrdinal(int ordinal)
    {
        var before = WeekdaysThrough(_first - 1);
        return ordinal <= before ? NthWeekday(ordinal)
            : ordinal - before <= _days.Length ? _days[ordinal - before - 1]
            : NthWeekday(ordinal - before - _days.Length + WeekdaysThrough(_first + _through.Length - 1));
    }

    // Day number 0, 0001-01-01, is a Monday.
    private static bool IsWeekday(int dayNumber) => dayNumber % 7 < 5;

    private static int WeekdaysThrough(int dayNumber) => ((dayNumber + 1) / 7 * 5) + Math.Min((dayNumber + 1) % 7, 5);

    private static int NthWeekday(int ordinal) => ((ordinal - 1) / 5 * 7) + ((ordinal - 1) % 5);
}
