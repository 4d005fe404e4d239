using System.Collections.Immutable;
using Platform.Model.Flows;

namespace Platform.Server.Flows.BuiltIn;

internal enum ActivityStatus
{
    /// <summary>In the queue of this advance; never stored.</summary>
    Scheduled,
    /// <summary>Waiting, or a container whose children run.</summary>
    Running,
    /// <summary>Failed; a retry repeats it.</summary>
    Faulted,
    /// <summary>Completed or cancelled; no longer in the state.</summary>
    Gone,
}

/// <summary>One activity that has been entered and not left. Its lists are values: whoever keeps one keeps it as it was.</summary>
internal sealed class ActivityState(FlowNode node, ActivityState? parent)
{
    public FlowNode Node { get; } = node;

    /// <summary>The container it runs in; null for the flow itself and for flows that were sent off.</summary>
    public ActivityState? Parent { get; set; } = parent;

    public ActivityStatus Status { get; set; }

    public ImmutableArray<Guid> Tasks { get; set; } = [];

    public ImmutableArray<Guid> Timers { get; set; } = [];

    public ImmutableArray<string> Signals { get; set; } = [];

    /// <summary>What the step remembers, by key.</summary>
    public FlowValues Memory { get; set; } = FlowValues.Empty;

    /// <summary>What it failed at and has still to hear, oldest first; empty when it failed on entering.</summary>
    public ImmutableArray<FlowStimulus> FailedAt { get; set; } = [];

    /// <summary>Inputs an operator has put right, by name; they count in place of the definition's.</summary>
    public FlowValues Corrected { get; set; } = FlowValues.Empty;

    /// <summary>An operator has it run again in this advance; never stored.</summary>
    public bool IsRetry { get; set; }

    public FlowPast Past { get; set; }

    /// <summary>Account id of whoever it came back to; null when it was reached in the ordinary way.</summary>
    public string? For { get; set; }

    /// <summary>Whose step it was, where the step said so in this advance; never stored.</summary>
    public string? Credited { get; set; }

    /// <summary>Where it leads straight back to, nearest first.</summary>
    public ImmutableArray<Comeback> Ways { get; set; } = [];

    /// <summary>In a flowchart: what has arrived at the merges in <see cref="Pending"/>, each with what it came from.</summary>
    public ImmutableArray<(int Target, FlowPast Past)> Arrivals { get; set; } = [];

    /// <summary>In a flowchart: positions of merges at which something has arrived and that wait for more, in order of arrival.</summary>
    public ImmutableArray<int> Pending { get; set; } = [];

    /// <summary>Only the first activity of a flow within the flow has one.</summary>
    public FlowFrame? Frame { get; set; }
}

/// <summary>What one running flow has for itself: the flow, and each that runs within it.</summary>
internal sealed class FlowFrame
{
    /// <summary>Characters of a correlation or the name of an event: they are looked up by both.</summary>
    public const int LongestName = 200;

    public FlowValues Inputs { get; set; } = FlowValues.Empty;

    public FlowValues Outputs { get; set; } = FlowValues.Empty;

    public string? Name { get; set; }

    /// <summary>Null = the case.</summary>
    /// <exception cref="FlowExpressionException">Longer than 200 characters.</exception>
    public string? CorrelationId
    {
        get;
        set => field = value is { Length: > LongestName } ? throw new FlowExpressionException($"A correlation has at most {LongestName} characters, this one {value.Length}.") : value;
    }

    /// <summary>Nobody waits for its end.</summary>
    public bool Detached { get; set; }

    /// <summary>Takes over all that another one has.</summary>
    public FlowFrame Take(FlowFrame from)
    {
        (Name, CorrelationId, Detached) = (from.Name, from.CorrelationId, from.Detached);
        Inputs = Inputs.With(from.Inputs);
        Outputs = Outputs.With(from.Outputs);
        return this;
    }
}
