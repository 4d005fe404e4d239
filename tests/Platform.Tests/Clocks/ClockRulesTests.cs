using System.Text.Json;
using Platform.Model;
using Platform.Model.Clocks;

namespace Platform.Tests.Clocks;

public sealed class ClockRulesTests
{
    private static readonly DateOnly Monday = new(2025, 3, 3);

    [Fact]
    public void The_legal_day_begins_at_midnight_in_china()
    {
        var lastSecond = new DateTimeOffset(2025, 3, 3, 15, 59, 59, TimeSpan.Zero);
        Assert.Equal(Monday, ChinaTime.DayOf(lastSecond));
        Assert.Equal(Monday.AddDays(1), ChinaTime.DayOf(lastSecond.AddSeconds(1)));
        Assert.Equal(lastSecond.AddSeconds(1), ChinaTime.EndOfDay(Monday));
        Assert.Equal(TimeSpan.Zero, ChinaTime.EndOfDay(Monday).Offset);
        Assert.Equal(new TimeOnly(23, 59, 59), ChinaTime.TimeOf(lastSecond));
        Assert.Equal(Monday, ChinaTime.DayOf(new DateTimeOffset(2025, 3, 2, 23, 30, 0, TimeSpan.FromHours(-5)).AddHours(-12)));
    }

    [Theory]
    [InlineData("2025-01-26", true)]
    [InlineData("2025-01-27", true)]
    [InlineData("2025-01-28", false)]
    [InlineData("2025-09-28", true)]
    [InlineData("2022-12-31", false)]
    [InlineData("2018-12-29", true)]
    [InlineData("2018-12-31", false)]
    [InlineData("2035-03-03", false)]
    [InlineData("2035-03-05", true)]
    [InlineData("1999-10-01", true)]
    public void A_listed_day_is_what_its_list_says_and_any_other_is_monday_to_friday(string day, bool works) =>
        Assert.Equal(works, Calendars.Official.IsWorkingDay(DateOnly.Parse(day)));

    [Fact]
    public void Holidays_have_names() => Assert.Equal("春节", Calendars.Official.NameOf(new(2026, 2, 17)));

    [Fact]
    public void A_calendar_that_contradicts_itself_is_refused()
    {
        static string? Refusal(params WorkCalendarYear[] years) => WorkCalendar.From(new("c", "1", years)).Problems.SingleOrDefault()?.Code;
        WorkCalendarDay[] newYear = [new(new(2025, 1, 1), true)];
        Assert.Null(Refusal(new WorkCalendarYear(2025, "s", newYear)));
        Assert.Equal("calendar.year.duplicate", Refusal(new(2025, "s", newYear), new(2025, "s", newYear)));
        Assert.Equal("calendar.year.empty", Refusal(new WorkCalendarYear(2025, "s", [])));
        Assert.Equal("calendar.day.wrongYear", Refusal(new WorkCalendarYear(2023, "s", newYear)));
        Assert.Equal("calendar.day.contradiction", Refusal(new(2025, "s", newYear), new(2024, "s", [new(new(2025, 1, 1), false)])));
    }

    [Fact]
    public void The_change_of_the_calendar_in_january_2020_moves_an_open_deadline()
    {
        var ledger = ClockLedger.Empty.Append(
            Ledgers.Start(ClockKind.Statutory, new(2020, 1, 20), 10),
            Ledgers.Start(ClockKind.Notice, new(2020, 1, 20), 5),
            Ledgers.Stop(ClockKind.Notice, new(2020, 1, 21)),
            Ledgers.Start(ClockKind.Promised, new(2020, 1, 20), 2));

        var change = Assert.Single(ClockRules.Recompute(Calendars.Of2020BeforeTheChange, Calendars.Official, ledger));

        Assert.Equal(new DeadlineChange(ClockKind.Statutory, null, new(2020, 2, 7), new(2020, 2, 11), false, false), change);
        Assert.Empty(ClockRules.Recompute(Calendars.Official, Calendars.Official, ledger));
    }

    [Fact]
    public void Publishing_a_year_makes_a_provisional_deadline_firm()
    {
        var ledger = ClockLedger.Empty.Append(Ledgers.Start(ClockKind.Statutory, new(2019, 12, 25), 10));
        var before = WorkCalendar.From(new("c", "1", [new(2019, "s", [new(new(2019, 10, 1), true)])])).Value;
        var change = Assert.Single(ClockRules.Recompute(before, Calendars.Of2020BeforeTheChange, ledger));
        Assert.True(change.OldProvisional);

        var reading = ClockRules.Read(ledger, ClockKind.Statutory, before, new(2019, 12, 26));
        Assert.Equal((true, new DateOnly(2020, 1, 8)), (reading.Provisional, reading.Deadline!.Value));
        Assert.False(ClockRules.Read(ClockLedger.Empty.Append(Ledgers.Start(ClockKind.Statutory, new(2026, 12, 15), 5)), ClockKind.Statutory, Calendars.Official, new(2026, 12, 16)).Provisional);
    }

