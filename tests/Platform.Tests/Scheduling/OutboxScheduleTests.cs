namespace Platform.Tests.Scheduling;

/// <summary>The outbox under many schedules: nothing is lost, every subject keeps its order, and one process delivers at a time.</summary>
public sealed class OutboxScheduleTests
{
    [Fact]
    public void No_wake_up_is_lost() => Explore.Random(Effort.Of(150), faults: 0, stage => PlayAsync(stage, nodes: 1, waitsForEver: true));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Whatever_fails_everything_arrives_and_in_order(int faults) => Explore.Random(Effort.Of(150), faults, stage => PlayAsync(stage, nodes: 1));

    [Fact]
    public void An_acknowledgement_whose_end_is_unknown_changes_no_order() => Explore.Random(Effort.Of(200), faults: 2, stage => PlayAsync(stage, nodes: 1), trouble: 0.25);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Of_two_processes_one_delivers_at_a_time(int faults) => Explore.Random(Effort.Of(80), faults, stage => PlayAsync(stage, nodes: 2));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void So_it_is_when_the_clock_jumps_by_hours_and_is_put_right(int nodes) => Explore.Random(Effort.Of(100), faults: 3, stage => PlayAsync(stage, nodes, jumps: true), trouble: 0.25);

    [Theory]
    [InlineData(OutboxCarelessness.DeliversWithoutItsDuty, 2, 0, "delivered")]
    [InlineData(OutboxCarelessness.NeverAcknowledges, 1, 0, "")]
    [InlineData(OutboxCarelessness.TakesAFailureForADelivery, 1, 2, "never delivered")]
    [InlineData(OutboxCarelessness.DoesNotWaitForTheDelivery, 1, 0, "order")]
    [InlineData(OutboxCarelessness.KeepsWhatAClockAheadPutOff, 1, 3, "still wait")]
    public void A_careless_outbox_is_found_out_and_shown_again(OutboxCarelessness how, int nodes, int faults, string expected)
    {
        var jumps = how == OutboxCarelessness.KeepsWhatAClockAheadPutOff;
        Task Careless(Stage stage) => PlayAsync(stage, nodes, jumps: jumps, how: how);
        var found = jumps ? Explore.FindAtRandom(schedules: 6_000, faults, Careless) : Explore.Find(schedules: 600, faults, Careless);
        Assert.True(found is not null, $"{how} was not found.");
        Assert.Contains(expected, found.InnerException!.Message, StringComparison.Ordinal);
        var again = Assert.Throws<ScheduleFailedException>(() => Explore.Again(found.Choices.ToString(), faults, Careless));
        Assert.Equal(found.InnerException.Message, again.InnerException!.Message);
    }

    private static Task PlayAsync(Stage stage, int nodes, bool waitsForEver = false, bool jumps = false, OutboxCarelessness how = OutboxCarelessness.None) =>
        new OutboxScenario(stage, nodes, waitsForEver, jumps, how).PlayAsync();
}
