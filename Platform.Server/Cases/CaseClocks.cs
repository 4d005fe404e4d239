using Platform.Model.Cases;
using Platform.Model.Clocks;

namespace Platform.Server.Cases;

/// <summary>Which of a case's clocks counts now, and the three numbers that officer and applicant see alike.</summary>
internal static class CaseClocks
{
    /// <summary>Last day of the clock that counts in the present state; null while it is paused or none runs.</summary>
    public static DateOnly? DueOn(CaseFile file, WorkCalendar calendar, DateOnly today)
    {
        ClockKind? clock = file.State switch
        {
            CaseState.Received => ClockKind.Notice,
            CaseState.Supplementing => ClockKind.Supplement,
            CaseState.Accepted or CaseState.InReview => ClockKind.Promised,
            CaseState.Decided or CaseState.Completed => ClockKind.Delivery,
            _ => null,
        };
        return clock is { } kind && ClockRules.Read(file.Ledger, kind, calendar, today) is { State: ClockState.Running } reading ? reading.Deadline : null;
    }

    /// <summary>Open tasks with the last day of their own clock as the ledger has it now: a pause of the case moves the steps that follow it.</summary>
    public static CaseFile WithStepDeadlines(CaseFile file, WorkCalendar calendar, DateOnly today, DateTimeOffset now)
    {
        foreach (var task in file.Tasks.Where(t => t.Limit is not null))
        {
            var due = ClockRules.Read(file.Ledger, ClockKind.Step, calendar, today, task.Id.ToString(), now).Deadline;
            file = due == task.DueOn ? file : file with { Tasks = file.Tasks.Replace(task, task with { DueOn = due }) };
        }

        return file;
    }

    public static ThreeNumbers Three(CaseFile file, WorkCalendar calendar, DateOnly today) =>
        ClockRules.Three(file.Ledger, calendar, today, ChinaTime.DayOf(file.FiledAt), file.State.IsTerminal() ? ChinaTime.DayOf(file.UpdatedAt) : null);

    /// <summary>How pressing a day is for somebody who has worked on it since <paramref name="from"/>: half of the days gone is yellow, four fifths red.</summary>
    public static ClockDue Colour(DateOnly from, DateOnly? due, DateOnly today)
    {
        if (due is not { } last)
        {
            return ClockDue.None;
        }

        if (today > last)
        {
            return ClockDue.Overdue;
        }

        var gone = (today.DayNumber - from.DayNumber) / (double)Math.Max(1, last.DayNumber - from.DayNumber);
        return gone >= ClockReading.RedFrom ? ClockDue.Red : gone >= ClockReading.YellowFrom ? ClockDue.Yellow : ClockDue.Green;
    }
}
