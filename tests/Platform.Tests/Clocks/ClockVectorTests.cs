using Platform.Model.Clocks;

namespace Platform.Tests.Clocks;

/// <summary>Every vector of the legal clocks, computed elsewhere by two methods.</summary>
public sealed class ClockVectorTests
{
    private static readonly Vectors All = TestData.Json<Vectors>("Clocks/Data/clock-vectors.json");

    public static TheoryData<string> Deadlines => [.. All.Deadlines.Select(v => v.Id)];

    public static TheoryData<int> ConsumedRows => [.. Enumerable.Range(0, All.Consumed.Count)];

    public static TheoryData<int> NaturalRows => [.. Enumerable.Range(0, All.NaturalDays.Count)];

    [Theory, MemberData(nameof(Deadlines))]
    public void A_deadline_in_working_days_is_where_the_law_puts_it(string id)
    {
        var vector = All.Deadlines.Single(v => v.Id == id);

        var deadline = ClockRules.Deadline(vector.Start, vector.Days, ClockUnit.WorkingDay, vector.PauseSpan, Calendars.Official);
        var reading = Read(vector.Start, vector.Days, vector.PauseSpan, vector.Start);

        Assert.Equal(vector.Deadline, deadline is { Provisional: false } firm ? firm.Day : null);
        Assert.Equal(deadline?.Day, reading.Deadline);
        Assert.Equal(id == "V20", deadline?.Provisional ?? false);
        Assert.Equal(id == "V20", reading.Provisional);
        Assert.Equal(id == "V17" ? ClockState.Paused : ClockState.Running, reading.State);
    }

    [Theory, MemberData(nameof(ConsumedRows))]
    public void Consumed_days_are_counted_as_the_law_counts(int row)
    {
        var vector = All.Consumed[row];
        Assert.Equal(vector.Consumed, ClockRules.Consumed(vector.Start, vector.Now, ClockUnit.WorkingDay, vector.PauseSpan, Calendars.Official));
        Assert.Equal(vector.Consumed, Read(vector.Start, 20, vector.PauseSpan, vector.Now).Consumed);
    }

    [Theory, MemberData(nameof(NaturalRows))]
    public void A_deadline_in_natural_days_rolls_forward_to_a_working_day(int row)
    {
        var vector = All.NaturalDays[row];
        Assert.Equal(vector.Raw, vector.Start.AddDays(vector.Days));
        Assert.Equal(new ClockDeadline(vector.Deadline, false), ClockRules.Deadline(vector.Start, vector.Days, ClockUnit.NaturalDay, [], Calendars.Official));
    }

    [Fact]
    public void A_year_has_as_many_working_days_as_announced()
    {
        Assert.All(All.WorkingDaysPerYear, v => Assert.Equal(v.Days, Calendars.Official.WorkingDaysIn(v.Year)));
        Assert.Equal(All.WorkingDaysPerYear.Select(v => v.Year), Calendars.Official.PublishedYears);
    }

    [Fact]
    public void No_vector_was_lost() =>
        Assert.Equal((20, 4, 4, 8), (All.Deadlines.Count, All.Consumed.Count, All.NaturalDays.Count, All.WorkingDaysPerYear.Count));

    /// <summary>The same through a ledger.</summary>
    private static ClockReading Read(DateOnly start, int limit, Pause[] pauses, DateOnly today)
    {
        var ledger = ClockLedger.Empty.Append(Ledgers.Start(ClockKind.Statutory, start, limit));
        foreach (var pause in pauses)
        {
            ledger = ledger.Append(Ledgers.Pause(ClockKind.Statutory, pause.From));
            ledger = pause.Until is { } until ? ledger.Append(Ledgers.Resume(ClockKind.Statutory, until)) : ledger;
        }

        return ClockRules.Read(ledger, ClockKind.Statutory, Calendars.Official, today);
    }

    internal sealed record DeadlineVector(string Id, DateOnly Start, int Days, IReadOnlyList<DateOnly?[]> Pauses, DateOnly? Deadline)
    {
        public Pause[] PauseSpan => [.. Pauses.Select(p => new Pause(p[0]!.Value, p[1]))];
    }

    internal sealed record ConsumedVector(DateOnly Start, DateOnly Now, IReadOnlyList<DateOnly?[]> Pauses, int Consumed)
    {
        public Pause[] PauseSpan => [.. Pauses.Select(p => new Pause(p[0]!.Value, p[1]))];
    }

    internal sealed record NaturalVector(DateOnly Start, int Days, DateOnly Raw, DateOnly Deadline);

    internal sealed record YearVector(int Year, int Days);

    internal sealed record Vectors(
        IReadOnlyList<DeadlineVector> Deadlines,
        IReadOnlyList<ConsumedVector> Consumed,
        IReadOnlyList<NaturalVector> NaturalDays,
        IReadOnlyList<YearVector> WorkingDaysPerYear);
}
