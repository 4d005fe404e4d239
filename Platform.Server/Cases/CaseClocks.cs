using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Items;

namespace Platform.Server.Cases;

/// <summary>Which of a case's clocks counts now, and the three numbers that officer and applicant see alike.</summary>
internal static class CaseClocks
{
    /// <summary>The clock that counts in a state, for the applicant and the lists; null when none does.</summary>
    public static ClockKind? Counting(CaseState state) => state switch
    {
        CaseState.Received => ClockKind.Notice,
        CaseState.Supplementing => ClockKind.Supplement,
        CaseState.Accepted or CaseState.InReview => ClockKind.Promised,
        CaseState.Decided or CaseState.Completed => ClockKind.Delivery,
        _ => null,
    };

    /// <summary>The case with the last day of the clock that counts, none while it is paused, and each open task with that of its own clock: a pause of the case moves the steps that follow it.</summary>
    public static CaseFile WithDeadlines(CaseFile file, PublishedItem item, DateOnly today, DateTimeOffset now)
    {
        var (calendar, levels) = (item.Calendar, item.Item.Warnings);
        foreach (var task in file.Tasks.Where(t => t.Limit is not null))
        {
            var key = task.Id.ToString();
            var due = ClockRules.Read(file.Ledger, ClockKind.Step, calendar, today, key, now).Deadline;
            var warnings = ClockRules.Marks(file.Ledger, ClockKind.Step, calendar, levels, key)?.Warnings;
            file = due == task.DueOn && warnings == task.Warnings ? file : file with { Tasks = file.Tasks.Replace(task, task with { DueOn = due, Warnings = warnings }) };
        }

        var counting = Counting(file.State) is { } kind ? ClockRules.Marks(file.Ledger, kind, calendar, levels) : null;
        return file with { DueOn = counting?.Deadline, Warnings = counting?.Warnings };
    }

    /// <summary>The earlier of a task's own deadline and the case's.</summary>
    public static (DateOnly? On, WarningDays? Warnings) DueOf(CaseTask task, CaseFile file) =>
        task.DueOn is { } own && (file.DueOn is not { } whole || own < whole) ? (own, task.Warnings) : (file.DueOn, file.Warnings);

    public static ThreeNumbers Three(CaseFile file, PublishedItem item, DateOnly today) =>
        ClockRules.Three(
            file.Ledger, item.Calendar, today, ChinaTime.DayOf(file.FiledAt), file.State.IsTerminal() ? ChinaTime.DayOf(file.UpdatedAt) : null, item.Item.Warnings);
}
