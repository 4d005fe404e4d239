using System.Globalization;
using Platform.Model.Clocks;

namespace Platform.Server.Cases.Workbench;

/// <summary>Days and moments for dense tables: the same width in every language, in the time of China.</summary>
internal static class ShortDays
{
    /// <summary>2026-03-01.</summary>
    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Text(DateTimeOffset at) => Text(ChinaTime.DayOf(at));

    /// <summary>2026-03-01 14:30.</summary>
    public static string Moment(DateTimeOffset at) => $"{Text(at)} {ChinaTime.TimeOf(at).ToString("HH:mm", CultureInfo.InvariantCulture)}";
}
