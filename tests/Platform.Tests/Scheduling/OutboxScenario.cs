using System.Data.Common;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Model;
using Platform.Model.Effects;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Tests.Scheduling;

/// <summary>What the outbox may be careless about.</summary>
public enum OutboxCarelessness
{
    None,
    DeliversWithoutItsDuty,
    NeverAcknowledges,
    TakesAFailureForADelivery,
    DoesNotWaitForTheDelivery,
    KeepsWhatAClockAheadPutOff,
}

/// <summary>
/// Events of some subjects are published by one or two processes with one receiver, whose deliveries fail now and then. Loops are restarted and sessions that hold
/// the duty are cut, as the stage chooses.
/// </summary>
/// <param name="jumps">The clock jumps a few times, and is then put right.</param>
internal sealed class OutboxScenario(Stage stage, int nodes, bool waitsForEver, bool jumps, OutboxCarelessness how)
{
    private const string Receiver = "one";

    private readonly List<(string Subject, Guid Id)> _published = [];
    private readonly HashSet<Guid> _never = [];
    private readonly List<Guid> _delivered = [];
    private readonly Dictionary<Guid, int> _onTheirWay = [];
    private bool _cut;
    private bool _restarted;

    public async Task PlayAsync()
    {
        using var server = new FakeServer(stage, shared: nodes > 1);
        using var metrics = CommitQueueScheduleTests.Metrics();
        using var stop = new CancellationTokenSource();
        var parts = Enumerable.Range(0, nodes).Select(n => new Node(this, n == 0 ? server : server.AsNode(n), metrics, n)).ToList();
        foreach (var part in parts)
        {
            await stage.CalmlyAsync(() => part.Queue.StartAsync(CancellationToken.None).AsTask());
        }

        var running = parts.Select(p => p.RunAsync(stop.Token)).ToList();
        await Task.WhenAll(PublishAsync(parts[0], "case:1", "a"), PublishAsync(parts[^1], "case:2", null), RestartAsync(parts[0]), CutAsync(server), jumps ? stage.JumpAsync() : Task.CompletedTask);
        for (var waited = 0; server.Count("outbox_waiting") > 0; waited++)
        {
            Assert.True(waited < 600, $"{server.Count("outbox_waiting")} deliveries still wait after ten minutes.");
            await (waitsForEver ? stage.StepAsync() : Task.Delay(TimeSpan.FromSeconds(1), stage.Clock));
        }

        Stage.Cancel(stop);
        await Task.WhenAll(running);
        foreach (var part in parts)
        {
            await part.StopAsync();
        }

        Check(server);
    }

    private void Check(FakeServer server)
    {
        Assert.Equal(0, server.Count("outbox_dead_letter"));
        var once = !stage.Troubled && !_cut && !(_restarted && stage.Clock.Passed > TimeSpan.FromSeconds(4));
        foreach (var (_, id) in _published)
        {
            var times = _delivered.Count(d => d == id);
            Assert.True(times >= 1, $"{id} was published and never delivered.");
            Assert.True(times == 1 || !once, $"{id} was delivered {times} times although nothing went wrong.");
        }

        Assert.True(!_never.Overlaps(_delivered), "What was refused was delivered.");
        foreach (var subject in _published.GroupBy(p => p.Subject))
        {
            var first = _delivered.Distinct().Where(d => subject.Any(p => p.Id == d));
            Assert.True(subject.Select(p => p.Id).SequenceEqual(first), $"The deliveries of {subject.Key} came in another order: {string.Join(' ', first)}.");
        }
    }

    private async Task PublishAsync(Node node, string subject, string? lane)
    {
        for (var i = 0; i < 3; i++)
        {
            var id = new Guid(i + 1, (short)subject[^1], 0, [0, 0, 0, 0, 0, 0, 0, 0]);
            for (var done = false; !done;)
            {
                try
                {
                    ValueTask<Result<Done>> Work(DbTransaction transaction, CancellationToken ct) => WriteAsync(node, transaction, id, subject);
                    _ = lane is null ? await node.Queue.CommitAsync<Done>(Work, CancellationToken.None) : await node.Queue.CommitAsync<Done>(lane, Work, CancellationToken.None);
                    _published.Add((subject, id));
                    stage.Note($"published {id}");
                    done = true;
                }
                catch (DbException e)
                {
                    // Whoever does not know whether it is there must not publish it twice here: the next one has another id.
                    (id, var given) = (new Guid(i + 1, (short)subject[^1], (short)(id.ToByteArray()[6] + 1), [0, 0, 0, 0, 0, 0, 0, 0]), id);
                    if (e is not CommitUnknownException)
                    {
                        _never.Add(given);
                    }
                }
            }

            if (stage.Pick(2) == 0)
            {
                await stage.StepAsync();
            }
        }
    }

    private async ValueTask<Result<Done>> WriteAsync(Node node, DbTransaction transaction, Guid id, string subject)
    {
        await stage.StepAsync();
        await node.Outbox.PublishAsync(transaction, new PlatformEvent(id, "thing.happened", subject, LocalityCode.Root, stage.Clock.GetUtcNow(), "{}"), CancellationToken.None);
        await stage.StepAsync();
        return Done.It;
    }

