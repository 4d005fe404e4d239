using Platform.Model.Clocks;

namespace Platform.Tests.Clocks;

/// <summary>When a clock comes to the rungs of the escalation ladder (C12).</summary>
public sealed class LadderRulesTests
{
    private static readonly DateOnly Monday = new(2025, 3, 3);

    [Theory]
    [InlineData(10, 50, 80, "2025-03-10", "2025-03-13")]
    [InlineData(20, 50, 80, "2025-03-17", "2025-03-25")]
    [InlineData(5, 50, 80, "2025-03-06", "2025-03-07")]
    [InlineData(1, 50, 80, "2025-03-04", "2025-03-04")]
    [InlineData(10, 30, 57, "2025-03-06", "2025-03-11")]
    [InlineData(0, 50, 80, null, null)]
    public void A_rung_is_the_first_day_by_whose_close_its_share_is_used(int limit, int yellow, int red, string? yellowOn, string? redOn)
    {
        var levels = new WarningLevels(yellow, red);
        var ledger = ClockLedger.Empty.Append(Ledgers.Start(ClockKind.Promised, Monday, limit));
        var marks = ClockRules.Marks(ledger, ClockKind.Promised, Calendars.Official, levels)!;
        Assert.Equal((Day(yellowOn), Day(redOn)), (marks.Warnings.YellowOn, marks.Warnings.RedOn));

        // The colour of a reading changes on the same days.
        for (var day = Monday; day <= marks.Deadline.AddDays(1); day = day.AddDays(1))
        {
            var reading = ClockRules.Read(ledger, ClockKind.Promised, Calendars.Official, day, levels: levels);
            Assert.True(limit == 0 || reading.Due == WarningDays.On(day, marks.Deadline, marks.Warnings), $"{day}: {reading.Due}");
        }
    }

    [Fact]
    public void Paused_days_move_the_rungs_and_a_clock_that_stands_has_none()
    {
        var paused = ClockLedger.Empty.Append(Ledgers.Start(ClockKind.Promised, Monday, 10), Ledgers.Pause(ClockKind.Promised, new(2025, 3, 6)));
        Assert.Null(Marks(paused));
        var resumed = Marks(paused.Append(Ledgers.Resume(ClockKind.Promised, new(2025, 3, 13))))!;
        Assert.Equal((new DateOnly(2025, 3, 17), new DateOnly(2025, 3, 20), new DateOnly(2025, 3, 24)), (resumed.Warnings.YellowOn!.Value, resumed.Warnings.RedOn!.Value, resumed.Deadline));
    }

    [Fact]
    public void Hours_are_warned_of_to_the_second()
    {
        var ledger = ClockLedger.Empty.Append(Ledgers.Start(ClockKind.Step, Monday, 10, ClockUnit.Hour, "k"));
        var from = ledger.Entries[0].At;
        var marks = ClockRules.Marks(ledger, ClockKind.Step, Calendars.Official, WarningLevels.Default, "k")!;
        Assert.Equal((from.AddHours(5), from.AddHours(8), from.AddHours(10)), (marks.YellowAt!.Value, marks.RedAt!.Value, marks.EndsAt));
    }

    [Fact]
    public void Each_rung_is_reached_once_and_missed_ones_are_passed_over()
    {
        var marks = Marks(ClockLedger.Empty.Append(Ledgers.Start(ClockKind.Promised, Monday, 10)))!;
        Assert.Null(Due(marks, [], marks.YellowAt!.Value.AddSeconds(-1)));
        Assert.Equal(Rung.Yellow, Due(marks, [], marks.YellowAt.Value));
        Assert.Equal(Rung.Red, Due(marks, [], marks.RedAt!.Value));
        IReadOnlyList<RungReached> red = [new(ClockKind.Promised, null, Monday, Rung.Red)];
        Assert.Null(Due(marks, red, marks.EndsAt.AddSeconds(-1)));
        Assert.Equal(Rung.Overdue, Due(marks, red, marks.EndsAt));
        Assert.Equal(marks.EndsAt, LadderRules.NextAt(ClockKind.Promised, null, marks, red));
        IReadOnlyList<RungReached> all = [new(ClockKind.Promised, null, Monday, Rung.Overdue)];
        Assert.Null(Due(marks, all, marks.EndsAt.AddYears(1)));
        Assert.Null(LadderRules.NextAt(ClockKind.Promised, null, marks, all));
    }

    [Fact]
    public void A_clock_that_begins_again_climbs_again()
    {
        IReadOnlyList<RungReached> before = [new(ClockKind.Notice, null, Monday.AddDays(-20), Rung.Red)];
        var marks = ClockRules.Marks(
            ClockLedger.Empty.Append(Ledgers.Start(ClockKind.Notice, Monday.AddDays(-20), 5), Ledgers.Restart(ClockKind.Notice, Monday)), ClockKind.Notice, Calendars.Official, WarningLevels.Default)!;
        Assert.Equal(marks.YellowAt, LadderRules.NextAt(ClockKind.Notice, null, marks, before));
    }

    [Fact]
    public void Nobody_is_called_late_on_a_guess()
    {
        var marks = Marks(ClockLedger.Empty.Append(Ledgers.Start(ClockKind.Promised, new(2026, 12, 15), 30)))!;
        Assert.True(marks.Provisional);
        Assert.Equal(Rung.Red, Due(marks, [], marks.EndsAt.AddDays(9)));
        Assert.Null(LadderRules.NextAt(ClockKind.Promised, null, marks, [new(ClockKind.Promised, null, marks.From, Rung.Red)]));
    }

    private static DateOnly? Day(string? text) => text is null ? null : DateOnly.Parse(text);

    private static ClockMarks? Marks(ClockLedger ledger) => ClockRules.Marks(ledger, ClockKind.Promised, Calendars.Official, WarningLevels.Default);

    private static Rung? Due(ClockMarks marks, IReadOnlyList<RungReached> reached, DateTimeOffset now) => LadderRules.Due(ClockKind.Promised, null, marks, reached, now);
}
