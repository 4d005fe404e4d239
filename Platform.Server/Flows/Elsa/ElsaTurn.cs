using Elsa.Common;
using Elsa.Workflows;
using Elsa.Workflows.Models;
using Platform.Model.Flows;

namespace Platform.Server.Flows.Elsa;

/// <summary>What one advance knows and collects; the clock and the ids that Elsa asks for come from it.</summary>
internal sealed class ElsaTurn(ElsaInterpreter interpreter, FlowDefinition flow, FlowRun run, FlowStimulus stimulus)
{
    private static readonly AsyncLocal<ElsaTurn?> Present = new();

    public static ElsaTurn Current => Present.Value ?? throw new InvalidOperationException("Elsa runs outside an advance.");

    public ElsaInterpreter Interpreter { get; } = interpreter;

    public FlowDefinition Flow { get; } = flow;

    public FlowRun Run { get; } = run;

    public FlowStimulus Stimulus { get; } = stimulus;

    public List<FlowEffect> Effects { get; } = [];

    public List<FlowTraceEntry> Trace { get; } = [];

    /// <summary>Codes of the faults that steps reported, by step.</summary>
    public Dictionary<string, string> FaultCodes { get; } = new(StringComparer.Ordinal);

    /// <summary>Tasks and timers that were begun in this advance.</summary>
    public ElsaHeld Begun { get; } = new();

    /// <summary>Until the answer is disposed of, Elsa works for this advance.</summary>
    public IDisposable Enter()
    {
        Present.Value = this;
        return new Exit();
    }

    private sealed class Exit : IDisposable
    {
        public void Dispose() => Present.Value = null;
    }
}

/// <summary>What a waiting step holds; it stands in the metadata of its bookmark.</summary>
internal sealed class ElsaHeld
{
    private const char Between = '\n';

    public List<Guid> Tasks { get; } = [];

    public List<Guid> Timers { get; } = [];

    public List<string> Signals { get; } = [];

    /// <summary>What the signals are correlated by where that is not what the flow itself is: a flow within it; null = the flow.</summary>
    public string? Correlation { get; set; }

    public static ElsaHeld Of(Bookmark bookmark)
    {
        var held = new ElsaHeld();
        held.Tasks.AddRange(Items(bookmark, "tasks").Select(Guid.Parse));
        held.Timers.AddRange(Items(bookmark, "timers").Select(Guid.Parse));
        held.Signals.AddRange(Items(bookmark, "signals"));
        held.Correlation = Items(bookmark, "correlation").FirstOrDefault();
        return held;
    }

    public Dictionary<string, string> ToMetadata() => new()
    {
        ["tasks"] = string.Join(Between, Tasks),
        ["timers"] = string.Join(Between, Timers),
        ["signals"] = string.Join(Between, Signals),
        ["correlation"] = Correlation ?? "",
    };

    /// <param name="correlation">Of the flow.</param>
    public bool WaitsFor(FlowStimulus stimulus, string correlation) => stimulus switch
    {
        FlowStimulus.TaskDone done => Tasks.Contains(done.TaskId),
        FlowStimulus.TimerDue due => Timers.Contains(due.TimerId),
        FlowStimulus.Signal signal => Signals.Contains(signal.Name) && (signal.CorrelationId is null || signal.CorrelationId == (Correlation ?? correlation)),
        _ => false,
    };

    /// <summary>The task or timer of the stimulus is over.</summary>
    public ElsaHeld Without(FlowStimulus stimulus)
    {
        _ = stimulus is FlowStimulus.TaskDone done ? Tasks.Remove(done.TaskId) : stimulus is FlowStimulus.TimerDue due && Timers.Remove(due.TimerId);
        return this;
    }

    private static string[] Items(Bookmark bookmark, string name) =>
        bookmark.Metadata?.TryGetValue(name, out var text) == true ? text.Split(Between, StringSplitOptions.RemoveEmptyEntries) : [];
}

/// <summary>The clock of the step in place of the machine's.</summary>
internal sealed class ElsaClock : ISystemClock
{
    public DateTimeOffset UtcNow => ElsaTurn.Current.Run.Now;
}

/// <summary>Ids of the advance, so that a replay makes the same.</summary>
internal sealed class ElsaIds : IIdentityGenerator
{
    public string GenerateId() => ElsaTurn.Current.Run.Ids.Next().ToString("N");
}
