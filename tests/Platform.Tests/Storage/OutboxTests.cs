using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Model;
using Platform.Model.Effects;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Tests.Storage;

public sealed class OutboxTests
{
    [Fact]
    public async Task An_event_reaches_each_who_wants_it_and_nobody_else()
    {
        var (one, two, other) = (new Recorder("one"), new Recorder("two"), new Recorder("other", wants: "something.else"));
        await using var test = await StartAsync(one, two, other);
        await PublishAsync(test, "case:1", "a");
        await one.WaitAsync(1);
        await two.WaitAsync(1);
        await test.DrainAsync();
        Assert.Empty(other.Seen);
    }

    [Fact]
    public async Task An_event_nobody_wants_is_not_stored()
    {
        await using var test = await StartAsync(dispatch: false, new Recorder("other", wants: "something.else"));
        await PublishAsync(test, "case:1", "a");
        Assert.Equal(0, await test.Get<OutboxStore>().CountAsync(default));
    }

    [Fact]
    public async Task Events_of_one_subject_come_in_order_even_when_one_fails()
    {
        var failed = false;
        var one = new Recorder("one", deliver: e =>
        {
            if (e.Payload == "\"b\"" && !failed)
            {
                failed = true;
                throw new IOException("away");
            }
        });
        await using var test = await StartAsync(one);
        foreach (var payload in new[] { "a", "b", "c", "d" })
        {
            await PublishAsync(test, "case:1", payload);
        }

        await PublishAsync(test, "case:2", "x");
        await one.WaitAsync(2);
        await EventuallyAsync(async () => await test.Get<OutboxStore>().NextDueAsync("one", default) is not null);
        Assert.Equal(["a"], one.Of("case:1"));
        await EventuallyAsync(() => Task.FromResult(one.Of("case:2") is ["x"]));

        test.Clock.Advance(TimeSpan.FromSeconds(2));
        await one.WaitAsync(5);
        Assert.Equal(["a", "b", "c", "d"], one.Of("case:1"));
        await test.DrainAsync();
    }

    [Fact]
    public async Task A_broken_receiver_holds_up_nobody_else()
    {
        var broken = new Recorder("broken", deliver: _ => throw new IOException("away"));
        var well = new Recorder("well");
        await using var test = await StartAsync(broken, well);
        await PublishAsync(test, "case:1", "a");
        await PublishAsync(test, "case:1", "b");
        await well.WaitAsync(2);
        Assert.Equal(["a", "b"], well.Of("case:1"));
    }

    [Fact]
    public async Task What_was_not_acknowledged_comes_again_with_the_same_id()
    {
        using var data = new Hosting.TempData();
        Guid id;
        await using (var before = await StartAsync(dispatch: false, new Recorder("one")))
        {
            id = await PublishAsync(before, "case:1", "a");
            // A crash between commit and delivery: the row is all that is left.
            await before.StopAsync();
            Copy(before.Directory.Database, data.Directory.Database);
        }

        var one = new Recorder("one");
        await using var after = await StartAsync(dispatch: true, data.Directory, one);
        await one.WaitAsync(1);
        Assert.Equal(id, one.Seen.Single().Id);
        await after.DrainAsync();
    }

    [Fact]
    public async Task After_the_last_try_it_is_a_dead_letter_and_the_next_event_of_the_subject_comes()
    {
        var tries = 0;
        var one = new Recorder("one", deliver: e =>
        {
            if (e.Payload == "\"poison\"")
            {
                tries++;
                throw new FormatException("not like this");
            }
        });
        await using var test = await StartAsync(one);
        var poison = await PublishAsync(test, "case:1", "poison");
        await PublishAsync(test, "case:1", "next");
        for (var i = 0; i < 12 && one.Seen.IsEmpty; i++)
        {
            var seen = i;
            await EventuallyAsync(() => Task.FromResult(tries > seen));
            if (i < 11)
            {
                await EventuallyAsync(async () => await test.Get<OutboxStore>().NextDueAsync("one", default) > test.Clock.GetUtcNow());
                test.Clock.Advance(TimeSpan.FromHours(1));
            }
        }

        await one.WaitAsync(1);
        Assert.Equal(12, tries);
        await test.DrainAsync();
        var letter = Assert.Single(await test.Get<OutboxStore>().DeadLettersAsync(null, 10, default));
        Assert.Equal((poison, 12, "FormatException: not like this"), (letter.Id, letter.Attempts, letter.Error));

        _ = (await test.Commits.CommitAsync<Done>(async (tx, ct) =>
        {
            Assert.True(await OutboxStore.ReviveAsync(tx, letter.Target, letter.Position, ct));
            return Done.It;
        }, default)).Value;
        test.Clock.Advance(TimeSpan.FromMinutes(1));
        await EventuallyAsync(() => Task.FromResult(tries == 13));
    }

