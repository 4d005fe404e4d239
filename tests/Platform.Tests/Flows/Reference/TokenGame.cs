namespace Platform.Tests.Flows.Reference;

/// <summary>What the game can get wrong, to show that a difference would be seen.</summary>
public enum Misreading
{
    None,
    AllGoesOnWithTheFirst,
    AllWaitsForWhatCannotCome,
    AllGoesOnForEveryBranch,
    FirstLeavesTheOthers,
    FirstWaitsForAll,
    SentBackIsNotWaitedFor,
    SwitchTakesOnlyOne,
    LoopRunsOnceMore,
    LeavingEndsNothingElse,
    DeadWayGoesOn,
    WithdrawingLeavesTheTimers,
}

/// <summary>
/// What a flow does, told of its blocks instead of its connections: work is a tree, and a block is over when its parts are. Knows nothing of charts, and shares nothing
/// with the interpreter but the format the block is drawn in.
/// </summary>
internal sealed class TokenGame
{
    private readonly Misreading _wrong;
    private readonly Work _root;
    private readonly Dictionary<string, (WaitKind Kind, Work At)> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _runs = new(StringComparer.Ordinal);

    public TokenGame(Block flow, Misreading wrong = Misreading.None) => (_wrong, _root) = (wrong, new Work(this, null, new Block.Chart("root", flow), ""));

    /// <summary>Steps that ran, in no order.</summary>
    public List<string> Ran { get; } = [];

    /// <summary>What can happen next, by the key of the step that waits for it.</summary>
    public IEnumerable<(string Key, WaitKind Kind)> Open => _open.Select(o => (o.Key, o.Value.Kind));

    public bool IsOver => _root.IsOver;

    public static string MergeOf(string fork) => fork + "merge";

    /// <summary>How long a timer waits.</summary>
    public static TimeSpan SpanOf(string wait) => TimeSpan.FromMinutes(10 + (int.Parse(wait.AsSpan(1)) * 37 % 600));

    public void Start() => _root.Start();

    /// <param name="key">Of something open.</param>
    public void Happens(string key)
    {
        var (kind, at) = _open[key];
        _open.Remove(key);
        if (kind == WaitKind.Signal)
        {
            Ran.Add(key);
        }

        at.End(arrived: true);
    }

    /// <summary>Everything ends.</summary>
    public void Withdraw()
    {
        foreach (var key in _open.Where(o => _wrong != Misreading.WithdrawingLeavesTheTimers || o.Value.Kind != WaitKind.Timer).Select(o => o.Key).ToList())
        {
            _open.Remove(key);
        }
    }

    private T Planned<T>(string key, IReadOnlyList<T> plan) => plan[Math.Min(_runs[key], plan.Count) - 1];

    private void Runs(string key, bool shown = true)
    {
        _runs[key] = _runs.GetValueOrDefault(key) + 1;
        if (shown)
        {
            Ran.Add(key);
        }
    }

    /// <summary>A block that has begun.</summary>
    /// <param name="lane">What the keys within end with.</param>
    private sealed class Work(TokenGame game, Work? outer, Block block, string lane)
    {
        private readonly List<Work> _parts = [];
        private readonly Dictionary<int, bool> _followed = [];
        private readonly HashSet<int> _decided = [];
        private int _next;
        private bool _arrived;
        private bool _dead;

        public bool IsOver { get; private set; }

        private Work? Outer => outer;

        private Block What => block;

