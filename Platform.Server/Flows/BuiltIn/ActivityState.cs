using System.Text.Json;
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

/// <summary>One activity that has been entered and not left.</summary>
internal sealed class ActivityState(FlowNode node, ActivityState? parent)
{
    public FlowNode Node { get; } = node;

    /// <summary>The container it runs in.</summary>
    public ActivityState? Parent { get; } = parent;

    public ActivityStatus Status { get; set; }

    public List<Guid> Tasks { get; set; } = [];

    public List<Guid> Timers { get; set; } = [];

    public List<string> Signals { get; set; } = [];

    /// <summary>What the step remembers, by key.</summary>
    public SortedDictionary<string, JsonElement> Memory { get; set; } = new(StringComparer.Ordinal);

    /// <summary>What it failed at and has still to hear, oldest first; empty when it failed on entering.</summary>
    public List<FlowStimulus> FailedAt { get; set; } = [];

    /// <summary>Inputs an operator has put right, by name; they count in place of the definition's.</summary>
    public SortedDictionary<string, JsonElement> Corrected { get; set; } = new(StringComparer.Ordinal);

    /// <summary>An operator has it run again in this advance; never stored.</summary>
    public bool IsRetry { get; set; }

    /// <summary>What it came from, see <see cref="FlowPast"/>.</summary>
    public int[] Past { get; set; } = [];

    /// <summary>Account id of whoever it came back to; null when it was reached in the ordinary way.</summary>
    public string? For { get; set; }

    /// <summary>Whose step it was, where the step said so in this advance; never stored.</summary>
    public string? Credited { get; set; }

    /// <summary>Where it leads straight back to, nearest first.</summary>
    public List<Comeback> Ways { get; set; } = [];

    /// <summary>In a flowchart: what has arrived at the merges in <see cref="Pending"/>, each with what it came from.</summary>
    public List<(int Target, int[] Past)> Arrivals { get; } = [];

    /// <summary>In a flowchart: positions of merges at which something has arrived and that wait for more, in order of arrival.</summary>
    public List<int> Pending { get; } = [];

    /// <summary>Only the first activity of a flow within the flow has one.</summary>
    public FlowFrame? Frame { get; set; }
}

/// <summary>What one running flow has for itself: the flow, and each that runs within it.</summary>
internal sealed class FlowFrame
{
    /// <summary>Characters of a correlation or the name of an event: they are looked up by both.</summary>
    public const int LongestName = 200;

    public SortedDictionary<string, JsonElement> Inputs { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, JsonElement> Outputs { get; } = new(StringComparer.Ordinal);

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
        foreach (var (name, value) in from.Inputs)
        {
            Inputs[name] = value;
        }

        foreach (var (name, value) in from.Outputs)
        {
            Outputs[name] = value;
        }

        return this;
    }
}
