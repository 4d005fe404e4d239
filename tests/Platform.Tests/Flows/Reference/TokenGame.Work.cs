namespace Platform.Tests.Flows.Reference;

internal sealed partial class TokenGame
{
    /// <summary>A block that has begun.</summary>
    /// <param name="lane">What the keys within end with.</param>
    private sealed partial class Work(TokenGame game, Work? outer, Block block, string lane)
    {
        private readonly List<Work> _parts = [];
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
                    Await(wait);
                    break;
                case Block.Leave leave:
                    Leave(leave.Kind);
                    break;
                case Block.Series series:
                    Follow(series.Parts);
                    break;
                case Block.Sequence sequence:
                    Follow(sequence.Parts);
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
                default:
                    Open(Begun());
                    break;
            }
        }

        /// <summary>The parts that begin with the block.</summary>
        private IReadOnlyList<Block> Begun()
        {
            switch (block)
            {
                case Block.Chart chart:
                    return [chart.Inner];
                case Block.Repeat repeat:
                    return [repeat.Body];
                case Block.First first:
                    return first.Branches;
                case Block.Parallel parallel:
                    return parallel.Branches;
                case Block.All all:
                    if (all.Fork)
                    {
                        game.Runs(all.Id + lane);
                    }

                    return all.Branches;
                case Block.Pick pick:
                    game.Runs(pick.Id + lane, shown: pick.Kind == PickKind.Step);
                    return Taken(game.Planned(pick.Id + lane, pick.Plan), pick.Branches);
                case Block.Switch { Taken: [] } choice:
                    return choice.Otherwise is { } otherwise ? [otherwise] : [];
                case Block.Switch choice:
                    return Taken([.. choice.Taken.Take(choice.Every ? int.MaxValue : 1)], choice.Branches);
                default:
                    throw new InvalidOperationException($"{block.GetType().Name} does not begin with parts.");
            }
        }

        private List<Block> Taken(IReadOnlyList<int> taken, IReadOnlyList<Block> branches) =>
            [.. taken.Take(game._wrong == Misreading.SwitchTakesOnlyOne ? 1 : int.MaxValue).Select(i => branches[i])];

        private void Await(Block.Wait wait)
        {
            game._open.Add(wait.Id + lane, (wait.Kind, this));
            if (wait.Kind == WaitKind.Signal)
            {
                game.Ran.Add("+" + wait.Id + lane);
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

        private void EndWhenEmpty()
        {
            if (_parts.TrueForAll(p => p.IsOver))
            {
                End(arrived: true);
            }
        }
    }
}
