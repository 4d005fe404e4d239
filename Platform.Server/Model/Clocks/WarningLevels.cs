namespace Platform.Model.Clocks;

/// <summary>From how much of a limit on it is a warning; an item may say so itself, its layers only make it earlier.</summary>
/// <param name="YellowPercent">Of the limit, 1 or more and less than <paramref name="RedPercent"/>.</param>
/// <param name="RedPercent">Of the limit, at most 99.</param>
public sealed record WarningLevels(int YellowPercent = 50, int RedPercent = 80)
{
    public static WarningLevels Default { get; } = new();
}

/// <summary>When a running clock becomes pressing and when it ends, as ledger and calendar have it now.</summary>
/// <param name="From">Day 0.</param>
/// <param name="YellowAt">Beginning of the first day by whose close the share is used, or the instant for hours; null when the limit is 0.</param>
/// <param name="RedAt">Like <paramref name="YellowAt"/>, never before it.</param>
/// <param name="Deadline">The last day.</param>
/// <param name="EndsAt">24:00 of <paramref name="Deadline"/>, or to the second for hours.</param>
/// <param name="Provisional">The end is an estimate: a year it needs is not published.</param>
public sealed record ClockMarks(DateOnly From, DateTimeOffset? YellowAt, DateTimeOffset? RedAt, DateOnly Deadline, DateTimeOffset EndsAt, bool Provisional = false)
{
    public WarningDays Warnings => new(YellowAt is { } yellow ? ChinaTime.DayOf(yellow) : null, RedAt is { } red ? ChinaTime.DayOf(red) : null);
}

/// <summary>The first days on which a deadline is shown as yellow and as red; null = not before it is over.</summary>
public sealed record WarningDays(DateOnly? YellowOn, DateOnly? RedOn)
{
    /// <summary>How pressing a deadline is on a day.</summary>
    /// <param name="warnings">Null = nothing is said before it is over.</param>
    public static ClockDue On(DateOnly today, DateOnly? due, WarningDays? warnings) =>
        due is not { } last ? ClockDue.None
        : today > last ? ClockDue.Overdue
        : today >= warnings?.RedOn ? ClockDue.Red
        : today >= warnings?.YellowOn ? ClockDue.Yellow
        : ClockDue.Green;
}
