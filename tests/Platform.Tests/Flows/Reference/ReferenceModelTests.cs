using System.Text.Json;
using CsCheck;
using Platform.Model.Flows;

namespace Platform.Tests.Flows.Reference;

/// <summary>
/// The interpreter against <see cref="TokenGame"/>: random flows, in a random order of what can happen, with what has happened already coming again, and with the state
/// read from its text by another interpreter now and then.
/// </summary>
public sealed class ReferenceModelTests
{
    private const int MostTurns = 60;

    private static readonly Gen<(int Seed, int Size)> AnyRun = Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[1, 14]);

    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    [Fact]
    public Task The_interpreter_does_what_the_flow_means() => AnyRun.SampleAsync(
        async run =>
        {
            var difference = await DifferenceAsync(run.Seed, run.Size);
            Assert.True(difference is null, difference);
        },
        iter: Effort.Of(1500),
        print: run => $"seed {run.Seed}, size {run.Size}");

    /// <summary>Were the difference not seen, the test above would prove nothing.</summary>
    [Theory]
    [InlineData(Misreading.AllGoesOnWithTheFirst)]
    [InlineData(Misreading.AllWaitsForWhatCannotCome)]
    [InlineData(Misreading.AllGoesOnForEveryBranch)]
    [InlineData(Misreading.FirstLeavesTheOthers)]
    [InlineData(Misreading.FirstWaitsForAll)]
    [InlineData(Misreading.SentBackIsNotWaitedFor)]
    [InlineData(Misreading.SwitchTakesOnlyOne)]
    [InlineData(Misreading.LoopRunsOnceMore)]
    [InlineData(Misreading.LeavingEndsNothingElse)]
    [InlineData(Misreading.DeadWayGoesOn)]
    [InlineData(Misreading.WithdrawingLeavesTheTimers)]
    public async Task A_game_with_one_rule_wrong_is_found_to_differ(Misreading wrong)
    {
        for (var seed = 0; seed < 400; seed++)
        {
            if (await DifferenceAsync(seed, 12, wrong) is not null)
            {
                var right = await DifferenceAsync(seed, 12);
                Assert.True(right is null, right);
                return;
            }
        }

        Assert.Fail($"{wrong} was not found.");
    }

    /// <summary>What the interpreter and the game disagree about; null when they do not.</summary>
    private static async Task<string?> DifferenceAsync(int seed, int size, Misreading wrong = Misreading.None)
    {
        var block = BlockMaker.Make(seed, size);
        var (definition, outcomes) = BlockWriter.Write(block);
        var pair = new Pair(new FlowRunner(definition, outcomes, version: $"{seed}/{size}"), new TokenGame(block, wrong));
        var random = new Random(seed);
        var difference = await pair.StartAsync();
        for (var turn = 0; turn < MostTurns && difference is null && !pair.Game.IsOver; turn++)
        {
            if (random.Next(3) == 0)
            {
                pair.Flow.Restart();
            }

            difference = random.Next(40) == 0 ? await pair.WithdrawAsync() : await pair.NextAsync(random) ?? await pair.AgainAsync(random);
            if (pair.IsWithdrawn)
            {
                break;
            }
        }

        return difference is null ? null : $"{difference}\nafter: {string.Join(", ", pair.Turns)}\n{definition}";
    }

    /// <summary>The interpreter and the game, both at the same place.</summary>
    private sealed class Pair(FlowRunner flow, TokenGame game)
    {
        /// <summary>What has happened to something that waited for it.</summary>
        private readonly List<(string Key, WaitKind Kind, FlowStimulus Stimulus)> _spent = [];
        private readonly Dictionary<Guid, FlowEffect.SetTimer> _timers = [];
        private readonly Dictionary<Guid, string> _tasks = [];
        private int _ran;

        public FlowRunner Flow => flow;

        public TokenGame Game => game;

        public List<string> Turns { get; } = [];

        public bool IsWithdrawn { get; private set; }

        public async Task<string?> StartAsync()
        {
            game.Start();
            return Compare(await flow.AdvanceAsync(new FlowStimulus.Start(new Dictionary<string, JsonElement>())));
        }

        /// <summary>Something happens that is waited for; of the timers only the one that is due first can.</summary>
        public async Task<string?> NextAsync(Random random)
        {
            var open = game.Open.OrderBy(o => o.Key, StringComparer.Ordinal).ToList();
            var (key, kind) = open[random.Next(open.Count)];
            var stimulus = StimulusOf(key, kind, random);
            if (kind == WaitKind.Timer)
            {
                var due = _timers.Values.MinBy(t => (t.DueAt, t.TimerId))!;
                (key, stimulus) = (due.StepId, new FlowStimulus.TimerDue(due.TimerId));
                flow.Now = due.DueAt!.Value;
            }

            Turns.Add(key);
            if (random.Next(5) == 0)
            {
                // Made and thrown away, as when a commit fails.
                await flow.TryAsync(stimulus);
            }

            game.Happens(key);
            _spent.Add((key, kind, stimulus));
            Forget(stimulus);
            return Compare(await flow.AdvanceAsync(stimulus));
        }

        /// <summary>What has happened comes once more, or what was closed comes all the same: nothing may change.</summary>
        public async Task<string?> AgainAsync(Random random)
        {
            var waited = game.Open.Select(o => o.Key).ToHashSet(StringComparer.Ordinal);
            var stale = _spent.Where(s => s.Kind is WaitKind.Task or WaitKind.Timer || !waited.Contains(s.Key)).ToList();
            if (stale.Count == 0 || random.Next(2) == 0)
            {
                return null;
            }

            var (key, _, stimulus) = stale[random.Next(stale.Count)];
            var (before, status) = (flow.State!.Data, flow.Status);
            Turns.Add($"{key} again");
            var advance = await flow.AdvanceAsync(stimulus);
            return advance.State.Data != before || advance.Status != status || advance.Effects.Count + advance.Trace.Count > 0 ? $"{key} came a second time, and something happened." : Compare(advance);
        }

        public async Task<string?> WithdrawAsync()
        {
            Turns.Add("withdrawn");
            IsWithdrawn = true;
            game.Withdraw();
            var advance = await flow.SignalAsync(FlowSignals.Withdrawn);
            return advance.Status == FlowStatus.Cancelled ? Compare(advance, ended: true) : $"The flow was withdrawn and is {advance.Status}.";
        }

        private FlowStimulus StimulusOf(string key, WaitKind kind, Random random) => kind switch
        {
            WaitKind.Task => new FlowStimulus.TaskDone(_tasks.First(t => t.Value == key).Key, "Done", Nothing, random.Next(2) == 0 ? "somebody" : null),
            WaitKind.Event => new FlowStimulus.Signal(BlockWriter.EventOf(key), Nothing),
            _ => new FlowStimulus.Signal("resume:" + key, Nothing),
        };

        private void Forget(FlowStimulus stimulus)
        {
            if (stimulus is FlowStimulus.TimerDue timer)
            {
                _timers.Remove(timer.TimerId);
            }
            else if (stimulus is FlowStimulus.TaskDone task)
            {
                _tasks.Remove(task.TaskId);
            }
        }

        private string? Compare(FlowAdvance advance, bool ended = false)
        {
            foreach (var effect in advance.Effects)
            {
                if (Apply(effect) is { } wrong)
                {
                    return wrong;
                }
            }

            var ran = flow.Ran.Skip(_ran).Order(StringComparer.Ordinal).ToList();
            _ran = flow.Ran.Count;
            var expected = game.Ran.Order(StringComparer.Ordinal).ToList();
            game.Ran.Clear();
            return Differ("ran", expected, ran)
                ?? Differ("wait for a signal", Open(WaitKind.Signal), ended ? [] : flow.Waiting)
                ?? Differ("have a task", Open(WaitKind.Task), _tasks.Values)
                ?? Differ("have a timer", Open(WaitKind.Timer), _timers.Values.Select(t => t.StepId))
                ?? Differ("wait for an event", Open(WaitKind.Event).Select(BlockWriter.EventOf), advance.Awaits.Select(a => a.Name).Where(n => n.StartsWith("told-", StringComparison.Ordinal)))
                ?? (ended || advance.Status == (game.IsOver ? FlowStatus.Finished : FlowStatus.Waiting) ? null : $"It is {advance.Status}, and should {(game.IsOver ? "" : "not ")}be over.");
        }

        private string? Apply(FlowEffect effect)
        {
            switch (effect)
            {
                case FlowEffect.SetTimer timer:
                    var span = TokenGame.SpanOf(timer.StepId.Split('#')[0]);
                    _timers.Add(timer.TimerId, timer with { DueAt = flow.Now + timer.After!.Value });
                    return timer.After == span ? null : $"{timer.StepId} waits {timer.After} instead of {span}.";
                case FlowEffect.CancelTimer cancelled:
                    return _timers.Remove(cancelled.TimerId) ? null : "A timer was cancelled that was not set.";
                case FlowEffect.OpenTask task:
                    _tasks.Add(task.Task.Id, task.Task.StepId);
                    return null;
                case FlowEffect.CloseTask closed:
                    return _tasks.Remove(closed.TaskId) ? null : "A task was closed that was not open.";
                default:
                    return $"Unexpected: {effect}";
            }
        }

        private IEnumerable<string> Open(WaitKind kind) => game.Open.Where(o => o.Kind == kind).Select(o => o.Key);

        private static string? Differ(string what, IEnumerable<string> expected, IEnumerable<string> actual)
        {
            var (should, does) = (string.Join(' ', expected.Order(StringComparer.Ordinal)), string.Join(' ', actual.Order(StringComparer.Ordinal)));
            return should == does ? null : $"These should {what}: {should}. These do: {does}.";
        }
    }
}
