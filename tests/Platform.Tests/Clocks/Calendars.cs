using Platform.Model.Clocks;

namespace Platform.Tests.Clocks;

/// <summary>The calendars the tests count with.</summary>
internal static class Calendars
{
    /// <summary>The one the template package ships.</summary>
    public static WorkCalendar Official { get; } = WorkCalendar.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Templates", "GovernmentServices", "calendars", "cn-workdays.json"))).Value;

    /// <summary>2020 as announced in 2019, before the Spring Festival was prolonged on 27 January 2020.</summary>
    public static WorkCalendar Of2020BeforeTheChange { get; } = WorkCalendar.Parse(TestData.Text("Clocks/Data/calendar-2020-before.json")).Value;
}