    private async Task RestartAsync(Node node)
    {
        if (stage.Pick(3) == 0)
        {
            var wait = stage.Pick(60);
            for (var i = 0; i < wait; i++)
            {
                await stage.StepAsync();
            }

            _restarted = true;
            await node.RestartAsync();
        }
    }

    private async Task CutAsync(FakeServer server)
    {
        for (var i = 0; nodes > 1 && i < 3; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(700), stage.Clock);
            if (stage.Fails("duty"))
            {
                _cut = true;
                server.Cut("outbox." + Receiver);
            }
        }
    }

    private async Task DeliverAsync(PlatformEvent occurred)
    {
        _onTheirWay[occurred.Id] = _onTheirWay.GetValueOrDefault(occurred.Id) + 1;
        Assert.True(_onTheirWay[occurred.Id] == 1 || _cut || _restarted, $"{occurred.Id} is being delivered twice at the same time.");
        try
        {
            await stage.StepAsync();
            await stage.StepAsync();
            if (stage.Fails("delivery"))
            {
                throw new IOException("away");
            }

            _delivered.Add(occurred.Id);
            stage.Note($"delivered {occurred.Id}");
        }
        finally
        {
            _onTheirWay[occurred.Id]--;
        }
    }

    private sealed class Node : IEventHandler, IServiceProvider
    {
        private readonly OutboxScenario _scenario;
        private readonly FakeServer _server;
        private readonly DataMetrics _metrics;
        private readonly OutboxTargets _targets;
        private readonly SharedDuties? _shared;
        private CancellationTokenSource? _loop;
        private Task _running = Task.CompletedTask;
        private CancellationToken _stop;

        public Node(OutboxScenario scenario, FakeServer server, DataMetrics metrics, int number)
        {
            var signal = new CommitSignal();
            (_scenario, _server, _metrics, _targets) = (scenario, server, metrics, new OutboxTargets(this, signal));
            Queue = CommitQueueScheduleTests.QueueOf(server, metrics, signal, seed: number * 100_000);
            Outbox = new Outbox(_targets, server, server.Stage.Clock);
            _shared = server.IsShared && scenario.How != OutboxCarelessness.DeliversWithoutItsDuty ? new SharedDuties(server, server.Stage.Clock, NullLogger<SharedDuties>.Instance) : null;
        }

        public ServerCommitQueue Queue { get; }

        public Outbox Outbox { get; }

        string IEventHandler.Name => Receiver;

        public async Task RunAsync(CancellationToken stop)
        {
            _stop = stop;
            Start();
            await (_shared?.RunAsync(stop) ?? Task.CompletedTask);
            await _running;
        }

        public async Task RestartAsync()
        {
            Stage.Cancel(_loop!);
            await _running;
            Start();
        }

        public async Task StopAsync()
        {
            await Queue.StopAsync();
            await (_shared?.DisposeAsync() ?? default);
            _targets.Dispose();
            _loop!.Dispose();
        }

        public bool Wants(string eventName) => true;

        public async ValueTask HandleAsync(PlatformEvent occurred, CancellationToken ct)
        {
            var delivery = _scenario.DeliverAsync(occurred);
            switch (_scenario.How)
            {
                case OutboxCarelessness.DoesNotWaitForTheDelivery:
                    return;
                case OutboxCarelessness.TakesAFailureForADelivery:
                    await Task.WhenAny(delivery);
                    return;
                default:
                    await delivery;
                    return;
            }
        }

        public object? GetService(Type serviceType) =>
            serviceType == typeof(IEnumerable<IEventHandler>) ? new IEventHandler[] { this } : serviceType == typeof(IEnumerable<IOutboundChannel>) ? Array.Empty<IOutboundChannel>() : null;

        private void Start()
        {
            var options = new OutboxOptions { Poll = _scenario.Endless ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(30) };
            if (_scenario.How == OutboxCarelessness.KeepsWhatAClockAheadPutOff)
            {
                options.LongestWait = TimeSpan.FromDays(1000);
            }

            _loop = CancellationTokenSource.CreateLinkedTokenSource(_stop);
            _running = new OutboxLoop(
                _targets.Fixed[0], new OutboxStore(_server), _server, _scenario.How == OutboxCarelessness.NeverAcknowledges ? new ForgetfulQueue() : Queue, (IDuties?)_shared ?? new AllDuties(),
                options, _server.Stage.Clock, _metrics, NullLogger.Instance).RunAsync(_loop.Token);
        }
    }

    private OutboxCarelessness How => how;

    private bool Endless => waitsForEver;

    /// <summary>Says yes and does nothing.</summary>
    private sealed class ForgetfulQueue : ICommitQueue
    {
        public Task<Result<T>> CommitAsync<T>(Func<DbTransaction, CancellationToken, ValueTask<Result<T>>> work, CancellationToken ct) => Task.FromResult<Result<T>>((T)(object)Done.It);
    }
}
