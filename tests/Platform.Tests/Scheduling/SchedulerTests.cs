namespace Platform.Tests.Scheduling;

/// <summary>The checker itself: what it must find, and that what it finds can be seen again.</summary>
public sealed class SchedulerTests
{
    [Fact]
    public void A_lost_update_is_found_and_its_schedule_shows_it_again()
    {
        var found = Explore.Find(schedules: 100, faults: 0, LosesAnUpdate);
        Assert.NotNull(found);
        var again = Assert.Throws<ScheduleFailedException>(() => Explore.Again(found.Choices.ToString(), faults: 0, LosesAnUpdate));
        Assert.Equal(found.InnerException!.Message, again.InnerException!.Message);
        Assert.Equal(found.Notes, again.Notes);
    }

    [Fact]
    public void All_schedules_of_few_deviations_are_played_once()
    {
        var seen = new List<string>();
        var (played, all) = Explore.Bounded(deviations: 9, faults: 0, limit: 5_000, stage => TwoWritersAsync(stage, seen));
        Assert.True(all);
        Assert.InRange(played, 6, 5_000);

        // Two writers of two steps each can be mixed in six ways.
        Assert.Equal(6, seen.Distinct().Count());
    }

    [Fact]
    public void Who_waits_for_each_other_is_found_out()
    {
        var found = Explore.Find(schedules: 10, faults: 0, async stage =>
        {
            var (one, two) = (new TaskCompletionSource(), new TaskCompletionSource());
            await Task.WhenAll(AfterAsync(one.Task, two), AfterAsync(two.Task, one));
        });
        Assert.Contains("Everything waits", found!.Message, StringComparison.Ordinal);

        static async Task AfterAsync(Task first, TaskCompletionSource then)
        {
            await first;
            then.SetResult();
        }
    }

    [Fact]
    public void What_leaves_the_stage_is_found_out()
    {
        var found = Explore.Find(schedules: 2, faults: 0, async stage =>
        {
            await Task.Run(() => Thread.Sleep(1), TestContext.Current.CancellationToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, stage);
        });
        Assert.NotNull(found);
    }

    [Fact]
    public void Timers_fire_in_the_order_of_their_time_and_a_jump_of_the_clock_moves_none() => Stage.Run(new Choices.Planned([]), faults: 0, async stage =>
    {
        var order = new List<int>();
        var (first, second) = (WaitAsync(1), WaitAsync(2));
        stage.Clock.Jump(TimeSpan.FromDays(-30));
        var before = stage.Clock.GetUtcNow();
        await Task.WhenAll(second, first);
        Assert.Equal([1, 2], order);
        Assert.Equal(TimeSpan.FromSeconds(2), stage.Clock.GetUtcNow() - before);

        async Task WaitAsync(int seconds)
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds), stage.Clock);
            order.Add(seconds);
        }
    });

    private static async Task LosesAnUpdate(Stage stage)
    {
        var count = 0;
        await Task.WhenAll(AddAsync("one"), AddAsync("two"));
        Assert.True(count == 2, $"Two were added, and there are {count}.");

        async Task AddAsync(string who)
        {
            await stage.StepAsync();
            var read = count;
            await stage.StepAsync();
            stage.Note($"{who} writes {read + 1}");
            count = read + 1;
        }
    }

    private static async Task TwoWritersAsync(Stage stage, List<string> seen)
    {
        var written = "";
        await Task.WhenAll(WriteAsync('a'), WriteAsync('b'));
        seen.Add(written);

        async Task WriteAsync(char who)
        {
            await stage.StepAsync();
            written += who;
            await stage.StepAsync();
            written += who;
        }
    }
}
