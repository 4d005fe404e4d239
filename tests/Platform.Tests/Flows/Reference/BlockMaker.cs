namespace Platform.Tests.Flows.Reference;

/// <summary>
/// Random blocks. Whatever could depend on who is first within one advance is left out: a branch of a race begins with a wait, what ends more than itself comes straight
/// after a wait, and in a chart it stands in no branch.
/// </summary>
internal sealed class BlockMaker
{
    public const int MostItems = 3;

    private readonly Random _random;
    private int _left;
    private int _made;

    private BlockMaker(int seed, int size) => (_random, _left) = (new Random(seed), size);

    /// <param name="size">About how many leaves.</param>
    public static Block Make(int seed, int size)
    {
        var maker = new BlockMaker(seed, size);
        return maker.InChart(new Place(Alone: true, InLoop: false, InLane: false), 0);
    }

    /// <summary>Something that is drawn into a chart with connections.</summary>
    private Block InChart(Place place, int depth)
    {
        var parts = new List<Block>();
        for (var i = _random.Next(1, 4); i > 0; i--)
        {
            parts.Add(ChartPart(place, depth + 1));
        }

        return new Block.Series(parts);
    }

    private Block ChartPart(Place place, int depth)
    {
        if (depth > 5 || _left <= 0)
        {
            return Leaf(place);
        }

        return _random.Next(14) switch
        {
            0 or 1 => new Block.All(Id("f"), Coin(), AnyMerge(), Branches(2, 4, _ => BranchInChart(place with { Alone = false }, depth))),
            2 => new Block.First(Id("r"), Branches(2, 4, _ => WaitingFirst(place with { Alone = false }, depth))),
            3 or 4 => PickInChart(place, depth),
            5 or 6 => new Block.Repeat(Id("t"), Plan(), InChart(place, depth)),
            7 or 8 or 9 => Box(place, depth),
            _ => Leaf(place),
        };
    }

    private Block PickInChart(Place place, int depth)
    {
        var kind = (PickKind)_random.Next(4);
        var count = kind == PickKind.Decision ? 2 : _random.Next(2, 4);
        var many = kind is PickKind.Step or PickKind.SwitchAny && Coin();
        var within = place with { Alone = place.Alone && !many };
        var branches = Branches(count, count + 1, _ => BranchInChart(within, depth, mayLeave: within.Alone));
        var plan = Enumerable.Range(0, kind == PickKind.Step ? _random.Next(1, 4) : 1).Select(_ => Taken(count, many, mayBeNone: kind != PickKind.Decision)).ToList();
        var merge = many ? AnyMerge() : (Merge?)_random.Next(4);
        return new Block.Pick(Id("p"), kind, merge, plan, branches);
    }

    private Block BranchInChart(Place place, int depth, bool mayLeave = false) => _random.Next(8) switch
    {
        0 => new Block.Nothing(),
        1 when mayLeave => new Block.Series([Wait(place), Leave(place)]),
        _ => InChart(place, depth),
    };

    private Block.Series WaitingFirst(Place place, int depth) => new([Wait(place), .. Coin() ? new[] { InChart(place, depth) } : []]);