        public void Start()
        {
            switch (block)
            {
                case Block.Nothing:
                    End(arrived: true);
                    break;
                case Block.Step step:
                    game.Runs(step.Id + lane);
                    End(arrived: true);
                    break;
                case Block.Wait wait:
                    game._open.Add(wait.Id + lane, (wait.Kind, this));
                    if (wait.Kind == WaitKind.Signal)
                    {
                        game.Ran.Add("+" + wait.Id + lane);
                    }

                    break;
                case Block.Leave leave:
                    Leave(leave.Kind);
                    break;
                case Block.Chart chart:
                    Open([chart.Inner]);
                    break;
                case Block.Series series:
                    Follow(series.Parts);
                    break;
                case Block.Sequence sequence:
                    Follow(sequence.Parts);
                    break;
                case Block.All all:
                    if (all.Fork)
                    {
                        game.Runs(all.Id + lane);
                    }

                    Open(all.Branches);
                    break;
                case Block.First first:
                    Open(first.Branches);
                    break;
                case Block.Parallel parallel:
                    Open(parallel.Branches);
                    break;
                case Block.Pick pick:
                    game.Runs(pick.Id + lane, shown: pick.Kind == PickKind.Step);
                    Open([.. Taken(game.Planned(pick.Id + lane, pick.Plan)).Select(i => pick.Branches[i])]);
                    break;
                case Block.Switch choice:
                    var taken = choice.Taken.Take(choice.Every ? int.MaxValue : 1).ToList();
                    Open(taken.Count > 0 ? [.. Taken(taken).Select(i => choice.Branches[i])] : choice.Otherwise is { } otherwise ? [otherwise] : []);
                    break;
                case Block.Repeat repeat:
                    Open([repeat.Body]);
                    break;
                case Block.Loop loop:
                    Again(loop);
                    break;
                case Block.Lanes lanes:
                    Open([.. Enumerable.Repeat(lanes.Body, lanes.Items)], lanes: true);
                    break;
                case Block.Net net:
                    Enter(net, 0);
                    EndWhenEmpty();
                    break;
            }
        }

        /// <param name="arrived">It goes on behind; otherwise its way ends here.</param>
        public void End(bool arrived)
        {
            if (!IsOver)
            {
                (IsOver, _dead) = (true, !arrived);
                Clear();
                outer?.PartEnded(this, arrived || game._wrong == Misreading.DeadWayGoesOn);
            }
        }

        private void Clear()
        {
            if (block is Block.First && game._wrong == Misreading.FirstLeavesTheOthers)
            {
                return;
            }

            foreach (var key in game._open.Where(o => o.Value.At == this || o.Value.At.IsWithin(this)).Select(o => o.Key).ToList())
            {
                game._open.Remove(key);
            }

            _parts.ForEach(p => p.Stop());
        }

        private void Stop()
        {
            IsOver = true;
            _parts.ForEach(p => p.Stop());
        }

        private bool IsWithin(Work other)
        {
            var at = outer;
            while (at is not null && at != other)
            {
                at = at.Outer;
            }

            return at is not null;
        }

        private void Open(IReadOnlyList<Block> blocks, bool lanes = false)
        {
            _parts.Clear();
            _arrived = false;
            _parts.AddRange(blocks.Select((b, i) => new Work(game, this, b, lanes ? $"{lane}#{i}" : lane)));
            foreach (var part in _parts.ToList())
            {
                if (!IsOver && !part.IsOver)
                {
                    part.Start();
                }
            }

            if (blocks.Count == 0)
            {
                Finish();
            }
        }

        private void Follow(IReadOnlyList<Block> parts)
        {
            if (_next == parts.Count)
            {
                End(arrived: true);
                return;
            }

            Open([parts[_next++]]);
        }

        private void Again(Block.Loop loop)
        {
            if (_next++ < loop.Times + (game._wrong == Misreading.LoopRunsOnceMore ? 1 : 0))
            {
                Open([loop.Body]);
            }
            else
            {
                End(arrived: true);
            }
        }

        private void PartEnded(Work part, bool arrived)
        {
            if (IsOver)
            {
                return;
            }

            switch (block)
            {
                case Block.Series series when arrived:
                    Follow(series.Parts);
                    return;
                case Block.Sequence sequence:
                    Follow(sequence.Parts);
                    return;
                case Block.Loop loop:
                    Again(loop);
                    return;
                case Block.Repeat repeat when arrived:
                    GoBack(repeat);
                    return;
                case Block.Series or Block.Repeat:
                    End(arrived: false);
                    return;
                case Block.Net net:
                    Settle(net, net.Nodes.ToList().FindIndex(n => part.Is(n)));
                    EndWhenEmpty();
                    return;
            }

            _arrived |= arrived;
            if (GoesOnWith(arrived))
            {
                Merge();
            }
            else if (_parts.TrueForAll(p => p.IsOver))
            {
                Finish();
            }
        }

