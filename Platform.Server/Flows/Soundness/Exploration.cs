using Platform.Server.Flows.BuiltIn;

namespace Platform.Server.Flows.Soundness;

/// <summary>How much of a flow is explored before the answer is "not proven".</summary>
internal sealed record ExplorationLimits
{
    /// <summary>Situations of all runs together.</summary>
    public int Situations { get; init; } = 15_000;

    /// <summary>The same when Elsa's counters run beside, where one situation costs more.</summary>
    public int BesideElsa { get; init; } = 4_000;

    /// <summary>Situations still looked at after a first difference from Elsa was found.</summary>
    public int AfterDifference { get; init; } = 500;

    /// <summary>Ways on from one situation.</summary>
    public int Ways { get; init; } = 4_096;

    /// <summary>Interleavings of independent branches are explored in one order only. Turned off to test that this loses nothing.</summary>
    public bool Reduce { get; init; } = true;
}

/// <summary>Something an activity did within a move.</summary>
/// <param name="Outcomes">What it completed with; null when it was entered or cancelled.</param>
internal readonly record struct FlowEvent(FlowEventKind Kind, FlowNode Node, IReadOnlyList<string>? Outcomes = null);

internal enum FlowEventKind
{
    Entered,
    Completed,
    /// <summary>Over, and its container was not told: an End of some kind.</summary>
    Discharged,
    Cancelled,
}

/// <summary>One way on: an activity was entered, or heard what it waited for.</summary>
/// <param name="Resumed">It had waited.</param>
/// <param name="Counted">Another round of a loop that ends by itself.</param>
internal sealed record Move(Situation From, Situation To, FlowNode Node, bool Resumed, bool Counted, IReadOnlyList<FlowEvent> Events);

/// <summary>A place some run comes to.</summary>
internal sealed class Situation(int number, string position, bool atRest, bool ended)
{
    /// <summary>In the order of finding, from 0.</summary>
    public int Number => number;

    /// <summary>As <see cref="FlowPosition"/> writes it.</summary>
    public string Position => position;

    /// <summary>Everything waits for somebody or something, or the flow is over.</summary>
    public bool AtRest => atRest;

    public bool Ended => ended;

    public List<Move> Moves { get; } = [];

    /// <summary>Its moves are known.</summary>
    public bool Expanded { get; set; }

    /// <summary>Moves of independent branches were left for later.</summary>
    public bool Reduced { get; set; }

    /// <summary>On the way that is being explored.</summary>
    public bool OnWay { get; set; }

    /// <summary>How the same choices would have gone in Elsa, when that is compared.</summary>
    public ElsaCounters? Elsa { get; init; }
}

/// <summary>All situations of a flow with the moves between them.</summary>
/// <param name="Reached">Id of the activity at which a bound cut it short; null when it is complete.</param>
internal sealed record Exploration(CompiledFlow Flow, IReadOnlyList<Situation> Situations, string? Reached)
{
    public Situation Start => Situations[0];
}