    /// <summary>Something that is one activity.</summary>
    private Block Box(Place place, int depth)
    {
        if (depth > 6 || _left <= 0)
        {
            return Leaf(place);
        }

        // Within another activity, whatever is around it goes on: what leaves it must not stand beside others.
        switch (_random.Next(11))
        {
            case 0:
                return new Block.Chart(Id("c"), InChart(place with { Alone = true }, depth));
            case 1 or 2:
                return new Block.Sequence(Id("q"), Boxes(1, 4, place, depth, mayLeave: true));
            case 3 or 4:
                return new Block.Parallel(Id("b"), Coin() ? ParallelKind.Parallel : ParallelKind.Fork, Boxes(1, 4, place, depth));
            case 5:
                return new Block.Parallel(Id("b"), ParallelKind.Race, Branches(2, 4, _ => new Block.Sequence(Id("q"), [Wait(place), .. Boxes(0, 2, place, depth)])));
            case 6:
                var one = Coin();
                var branches = Boxes(one ? 2 : 1, one ? 3 : 4, place, depth);
                var taken = one ? [_random.Next(2)] : Taken(branches.Count, many: true, mayBeNone: true);
                return new Block.Switch(Id("s"), one, Coin(), taken, branches, !one && Coin() ? Box(place, depth + 1) : null);
            case 7 or 8:
                var kind = (LoopKind)_random.Next(place.InLane ? 2 : 3);
                return new Block.Loop(Id("l"), kind, _random.Next(0, 3), new Block.Sequence(Id("q"), Boxes(1, 3, place with { InLoop = true }, depth, mayLeave: true)));
            case 9 when !place.InLane:
                return new Block.Lanes(Id("e"), _random.Next(0, MostItems + 1), Box(place with { InLane = true }, depth + 1));
            case 10:
                return Net(place);
            default:
                return Leaf(place);
        }
    }

    private List<Block> Boxes(int least, int below, Place place, int depth, bool mayLeave = false)
    {
        List<Block> boxes = Branches(least, below, _ => Box(place, depth + 1));
        return mayLeave && _random.Next(6) == 0 ? [.. boxes, Wait(place), Leave(place)] : boxes;
    }

    private Block.Net Net(Place place)
    {
        var size = _random.Next(3, 8);
        var (nodes, edges) = (new List<NetNode>(), new List<NetEdge>());
        for (var i = 0; i < size; i++)
        {
            var join = i > 1 && _random.Next(4) == 0 ? (Merge?)_random.Next(2) : null;
            IReadOnlyList<string> ports = join is not null ? ["Done"] : _random.Next(4) switch { 0 => ["Alt"], 1 => ["Done", "Alt"], _ => ["Done"] };
            nodes.Add(new NetNode(Id("n"), join, Coin(), ports));
            foreach (var from in Enumerable.Range(0, i).Where(f => f == i - 1 ? _random.Next(3) > 0 : _random.Next(3) == 0).DefaultIfEmpty(i - 1).Where(f => f >= 0))
            {
                edges.Add(new NetEdge(from, nodes[from].Join is null && _random.Next(3) == 0 ? "Alt" : "Done", i));
            }
        }

        _left -= size / 2;
        return new Block.Net(Id("m"), nodes, [.. edges.OrderBy(_ => _random.Next())]);
    }

    private Block Leaf(Place place)
    {
        _left--;
        return _random.Next(3) == 0 ? new Block.Step(Id("s")) : Wait(place);
    }

    private Block.Wait Wait(Place place) => new(Id("w"), (WaitKind)_random.Next(place.InLane ? 3 : 4));

    private Block.Leave Leave(Place place) => new(Id("x"), (LeaveKind)_random.Next(place.InLoop ? 3 : 2));

    private List<Block> Branches(int least, int below, Func<int, Block> make) => [.. Enumerable.Range(0, _random.Next(least, below)).Select(make)];

    private List<int> Taken(int count, bool many, bool mayBeNone) => mayBeNone && _random.Next(6) == 0 ? []
        : many ? [.. Enumerable.Range(0, count).Where(_ => Coin()).DefaultIfEmpty(0)]
        : [_random.Next(count)];

    private List<bool> Plan() => [.. Enumerable.Range(0, _random.Next(0, 4)).Select(_ => Coin()), false];

    private Merge? AnyMerge() => _random.Next(4) switch { 0 => Merge.WaitAll, 1 => Merge.WaitAllActive, 2 => Merge.Step, _ => null };

    private string Id(string kind) => kind + ++_made;

    private bool Coin() => _random.Next(2) == 0;

    /// <param name="Alone">Nothing else of the same chart can be open meanwhile.</param>
    private sealed record Place(bool Alone, bool InLoop, bool InLane);
}