        /// <summary>Whether one branch is enough, and the others end.</summary>
        private bool GoesOnWith(bool arrived) => block switch
        {
            Block.First when game._wrong == Misreading.FirstWaitsForAll => false,
            Block.First => arrived,
            Block.Parallel { Kind: ParallelKind.Race } => true,
            Block.All => arrived && game._wrong == Misreading.AllGoesOnWithTheFirst,
            _ => false,
        };

        /// <summary>No branch is left.</summary>
        private void Finish()
        {
            switch (block)
            {
                case Block.All or Block.First or Block.Pick:
                    if (_arrived)
                    {
                        Merge();
                    }
                    else
                    {
                        End(arrived: false);
                    }

                    break;
                default:
                    End(arrived: true);
                    break;
            }
        }

        private void Merge()
        {
            var (merge, id) = block switch
            {
                Block.All all => (all.Merge, all.Id),
                Block.Pick pick => (pick.Merge, pick.Id),
                _ => ((Merge?)null, ""),
            };
            if (block is Block.All && game._wrong == Misreading.AllWaitsForWhatCannotCome && _parts.Exists(p => p._dead))
            {
                End(arrived: false);
                return;
            }

            var times = block is Block.All && game._wrong == Misreading.AllGoesOnForEveryBranch ? _parts.Count : 1;
            for (var i = 0; i < times && merge == Reference.Merge.Step; i++)
            {
                game.Runs(MergeOf(id) + lane);
            }

            End(arrived: true);
        }

        private void GoBack(Block.Repeat repeat)
        {
            game.Runs(repeat.Id + lane);
            if (game.Planned(repeat.Id + lane, repeat.Plan) && game._wrong != Misreading.SentBackIsNotWaitedFor)
            {
                Open([repeat.Body]);
            }
            else
            {
                End(arrived: true);
            }
        }

        /// <summary>Ends whoever stands around, and thereby itself.</summary>
        private void Leave(LeaveKind kind)
        {
            if (game._wrong == Misreading.LeavingEndsNothingElse)
            {
                End(arrived: false);
                return;
            }

            var whole = this;
            while (whole.Outer is { } around && !(kind == LeaveKind.Chart ? whole.What is Block.Chart : kind == LeaveKind.Loop && whole.What is Block.Loop))
            {
                whole = around;
            }

            whole.End(arrived: true);
        }

        private bool Is(NetNode node) => block is Block.Wait wait && wait.Id == node.Id;

        private void Enter(Block.Net net, int number)
        {
            var node = net.Nodes[number];
            if (node is { Join: null, Waits: true })
            {
                var wait = new Work(game, this, new Block.Wait(node.Id, WaitKind.Signal), lane);
                _parts.Add(wait);
                wait.Start();
                return;
            }

            game.Runs(node.Id + lane, shown: node.Join is null);
            Settle(net, number);
        }

        /// <summary>
        /// Every connection that leaves the node is now taken or dead. A node to which all are decided is entered when one of them was taken, and is dead otherwise, with
        /// all that leaves it.
        /// </summary>
        private void Settle(Block.Net net, int number, bool dead = false)
        {
            var leaving = Enumerable.Range(0, net.Edges.Count).Where(e => net.Edges[e].From == number).ToList();
            leaving.ForEach(e => _followed[e] = !dead && net.Nodes[number].Ports.Contains(net.Edges[e].Port));
            foreach (var target in leaving.Select(e => net.Edges[e].To).Distinct())
            {
                var arriving = Enumerable.Range(0, net.Edges.Count).Where(e => net.Edges[e].To == target).ToList();
                if (!arriving.TrueForAll(_followed.ContainsKey) || !_decided.Add(target))
                {
                    continue;
                }

                if (arriving.Exists(e => _followed[e]))
                {
                    Enter(net, target);
                }
                else
                {
                    Settle(net, target, dead: true);
                }
            }
        }

        private void EndWhenEmpty()
        {
            if (_parts.TrueForAll(p => p.IsOver))
            {
                End(arrived: true);
            }
        }

        private IEnumerable<int> Taken(IReadOnlyList<int> taken) => game._wrong == Misreading.SwitchTakesOnlyOne ? taken.Take(1) : taken;
    }
}