    [Theory]
    [InlineData(4, ClockDue.Green, 16)]
    [InlineData(9, ClockDue.Green, 11)]
    [InlineData(10, ClockDue.Yellow, 10)]
    [InlineData(15, ClockDue.Yellow, 5)]
    [InlineData(16, ClockDue.Red, 4)]
    [InlineData(20, ClockDue.Red, 0)]
    [InlineData(21, ClockDue.Overdue, -1)]
    public void A_clock_turns_yellow_at_half_and_red_at_four_fifths(int workingDays, ClockDue due, int left)
    {
        var ledger = ClockLedger.Empty.Append(Ledgers.Start(ClockKind.Statutory, Monday, 20));
        var reading = ClockRules.Read(ledger, ClockKind.Statutory, Calendars.Official, Calendars.Official.AddWorkingDays(Monday, workingDays));
        Assert.Equal((due, left, workingDays / 20.0), (reading.Due, reading.DaysLeft!.Value, reading.Ratio));
        Assert.Equal(due == ClockDue.Overdue, reading.Overdue);
    }

    [Fact]
    public void A_stopped_clock_keeps_whether_it_was_in_time()
    {
        var start = ClockLedger.Empty.Append(Ledgers.Start(ClockKind.Delivery, Monday, 2));
        var inTime = ClockRules.Read(start.Append(Ledgers.Stop(ClockKind.Delivery, new(2025, 3, 5))), ClockKind.Delivery, Calendars.Official, new(2025, 6, 1));
        var late = ClockRules.Read(start.Append(Ledgers.Stop(ClockKind.Delivery, new(2025, 3, 6))), ClockKind.Delivery, Calendars.Official, new(2025, 6, 1));
        Assert.Equal((ClockState.Stopped, false, ClockDue.None, (int?)null, 1), (inTime.State, inTime.Overdue, inTime.Due, inTime.DaysLeft, inTime.Consumed));
        Assert.True(late.Overdue);
    }

    [Fact]
    public void A_clock_that_ran_out_before_it_was_paused_stays_overdue()
    {
        var ledger = ClockLedger.Empty.Append(Ledgers.Start(ClockKind.Statutory, Monday, 2), Ledgers.Pause(ClockKind.Statutory, new(2025, 3, 7)));
        var reading = ClockRules.Read(ledger, ClockKind.Statutory, Calendars.Official, new(2025, 3, 10));
        Assert.Equal((ClockState.Paused, new DateOnly(2025, 3, 5), true, ClockDue.Overdue), (reading.State, reading.Deadline!.Value, reading.Overdue, reading.Due));
    }

    [Fact]
    public void A_paused_clock_says_since_when_and_what_was_told()
    {
        var ledger = ClockLedger.Empty.Append(
            Ledgers.Start(ClockKind.Statutory, Monday, 20),
            Ledgers.Pause(ClockKind.Statutory, new(2025, 3, 10), new(2025, 3, 14)),
            Ledgers.Pause(ClockKind.Statutory, new(2025, 3, 11), new(2025, 3, 20)),
            Ledgers.Resume(ClockKind.Statutory, new(2025, 3, 13)));
        var reading = ClockRules.Read(ledger, ClockKind.Statutory, Calendars.Official, new(2025, 3, 14));
        Assert.Equal((ClockState.Paused, new DateOnly(2025, 3, 10), new DateOnly(2025, 3, 20), 4, 16),
            (reading.State, reading.PausedSince!.Value, reading.ToldUntil!.Value, reading.Consumed, reading.DaysLeft!.Value));
        Assert.Null(reading.DeadlineAt);
    }

    [Fact]
    public void Natural_days_left_count_to_the_rolled_deadline()
    {
        var ledger = ClockLedger.Empty.Append(Ledgers.Start(ClockKind.Rate, new(2025, 9, 21), 10, ClockUnit.NaturalDay));
        var reading = ClockRules.Read(ledger, ClockKind.Rate, Calendars.Official, new(2025, 10, 3));
        Assert.Equal((12, 6, false, new DateOnly(2025, 10, 9)), (reading.Consumed, reading.DaysLeft!.Value, reading.Overdue, reading.Deadline!.Value));
    }

