namespace Platform.Model.Clocks;

public enum ClockState
{
    NotStarted,
    Running,
    Paused,
    Stopped,
}

/// <summary>How pressing a running clock is, by the <see cref="WarningLevels"/> of its item.</summary>
public enum ClockDue
{
    /// <summary>Not started or stopped.</summary>
    None,
    Green,
    Yellow,
    Red,
    Overdue,
}

/// <summary>What a clock shows at the close of one day.</summary>
/// <param name="Consumed">In <paramref name="Unit"/>, today included; may exceed the limit.</param>
/// <param name="Limit">With extensions.</param>
/// <param name="Deadline">The last day (until 24:00). Null while paused before it was reached: nobody can know it.</param>
/// <param name="DeadlineAt">The instant it ends: 24:00 of <paramref name="Deadline"/>, or to the second for hours.</param>
/// <param name="Provisional">The deadline needs a year whose calendar is not published: it is an estimate by Monday–Friday.</param>
/// <param name="PausedSince">First paused day of the open pauses.</param>
/// <param name="ToldUntil">Until when the applicant was told the pause lasts.</param>
/// <param name="DaysLeft">What is left in <paramref name="Unit"/>, negative when overdue; for natural days up to the rolled deadline. Null unless running or paused.</param>
/// <param name="Overdue">Ran past the deadline, or was stopped after it.</param>
/// <param name="Ratio">Consumed ÷ limit; 1 for a limit of 0.</param>
/// <param name="StartedOn">Day 0.</param>
/// <param name="StoppedOn">Day of the stop, or null.</param>
public sealed record ClockReading(
    ClockState State,
    int Consumed,
    int Limit,
    ClockUnit Unit,
    DateOnly? Deadline,
    DateTimeOffset? DeadlineAt,
    bool Provisional,
    DateOnly? PausedSince,
    DateOnly? ToldUntil,
    int? DaysLeft,
    bool Overdue,
    ClockDue Due,
    double Ratio,
    DateOnly? StartedOn,
    DateOnly? StoppedOn)
{
    public static ClockReading NotStarted { get; } = new(ClockState.NotStarted, 0, 0, ClockUnit.WorkingDay, null, null, false, null, null, null, false, ClockDue.None, 0, null, null);

    public bool IsOpen => State is ClockState.Running or ClockState.Paused;
}

/// <summary>The three numbers shown together to officer and resident alike (DOMAIN §5.2, 6). The third is the honest one: it never pauses.</summary>
/// <param name="CalendarDaysSinceFiling">Until today or the end of the case; null for a draft.</param>
public sealed record ThreeNumbers(ClockReading Statutory, ClockReading Promised, int? CalendarDaysSinceFiling);

/// <summary>A pause [<paramref name="From"/>, <paramref name="Until"/>): the first day counts as paused, the last one as running again; null = still open.</summary>
public readonly record struct Pause(DateOnly From, DateOnly? Until);

/// <param name="Day">The last day; the deadline ends at its 24:00.</param>
/// <param name="Provisional">An estimate: a year it needs is not published.</param>
public readonly record struct ClockDeadline(DateOnly Day, bool Provisional)
{
    public DateTimeOffset At => ChinaTime.EndOfDay(Day);
}

/// <summary>A deadline that another calendar moves.</summary>
/// <param name="Key">Which of several clocks of the kind, or null.</param>
public sealed record DeadlineChange(ClockKind Kind, string? Key, DateOnly? Old, DateOnly? New, bool OldProvisional, bool NewProvisional);

/// <summary>On which day an application counts as received when it arrives while the office is closed; the law is silent, so the authority chooses.</summary>
public enum OutOfHours
{
    SameDay,
    NextWorkingDay,
}
