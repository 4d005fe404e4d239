namespace Platform.Tests.Flows.Reference;

/// <summary>
/// A flow as nested blocks, each with one way in and one way out, so that what it means follows from what its parts mean. The same block can be drawn in several ways.
/// </summary>
internal abstract record Block
{
    /// <summary>Does nothing: a connection from the fork straight to the merge.</summary>
    public sealed record Nothing : Block;

    /// <summary>Runs at once.</summary>
    public sealed record Step(string Id) : Block;

    public sealed record Wait(string Id, WaitKind Kind) : Block;

    /// <summary>Ends more than itself.</summary>
    public sealed record Leave(string Id, LeaveKind Kind) : Block;

    /// <summary>Connected one after the other.</summary>
    public sealed record Series(IReadOnlyList<Block> Parts) : Block;

    /// <summary>A fork and a merge that waits for every branch.</summary>
    /// <param name="Fork">A step whose outcome leads to all branches; null = a FlowFork.</param>
    /// <param name="Merge">How it is drawn; null = the branches lead to whatever comes next.</param>
    public sealed record All(string Id, bool Fork, Merge? Merge, IReadOnlyList<Block> Branches) : Block;

    /// <summary>A fork, and a FlowJoin that takes the first branch and ends the others. Every branch begins with a wait.</summary>
    public sealed record First(string Id, IReadOnlyList<Block> Branches) : Block;

    /// <summary>Some of the branches, and a merge of those.</summary>
    /// <param name="Plan">Numbers of the branches taken each time, the last for ever after; none = the way ends here.</param>
    public sealed record Pick(string Id, PickKind Kind, Merge? Merge, IReadOnlyList<IReadOnlyList<int>> Plan, IReadOnlyList<Block> Branches) : Block;

    /// <summary>A part, and a step that leads back to its beginning.</summary>
    /// <param name="Plan">Whether it goes back, each time; in the end it does not.</param>
    public sealed record Repeat(string Id, IReadOnlyList<bool> Plan, Block Body) : Block;

    /// <summary>A chart of its own, which is one activity of what it stands in.</summary>
    public sealed record Chart(string Id, Block Inner) : Block;

    public sealed record Sequence(string Id, IReadOnlyList<Block> Parts) : Block;

    /// <param name="Race">Over with the first, which ends the others; every branch begins with a wait then.</param>
    public sealed record Parallel(string Id, ParallelKind Kind, IReadOnlyList<Block> Branches) : Block;

    /// <param name="Taken">Numbers of the branches whose condition holds.</param>
    /// <param name="Every">All of these are taken, not only the first.</param>
    public sealed record Switch(string Id, bool If, bool Every, IReadOnlyList<int> Taken, IReadOnlyList<Block> Branches, Block? Otherwise) : Block;

    public sealed record Loop(string Id, LoopKind Kind, int Times, Block Body) : Block;

    /// <summary>Its body for several items beside each other.</summary>
    public sealed record Lanes(string Id, int Items, Block Body) : Block;

    /// <summary>A chart without any structure but that its connections lead forward.</summary>
    public sealed record Net(string Id, IReadOnlyList<NetNode> Nodes, IReadOnlyList<NetEdge> Edges) : Block;
}

/// <param name="Join">A join of this mode; null = <paramref name="Waits"/> decides between a wait and a step.</param>
/// <param name="Ports">Ports it leaves by.</param>
internal sealed record NetNode(string Id, Merge? Join, bool Waits, IReadOnlyList<string> Ports);

internal sealed record NetEdge(int From, string Port, int To);

internal enum WaitKind
{
    Signal,
    Task,
    Timer,
    Event,
}

internal enum LeaveKind
{
    Chart,
    Flow,
    Loop,
}

/// <summary>How a merge is drawn. All of them wait for what can still come, but for <see cref="WaitAny"/>, which is drawn only where one branch is taken.</summary>
internal enum Merge
{
    WaitAll,
    WaitAllActive,
    WaitAny,

    /// <summary>No join: a step that several connections lead to.</summary>
    Step,
}

internal enum PickKind
{
    /// <summary>A step that ends with the outcomes of its branches.</summary>
    Step,
    Decision,
    SwitchFirst,
    SwitchAny,
}

internal enum ParallelKind
{
    Parallel,
    Fork,
    Race,
}

internal enum LoopKind
{
    For,
    ForEach,
    While,
}
