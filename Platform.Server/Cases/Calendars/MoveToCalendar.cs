using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Items;

namespace Platform.Server.Cases.Calendars;

/// <summary>
/// The case is counted on by another calendar: each deadline that moves, or becomes definite, stands in the journal with the old and the new day, and the
/// timers move with it. What is closed is not touched. Sent twice it is refused the second time, so that nothing is written.
/// </summary>
internal sealed record MoveToCalendar : CaseCommand
{
    public const string EventName = "clocks.recounted";

    /// <summary>The version the case had when the calendar was looked up.</summary>
    public required string From { get; init; }

    /// <summary>The same version on the calendar in force.</summary>
    public required PublishedItem To { get; init; }

    [JsonIgnore]
    public override PublishedItem? Brought => To;

    public override CaseCommand Bringing(PublishedItem item) => this with { To = item };

    public override ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        if (work.File.ItemVersionId != From || work.File.State.IsTerminal())
        {
            return new(Problem.Conflict("case.calendar.settled", ("number", work.File.Number)));
        }

        var before = work.Item.Calendar;
        var changes = ClockRules.Recompute(before, To.Calendar, work.File.Ledger);
        work.ActingRole = "system";
        work.MoveTo(To);
        work.File = work.File with { Timers = [.. work.File.Timers.Where(t => !Wakes(t, changes)).Select(t => Moved(t, work))] };
        if (changes.Count > 0)
        {
            // Steps are the office's own affair; the applicant is told of the clocks of the case.
            work.Record(EventName, new
            {
                calendar = To.Calendar.Key,
                fromVersion = before.Version,
                version = To.Calendar.Version,
                changes = changes.Where(c => c.Kind != ClockKind.Step),
                steps = changes.Where(c => c.Kind == ClockKind.Step),
            });
        }

        return new(Done.It);
    }

    /// <summary>A timer whose clock has moved is set anew when the work is finished: also one that was tried in vain because its day was provisional.</summary>
    private static bool Wakes(CaseTimer timer, IReadOnlyList<DeadlineChange> changes) => CaseTimers.IsOfClocks(timer) && changes.Count > 0;

    private CaseTimer Moved(CaseTimer timer, CaseWork work) =>
        timer.Counted is { } counted
            ? timer with { DueAt = ClockRules.Deadline(counted.From, counted.WorkingDays, ClockUnit.WorkingDay, [], To.Calendar)!.Value.At }
            : timer;
}
