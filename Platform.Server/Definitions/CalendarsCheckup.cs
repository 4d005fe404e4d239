using Platform.Model.Clocks;
using Platform.Model.Definitions;
using Platform.Server.Hosting.Checkups;

namespace Platform.Server.Definitions;

/// <summary>
/// Calendars in force that do not know the days ahead: deadlines beyond are provisional, and nothing is deemed accepted by them. The State Council
/// publishes a year's days off in the autumn before.
/// </summary>
internal sealed class CalendarsCheckup(DefinitionStore store, TimeProvider time) : ICheckup
{
    private const int DaysAhead = 60;

    public int Order => 50;

    public async ValueTask<IReadOnlyList<Finding>> LookAsync(CancellationToken ct)
    {
        var year = ChinaTime.DayOf(time.GetUtcNow()).AddDays(DaysAhead).Year;
        var calendars = await store.ListActiveAsync(DefinitionKind.Calendar, ct);
        var ending = calendars.Where(c => WorkCalendar.Parse(c.Json).TryGet(out var calendar) && !calendar.IsPublished(year)).Select(c => c.Id.Key).Distinct(StringComparer.Ordinal).ToList();
        return calendars.Count == 0 ? [Finding.Warning("checkup.calendarMissing")]
            : ending.Count > 0 ? [Finding.Warning("checkup.calendarEnds", ("calendars", ending), ("year", year), ("days", DaysAhead))]
            : [Finding.Good("checkup.calendars", ("count", calendars.Count), ("year", year))];
    }
}
