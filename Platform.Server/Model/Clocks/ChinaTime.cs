namespace Platform.Model.Clocks;

/// <summary>
/// The legal day. Law counts days in Asia/Shanghai, which is +08:00 all year (no daylight saving time since 1991), so that no time-zone database is needed.
/// Everything the platform deals with is later than that.
/// </summary>
public static class ChinaTime
{
    public static TimeSpan Offset { get; } = TimeSpan.FromHours(8);

    /// <summary>The day it is in China at this instant.</summary>
    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(Offset).DateTime);

    /// <summary>The wall clock in China at this instant.</summary>
    public static TimeOnly TimeOf(DateTimeOffset instant) => TimeOnly.FromDateTime(instant.ToOffset(Offset).DateTime);

    /// <summary>The first instant of the day, in UTC.</summary>
    public static DateTimeOffset StartOfDay(DateOnly day) => day == DateOnly.MinValue ? DateTimeOffset.MinValue : new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), Offset).ToUniversalTime();

    /// <summary>24:00 of the day = the first instant of the next one, in UTC: a deadline is kept until just before it.</summary>
    public static DateTimeOffset EndOfDay(DateOnly day) => day == DateOnly.MaxValue ? DateTimeOffset.MaxValue : StartOfDay(day.AddDays(1));
}