    [Fact]
    public void Hours_run_through_nights_and_stand_while_paused()
    {
        var at = new DateTimeOffset(2025, 3, 7, 8, 0, 0, TimeSpan.Zero);
        ClockEntry Line(ClockEntryType type, double hours, int? limit = null) =>
            new(0, ClockKind.Complaint, type, ChinaTime.DayOf(at.AddHours(hours)), at.AddHours(hours), limit, limit is null || type == ClockEntryType.Extend ? null : ClockUnit.Hour, "test", null, null, "u1");
        ClockReading Read(ClockLedger ledger, double hours) => ClockRules.Read(ledger, ClockKind.Complaint, Calendars.Official, Monday, now: at.AddHours(hours));

        var ledger = ClockLedger.Empty.Append(Line(ClockEntryType.Start, 0, 24));
        Assert.Equal((at.AddHours(24), 10, false), (Read(ledger, 10.5).DeadlineAt!.Value, Read(ledger, 10.5).Consumed, Read(ledger, 10.5).Overdue));
        Assert.Equal(ClockDue.Overdue, Read(ledger, 24.1).Due);

        var paused = ledger.Append(Line(ClockEntryType.Pause, 10));
        Assert.Equal((ClockState.Paused, (DateTimeOffset?)null, 10), (Read(paused, 40).State, Read(paused, 40).DeadlineAt, Read(paused, 40).Consumed));
        var resumed = paused.Append(Line(ClockEntryType.Resume, 30), Line(ClockEntryType.Extend, 31, 6));
        Assert.Equal(at.AddHours(50), Read(resumed, 31).DeadlineAt);
        var late = ledger.Append(Line(ClockEntryType.Pause, 30), Line(ClockEntryType.Resume, 40), Line(ClockEntryType.Stop, 41));
        Assert.Equal((at.AddHours(24), true, ClockState.Stopped), (Read(late, 50).DeadlineAt!.Value, Read(late, 50).Overdue, Read(late, 50).State));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClockRules.Deadline(Monday, 24, ClockUnit.Hour, [], Calendars.Official));
    }

    [Fact]
    public void Clocks_of_one_kind_are_told_apart_by_their_key()
    {
        var ledger = ClockLedger.Empty.Append(
            Ledgers.Start(ClockKind.Step, Monday, 3, key: "review"), Ledgers.Start(ClockKind.Step, Monday, 5, key: "sign"));
        Assert.Equal(3, ClockRules.Read(ledger, ClockKind.Step, Calendars.Official, Monday, "review").Limit);
        Assert.Equal(5, ClockRules.Read(ledger, ClockKind.Step, Calendars.Official, Monday, "sign").Limit);
        Assert.Equal(ClockReading.NotStarted, ClockRules.Read(ledger, ClockKind.Step, Calendars.Official, Monday));
        Assert.Equal([(ClockKind.Step, "review"), (ClockKind.Step, "sign")], ClockRules.OpenClocks(ledger));
    }

    [Fact]
    public void A_correction_stands_in_the_place_of_what_it_corrects()
    {
        var ledger = ClockLedger.Empty.Append(
            Ledgers.Start(ClockKind.Statutory, Monday, 20),
            Ledgers.Pause(ClockKind.Statutory, new(2025, 3, 12)),
            Ledgers.Resume(ClockKind.Statutory, new(2025, 3, 20)));
        var corrected = ledger.Append(Ledgers.Pause(ClockKind.Statutory, new(2025, 3, 10)) with { Corrects = 2, ReasonCode = "wrong-date" });
        Assert.Equal(new DateOnly(2025, 4, 11), ClockRules.Read(corrected, ClockKind.Statutory, Calendars.Official, Monday).Deadline);
        Assert.Equal(4, corrected.Entries.Count);

        var again = corrected.Append(Ledgers.Pause(ClockKind.Statutory, new(2025, 3, 11)) with { Corrects = 4, ReasonCode = "wrong-date" });
        Assert.Equal(new DateOnly(2025, 4, 10), ClockRules.Read(again, ClockKind.Statutory, Calendars.Official, Monday).Deadline);

        var voided = corrected.Append(
            Ledgers.Pause(ClockKind.Statutory, Monday) with { Entry = ClockEntryType.Void, Corrects = 2, ReasonCode = "other-case" },
            Ledgers.Resume(ClockKind.Statutory, Monday) with { Entry = ClockEntryType.Void, Corrects = 3, ReasonCode = "other-case" });
        Assert.Equal(new DateOnly(2025, 3, 31), ClockRules.Read(voided, ClockKind.Statutory, Calendars.Official, Monday).Deadline);
    }

    [Fact]
    public void A_ledger_takes_no_line_that_could_not_be_read()
    {
        var start = Ledgers.Start(ClockKind.Statutory, Monday, 20);
        var ledger = ClockLedger.Empty.Append(start);
        Assert.Equal(1, ledger.Entries[0].Seq);
        Assert.Empty(ClockLedger.Empty.Entries);
        Assert.Throws<ArgumentException>(() => ledger.Append(start with { Seq = 3 }));
        Assert.Throws<ArgumentException>(() => ledger.Append(start with { Limit = null }));
        Assert.Throws<ArgumentException>(() => ledger.Append(start with { Unit = null }));
        Assert.Throws<ArgumentException>(() => ledger.Append(start with { Limit = -1 }));
        Assert.Throws<ArgumentException>(() => ledger.Append(Ledgers.Extend(ClockKind.Statutory, Monday, 0)));
        Assert.Throws<ArgumentException>(() => ledger.Append(start with { Corrects = 7 }));
        Assert.Throws<ArgumentException>(() => ledger.Append(start with { Corrects = 1, Kind = ClockKind.Notice }));
        Assert.Throws<ArgumentException>(() => ledger.Append(start with { Corrects = 1, ReasonCode = "" }));
        Assert.Throws<ArgumentException>(() => ledger.Append(start with { Entry = ClockEntryType.Void }));
    }

    [Fact]
    public void Lines_about_a_clock_that_does_not_run_change_nothing()
    {
        var idle = ClockLedger.Empty.Append(Ledgers.Pause(ClockKind.Promised, Monday), Ledgers.Extend(ClockKind.Promised, Monday, 3), Ledgers.Restart(ClockKind.Promised, Monday, 4));
        Assert.Equal(ClockReading.NotStarted, ClockRules.Read(idle, ClockKind.Promised, Calendars.Official, Monday));

        var stopped = ClockLedger.Empty.Append(Ledgers.Start(ClockKind.Promised, Monday, 4), Ledgers.Stop(ClockKind.Promised, Monday.AddDays(1)));
        var more = stopped.Append(Ledgers.Resume(ClockKind.Promised, Monday.AddDays(2)), Ledgers.Extend(ClockKind.Promised, Monday.AddDays(2), 3), Ledgers.Stop(ClockKind.Promised, Monday.AddDays(30)));
        Assert.Equal(ClockRules.Read(stopped, ClockKind.Promised, Calendars.Official, new(2025, 6, 2)), ClockRules.Read(more, ClockKind.Promised, Calendars.Official, new(2025, 6, 2)));
    }

    [Fact]
    public void A_ledger_survives_JSON_line_by_line()
    {
        // Every member once set and once not, so that a line is as long and as short as it can be.
        var start = Ledgers.Start(ClockKind.Statutory, Monday, 20);
        var ledger = ClockLedger.Empty.Append(
            start,
            Ledgers.Pause(ClockKind.Statutory, new(2025, 3, 12), new(2025, 3, 14)),
            start with { Kind = ClockKind.Step, Key = "examine", LegalBasis = "行政许可法第四十二条", DocumentId = new Guid("019cac0f-2680-710d-8242-09a024a1e2da") },
            Ledgers.Stop(ClockKind.Statutory, new(2025, 3, 20)) with { Corrects = 2, ToldUntil = new(2025, 3, 21) });
        var json = JsonSerializer.Serialize(ledger, ModelJson.Options);
        Assert.Equal(ledger, JsonSerializer.Deserialize<ClockLedger>(json, ModelJson.Options));
        Assert.Equal("[]", JsonSerializer.Serialize(ClockLedger.Empty, ModelJson.Options));
        foreach (var wrong in new[] { "{}", "[1]", "[[]]", """[[1,0,739312,"2025-03-03T01:00:00+00:00","test","o",1,0,null,null,null,null,null,1]]""" })
        {
            Assert.ThrowsAny<Exception>(() => JsonSerializer.Deserialize<ClockLedger>(wrong, ModelJson.Options));
        }
    }

    [Fact]
    public void Forty_pauses_are_read_as_well_as_two()
    {
        var ledger = ClockLedger.Empty.Append(Ledgers.Start(ClockKind.Statutory, Monday, 20));
        for (var i = 0; i < 40; i++)
        {
            ledger = ledger.Append(Ledgers.Pause(ClockKind.Statutory, new(2025, 3, 10)), Ledgers.Resume(ClockKind.Statutory, new(2025, 3, 20)));
        }

        Assert.Equal(new DateOnly(2025, 4, 11), ClockRules.Read(ledger, ClockKind.Statutory, Calendars.Official, Monday).Deadline);
    }
}
