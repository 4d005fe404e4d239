namespace Platform.Designer.Editors.Calendars;

/// <summary>How the days of a year lie in months of weeks from Monday, and where keys lead in them.</summary>
public static class CalendarGrid
{
    /// <summary>Weeks of seven; null before the first and after the last day.</summary>
    public static IReadOnlyList<IReadOnlyList<T?>> Weeks<T>(IReadOnlyList<T> days, DateOnly first)
        where T : class
    {
        var before = ((int)first.DayOfWeek + 6) % 7;
        return [.. Enumerable.Range(0, (before + days.Count + 6) / 7).Select(w => (IReadOnlyList<T?>)[.. Enumerable.Range((w * 7) - before, 7).Select(i => i >= 0 && i < days.Count ? days[i] : null)])];
    }

    /// <summary>The day a key leads to from another, as <c>workbench.js</c> moves the focus; null for a key that leads nowhere, and out of the year.</summary>
    public static DateOnly? Step(DateOnly from, string key)
    {
        DateOnly? to = key switch
        {
            "ArrowLeft" => from.AddDays(-1),
            "ArrowRight" => from.AddDays(1),
            "ArrowUp" => from.AddDays(-7),
            "ArrowDown" => from.AddDays(7),
            "Home" => from.AddDays(-(((int)from.DayOfWeek + 6) % 7)),
            "End" => from.AddDays((7 - (int)from.DayOfWeek) % 7),
            "PageUp" => from.AddMonths(-1),
            "PageDown" => from.AddMonths(1),
            _ => null,
        };
        return to?.Year == from.Year ? to : null;
    }

    /// <summary>Every day between two, both included, whichever comes first.</summary>
    public static IReadOnlyList<DateOnly> Between(DateOnly one, DateOnly other)
    {
        var (first, last) = one <= other ? (one, other) : (other, one);
        return [.. Enumerable.Range(0, last.DayNumber - first.DayNumber + 1).Select(first.AddDays)];
    }
}
