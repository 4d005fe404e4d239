using System.Globalization;
using System.Text.Json.Nodes;

namespace Platform.Designer.Editors.Calendars;

/// <summary>What chosen days are to be.</summary>
public enum DayWish
{
    Off,
    Working,
    /// <summary>As Monday to Friday and the weekend are.</summary>
    Usual,
}

/// <summary>What a day was before it was turned.</summary>
/// <param name="Entry">What the calendar said of it, or null.</param>
public sealed record DayBefore(bool IsOff, JsonObject? Entry);

/// <summary>Changes of a calendar. Only days that differ from the usual week, or belong to a holiday, are listed.</summary>
public static class CalendarEdits
{
    /// <summary>Adds the year after the last, or <paramref name="first"/> to a calendar without any; says which.</summary>
    public static int AddYear(JsonObject calendar, int first)
    {
        var years = Years(calendar);
        var next = CalendarReading.Of(calendar).Years is [.., var last] ? last + 1 : first;
        years.Add(new JsonObject { ["year"] = next, ["source"] = "", ["days"] = new JsonArray() });
        return next;
    }

    public static void RemoveYear(JsonObject calendar, int year)
    {
        var years = Years(calendar);
        foreach (var entry in CalendarReading.Entries(years).Where(y => CalendarReading.YearOf(y) == year).ToList())
        {
            years.Remove(entry);
        }
    }

    /// <summary>Makes days the opposite of what the first of them is. What was turned before and is turned back stands there as it did.</summary>
    /// <param name="before">Of each day that was turned, what stood there; kept up here.</param>
    public static void Turn(JsonObject calendar, int year, IReadOnlyList<DateOnly> days, IDictionary<DateOnly, DayBefore> before)
    {
        var reading = CalendarReading.Of(calendar);
        var isOff = !reading.On(days[0]).IsOff;
        var back = days.Where(d => reading.On(d).IsOff != isOff && before.TryGetValue(d, out var known) && known.IsOff == isOff).ToList();
        var was = days.ToDictionary(d => d, d => new DayBefore(reading.On(d).IsOff, Found(calendar, d) is [var (_, entry), ..] ? (JsonObject)entry.DeepClone() : null));
        Set(calendar, year, [.. days.Except(back)], isOff ? DayWish.Off : DayWish.Working);
        foreach (var day in back)
        {
            Restore(calendar, year, day, before[day].Entry);
        }

        foreach (var day in days.Where(d => was[d].IsOff != isOff))
        {
            before[day] = was[day];
        }
    }

    /// <summary>
    /// Makes days what is wished. A weekend among working days off belongs to their holiday and is listed with them; alone it is the usual weekend. A new
    /// day off takes the name of the holiday beside it.
    /// </summary>
    /// <param name="year">Whose announcement lists what is listed nowhere yet.</param>
    public static void Set(JsonObject calendar, int year, IReadOnlyList<DateOnly> days, DayWish wish)
    {
        var isHoliday = wish == DayWish.Off && days.Any(d => !CalendarReading.IsWeekend(d));
        foreach (var day in days)
        {
            var weekend = CalendarReading.IsWeekend(day);
            if (wish == DayWish.Usual || (wish == DayWish.Working && !weekend) || (wish == DayWish.Off && weekend && !isHoliday))
            {
                Unlist(calendar, day);
            }
            else
            {
                List(calendar, year, day, wish == DayWish.Off);
            }
        }
    }

    /// <summary>Names the holiday that chosen days belong to. A weekend becomes part of it; a plain working day has no holiday to name.</summary>
    public static void Name(JsonObject calendar, int year, IReadOnlyList<DateOnly> days, string name)
    {
        var reading = CalendarReading.Of(calendar);
        foreach (var day in days.Select(reading.On).Where(CanBeNamed))
        {
            if (!day.IsListed && name.Length > 0)
            {
                List(calendar, year, day.Date, isOff: true);
            }

            foreach (var (_, entry) in Found(calendar, day.Date))
            {
                Write(entry, name);
            }
        }
    }

    public static bool CanBeNamed(CalendarDay day) => day.IsListed || day.Kind == DayKind.Weekend;

    private static JsonArray Years(JsonObject calendar)
    {
        if (calendar["years"] is not JsonArray)
        {
            calendar["years"] = new JsonArray();
        }

        return (JsonArray)calendar["years"]!;
    }

    private static List<(JsonArray List, JsonObject Entry)> Found(JsonObject calendar, DateOnly day) =>
        [.. from year in CalendarReading.Entries(calendar["years"])
            from entry in CalendarReading.Entries(year["days"])
            where CalendarReading.DateOf(entry) == day
            select ((JsonArray)year["days"]!, entry)];

    private static void Restore(JsonObject calendar, int year, DateOnly day, JsonObject? entry)
    {
        if (entry is null)
        {
            Unlist(calendar, day);
            return;
        }

        // Where it still stands, or where it stood.
        List(calendar, year, day, isOff: true);
        foreach (var (list, now) in Found(calendar, day))
        {
            list[list.IndexOf(now)] = entry.DeepClone();
        }
    }

    private static void Unlist(JsonObject calendar, DateOnly day)
    {
        foreach (var (list, entry) in Found(calendar, day))
        {
            list.Remove(entry);
        }
    }

    private static void List(JsonObject calendar, int year, DateOnly day, bool isOff)
    {
        var found = Found(calendar, day);
        foreach (var (_, entry) in found)
        {
            entry["isOffDay"] = isOff;
        }

        var into = CalendarReading.Entries(calendar["years"]).FirstOrDefault(y => CalendarReading.YearOf(y) == year);
        if (found.Count > 0 || into is null)
        {
            return;
        }

        if (into["days"] is not JsonArray)
        {
            into["days"] = new JsonArray();
        }

        var added = new JsonObject { ["date"] = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ["isOffDay"] = isOff };
        Write(added, isOff ? Beside(calendar, day) : "");
        var days = (JsonArray)into["days"]!;
        days.Insert(days.Count(e => e is JsonObject one && CalendarReading.DateOf(one) is { } date && date < day), added);
    }

    /// <summary>Name of the holiday the day before or after belongs to.</summary>
    private static string Beside(JsonObject calendar, DateOnly day)
    {
        var reading = CalendarReading.Of(calendar);
        return new[] { reading.On(day.AddDays(-1)), reading.On(day.AddDays(1)) }.FirstOrDefault(d => d is { Kind: DayKind.Holiday, Name.Length: > 0 })?.Name ?? "";
    }

    private static void Write(JsonObject entry, string name)
    {
        if (name.Length > 0)
        {
            entry["name"] = name;
        }
        else
        {
            entry.Remove("name");
        }
    }
}