    [Fact]
    public async Task A_message_goes_through_its_channel_with_its_key()
    {
        var sms = new RecordingChannel("sms");
        await using var test = await StartAsync(configure: s => s.AddSingleton<IOutboundChannel>(sms));
        var key = Guid.Parse("00000000-0000-7000-8000-00000000000a");
        _ = (await test.Commits.CommitAsync<Done>(async (tx, ct) =>
        {
            await test.Get<IOutbox>().SendAsync(tx, new OutboundMessage(key, "sms", """{"to":"1"}""", test.Clock.GetUtcNow()), ct);
            return Done.It;
        }, default)).Value;
        await EventuallyAsync(() => Task.FromResult(!sms.Sent.IsEmpty));
        Assert.Equal(new OutboundMessage(key, "sms", """{"to":"1"}""", test.Clock.GetUtcNow()), sms.Sent.Single() with { Position = 0 });
        await test.DrainAsync();
    }

    [Fact]
    public async Task A_receiver_behind_a_channel_that_hangs_delays_no_other()
    {
        var (hangs, goesOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var calls = new RecordingChannel("calls", async m =>
        {
            if (m.Body == "\"slow\"")
            {
                hangs.SetResult();
                await goesOn.Task;
            }
        });
        await using var test = await StartAsync(configure: s => s.AddSingleton<IOutboundChannel>(calls));
        await SendAsync(test, 1, "slow");
        await hangs.Task.WaitAsync(TimeSpan.FromSeconds(20));
        for (var n = 2; n <= 5; n++)
        {
            await SendAsync(test, n, "quick");
        }

        await EventuallyAsync(() => Task.FromResult(calls.Sent.Count(m => m.Body == "\"quick\"") == 4));
        Assert.DoesNotContain(calls.Sent, m => m.Body == "\"slow\"");
        await EventuallyAsync(async () => await test.Get<OutboxStore>().CountAsync(default) == 1);
        goesOn.SetResult();
        await test.DrainAsync();
        Assert.Equal("channel:calls:slow", ChannelTarget.NameOf(Assert.Single(calls.Sent, m => m.Body == "\"slow\"")));
    }

    [Fact]
    public async Task What_arrived_is_acknowledged_though_another_delivery_hangs_when_the_process_is_told_to_stop()
    {
        var calls = new HangingChannel();
        await using var test = await StartAsync(configure: s => s.AddSingleton<IOutboundChannel>(calls));
        _ = (await test.Commits.CommitAsync<Done>(async (tx, ct) =>
        {
            foreach (var (number, body) in new[] { "hangs", "a", "b", "c" }.Index())
            {
                await test.Get<IOutbox>().SendAsync(tx, new OutboundMessage(new Guid(number, 0, 0, new byte[8]), calls.Name, body, test.Clock.GetUtcNow()), ct);
            }

            return Done.It;
        }, default)).Value;
        await EventuallyAsync(() => Task.FromResult(calls.Arrived.Count == 3 && calls.Hangs));
        var stopping = test.StopDispatcherAsync();
        test.Clock.Advance(TimeSpan.FromSeconds(6));
        await stopping.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal("hangs", Assert.Single(await test.Get<OutboxStore>().FreshAsync("channel:calls", 10, default)).Body);
    }

    [Fact]
    public async Task What_waits_in_a_lane_is_found_by_the_next_process()
    {
        using var data = new Hosting.TempData();
        await using (var before = await RunningOutbox.StartAsync(dispatch: false, data.Directory, s => s.AddSingleton<IOutboundChannel>(new RecordingChannel("calls"))))
        {
            await SendAsync(before, 1, new string('x', 70) + "a");
            await SendAsync(before, 2, new string('x', 70) + "b");
            Assert.Equal(2, (await before.Get<OutboxStore>().WaitingTargetsAsync("channel:calls:", default)).Count);
        }

        var calls = new RecordingChannel("calls");
        await using var after = await RunningOutbox.StartAsync(dispatch: true, data.Directory, s => s.AddSingleton<IOutboundChannel>(calls));
        await EventuallyAsync(() => Task.FromResult(calls.Sent.Count == 2));
        await after.DrainAsync();
    }

    [Fact]
    public async Task There_are_no_more_lanes_than_a_process_can_tend()
    {
        await using var test = await RunningOutbox.StartAsync(dispatch: false, null, s => s.AddSingleton<IOutboundChannel>(new RecordingChannel("calls")));
        var targets = test.Get<OutboxTargets>();
        Assert.Equal(OutboxTargets.MostLanes, Enumerable.Range(0, OutboxTargets.MostLanes).Select(n => targets.ChannelOf("calls", "lane" + n).Name).Distinct().Count());
        Assert.Equal("channel:calls", targets.ChannelOf("calls", "more").Name);
        Assert.Equal("channel:calls:lane7", targets.ChannelOf("calls", "lane7").Name);
        Assert.Equal("channel:calls:waits", targets.Find("channel:calls:waits")!.Name);
        Assert.Null(targets.Find("channel:gone:lane"));
        Assert.True(targets.ChannelOf("calls", new string('很', 200)).Name.Length <= 80);
    }

    [Fact]
    public async Task What_a_channel_notes_while_it_delivers_is_there_at_the_next_try_and_when_it_gives_up()
    {
        IOutboundNotes notes = null!;
        var pigeon = new NotingChannel(() => notes);
        await using var test = await StartAsync(configure: s => s.AddSingleton<IOutboundChannel>(pigeon));
        notes = test.Get<IOutboundNotes>();
        _ = (await test.Commits.CommitAsync<Done>(async (tx, ct) =>
        {
            await test.Get<IOutbox>().SendAsync(tx, new OutboundMessage(Guid.Parse("00000000-0000-7000-8000-00000000000b"), "pigeon", "0", test.Clock.GetUtcNow()), ct);
            return Done.It;
        }, default)).Value;
        for (var i = 1; i <= 12; i++)
        {
            await EventuallyAsync(() => Task.FromResult(pigeon.Bodies.Count >= i));
            await EventuallyAsync(async () => i == 12 || await test.Get<OutboxStore>().NextDueAsync("channel:pigeon", default) > test.Clock.GetUtcNow());
            test.Clock.Advance(TimeSpan.FromHours(1));
        }

        await test.DrainAsync();
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"{i}"), pigeon.Bodies);
        Assert.Equal("12", pigeon.GivenUp);
        Assert.Equal("12", Assert.Single(await test.Get<OutboxStore>().DeadLettersAsync(null, 10, default)).Body);
    }

    [Fact]
    public async Task Two_thousand_events_arrive_once_each_in_order()
    {
        var one = new Recorder("one");
        await using var test = await StartAsync(one);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async subject =>
        {
            for (var i = 0; i < 100; i++)
            {
                await PublishAsync(test, $"case:{subject}", $"{i}");
            }
        }));
        await one.WaitAsync(2000);
        await test.DrainAsync();
        Assert.Equal(2000, one.Seen.Count);
        Assert.All(Enumerable.Range(0, 20), subject => Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), one.Of($"case:{subject}")));
    }

    private static Task<RunningOutbox> StartAsync(params IEventHandler[] handlers) => StartAsync(true, null, handlers);

    private static Task<RunningOutbox> StartAsync(bool dispatch, params IEventHandler[] handlers) => StartAsync(dispatch, null, handlers);

    private static Task<RunningOutbox> StartAsync(bool dispatch, DataDirectory? directory, params IEventHandler[] handlers) =>
        RunningOutbox.StartAsync(dispatch, directory, services =>
        {
            foreach (var handler in handlers)
            {
                services.AddSingleton(handler);
            }
        });

    private static Task<RunningOutbox> StartAsync(Action<IServiceCollection> configure) => RunningOutbox.StartAsync(true, null, configure);

    private static async Task<Guid> PublishAsync(RunningOutbox test, string subject, string payload)
    {
        var id = test.Get<IIdSource>().Next();
        _ = (await test.Commits.CommitAsync<Done>(async (tx, ct) =>
        {
            await test.Get<IOutbox>().PublishAsync(tx, new PlatformEvent(id, "case.tested", subject, LocalityCode.Parse("330110"), test.Clock.GetUtcNow(), $"\"{payload}\""), ct);
            return Done.It;
        }, default)).Value;
        return id;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to);
    }

    internal static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await holds())
        {
            await Task.Delay(5, limit.Token);
        }
    }

    private sealed class Recorder(string name, string wants = "case.tested", Action<PlatformEvent>? deliver = null) : IEventHandler
    {
        public ConcurrentQueue<PlatformEvent> Seen { get; } = new();

        public string Name => name;

        public bool Wants(string eventName) => eventName == wants;

        public ValueTask HandleAsync(PlatformEvent occurred, CancellationToken ct)
        {
            deliver?.Invoke(occurred);
            Seen.Enqueue(occurred);
            return default;
        }

        public List<string> Of(string subject) => [.. Seen.Where(e => e.Subject == subject).Select(e => e.Payload.Trim('"'))];

        public Task WaitAsync(int count) => EventuallyAsync(() => Task.FromResult(Seen.Count >= count));
    }

    private static async Task SendAsync(RunningOutbox test, int number, string lane) =>
        _ = (await test.Commits.CommitAsync<Done>(async (tx, ct) =>
        {
            await test.Get<IOutbox>().SendAsync(tx, new OutboundMessage(new Guid(number, 0, 0, new byte[8]), "calls", $"\"{lane}\"", test.Clock.GetUtcNow()) { Lane = lane }, ct);
            return Done.It;
        }, default)).Value;

    private sealed class RecordingChannel(string name, Func<OutboundMessage, Task>? deliver = null) : IOutboundChannel
    {
        public ConcurrentQueue<OutboundMessage> Sent { get; } = new();

        public string Name => name;

        public async Task DeliverAsync(OutboundMessage message, CancellationToken ct)
        {
            await (deliver?.Invoke(message) ?? Task.CompletedTask);
            Sent.Enqueue(message);
        }
    }

    /// <summary>What says that it hangs does so for as long as it may.</summary>
    private sealed class HangingChannel : IOutboundChannel
    {
        private volatile bool _hangs;

        public ConcurrentQueue<string> Arrived { get; } = new();

        public bool Hangs => _hangs;

        public string Name => "calls";

        public async Task DeliverAsync(OutboundMessage message, CancellationToken ct)
        {
            if (message.Body == "hangs")
            {
                _hangs = true;
                await Task.Delay(Timeout.InfiniteTimeSpan, ct);
            }

            Arrived.Enqueue(message.Body);
        }
    }

    /// <summary>Counts in the body how often it has tried, and never arrives.</summary>
    private sealed class NotingChannel(Func<IOutboundNotes> notes) : IOutboundChannel
    {
        public ConcurrentQueue<string> Bodies { get; } = new();

        public string? GivenUp { get; private set; }

        public string Name => "pigeon";

        public async Task DeliverAsync(OutboundMessage message, CancellationToken ct)
        {
            Bodies.Enqueue(message.Body);
            var next = (int.Parse(message.Body, System.Globalization.CultureInfo.InvariantCulture) + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
            var noted = await notes().RewriteAsync(message, next, ct);
            Assert.Equal(next, noted.Body);
            await Assert.ThrowsAsync<InvalidOperationException>(() => notes().RewriteAsync(message, "x", ct));
            throw new IOException("lost");
        }

        public async ValueTask<bool> GiveUpAsync(OutboundMessage message, string error, CancellationToken ct)
        {
            GivenUp = (await notes().ReadAsync(message, ct))?.Body;
            return false;
        }
    }

    internal sealed class RunningOutbox(TestDatabase database, IHostedService? dispatcher) : IAsyncDisposable
    {
        public Hosting.TestClock Clock => database.Clock;

        public ICommitQueue Commits => database.Commits;

        public DataDirectory Directory => database.Directory;

        public T Get<T>()
            where T : notnull => database.Get<T>();

        public static async Task<RunningOutbox> StartAsync(bool dispatch, DataDirectory? directory, Action<IServiceCollection> configure)
        {
            var database = await TestDatabase.StartAsync(configure, directory);
            var dispatcher = dispatch ? database.Get<IEnumerable<IHostedService>>().OfType<OutboxDispatcher>().Single() : null;
            await (dispatcher?.StartAsync(default) ?? Task.CompletedTask);
            return new RunningOutbox(database, dispatcher);
        }

        public ValueTask StopAsync() => database.StopAsync();

        public Task StopDispatcherAsync() => dispatcher?.StopAsync(default) ?? Task.CompletedTask;

        public Task DrainAsync() => EventuallyAsync(async () => await Get<OutboxStore>().CountAsync(default) == 0);

        public async ValueTask DisposeAsync()
        {
            await StopDispatcherAsync();
            await database.DisposeAsync();
        }
    }
}
