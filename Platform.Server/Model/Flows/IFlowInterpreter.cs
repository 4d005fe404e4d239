using System.Text.Json;
using Platform.Model.Cases;
using Platform.Model.Forms;

namespace Platform.Model.Flows;

/// <summary>
/// Runs a flow as a step function: no storage, no clock of its own, no effect but the ones it returns. Calling it twice with the same
/// arguments gives the same answer, so a caller may throw an answer away and ask again.
/// </summary>
public interface IFlowInterpreter
{
    /// <summary>Tag of the states it writes and can read.</summary>
    string Engine { get; }

    /// <param name="state">Null only for <see cref="FlowStimulus.Start"/>.</param>
    /// <exception cref="InvalidOperationException">The state is of another engine, or the flow was never checked and cannot be read.</exception>
    ValueTask<FlowAdvance> AdvanceAsync(FlowDefinition flow, FlowSnapshot? state, FlowStimulus stimulus, FlowRun run, CancellationToken ct);

    /// <summary>
    /// The steps the holder of an open task can send the flow back to, the latest first: those somebody has done, from which the flow came to this task, and after
    /// which nothing was done that cannot be done again. Empty for a task that is not open.
    /// </summary>
    IReadOnlyList<EarlierStep> FindEarlier(FlowDefinition flow, FlowSnapshot state, Guid taskId);

    /// <summary>What an operator can do about a failed step; null when it has not failed.</summary>
    FailedStep? FindFailed(FlowDefinition flow, FlowSnapshot state, string stepId, FlowRun run);

    /// <summary>The values of the flow's own variables, by id; null when this engine cannot tell.</summary>
    IReadOnlyDictionary<string, JsonElement>? ReadVariables(FlowDefinition flow, FlowSnapshot state);

    /// <summary>What is wrong with a mapping whatever is moved by it: steps the new version does not have, and two steps that would become one.</summary>
    IReadOnlyList<Problem> CheckMapping(FlowDefinition to, IReadOnlyDictionary<string, string> mapping);

    /// <summary>
    /// Puts a flow that has not ended onto another version of its definition: the same steps stay open with their tasks, timers and memory, and all variables
    /// stay. By the mapping turned round the state comes back exactly as it was.
    /// </summary>
    /// <param name="mapping">Step of the old version to step of the new one; those it does not name keep their id.</param>
    /// <returns>Refused with everything that stands in the way, by <c>flow.move.…</c>; the field names the step.</returns>
    Result<FlowMove> Move(FlowDefinition from, FlowSnapshot state, FlowDefinition to, IReadOnlyDictionary<string, string> mapping);
}

/// <param name="Steps">Open steps that have another id now, old to new.</param>
public sealed record FlowMove(FlowSnapshot State, IReadOnlyDictionary<string, string> Steps);

/// <summary>Opaque to everybody but the engine that wrote it.</summary>
/// <param name="Data">JSON text, stored as it is.</param>
public sealed record FlowSnapshot(string Engine, string Data);

/// <summary>What the flow may know of the world during one advance.</summary>
/// <param name="Now">The step's clock; scripts see no other.</param>
/// <param name="Seed">Feeds the scripts' random numbers, so that a replay draws the same.</param>
public sealed record FlowRun(FlowCase Case, DateTimeOffset Now, int Seed, IIdSource Ids);

/// <summary>The case as a flow sees it.</summary>
/// <param name="Answers">The normalised answers, an object; written as JSON for the flow that asks for them.</param>
public sealed record FlowCase(Guid Id, string Number, string Locality, string Authority, string Item, CaseState State, Lazy<JsonElement> Answers)
{
    /// <summary>Answers to the questions before the form, by question.</summary>
    public IReadOnlyDictionary<string, string> Scenario { get; init; } = new Dictionary<string, string>();

    /// <summary>What of the case is personal: it stands in no journal and no explanation.</summary>
    public PersonalValues Personal { get; init; } = PersonalValues.None;
}

/// <summary>What happens to a flow.</summary>
public abstract record FlowStimulus
{
    private FlowStimulus()
    {
    }

    /// <param name="Inputs">By input name of the definition.</param>
    public sealed record Start(IReadOnlyDictionary<string, JsonElement> Inputs) : FlowStimulus;

    /// <summary>Somebody completed a task. One that is no longer open changes nothing.</summary>
    /// <param name="Data">What the task's dialog collected; an object. The opinion is its member <c>opinion</c>.</param>
    /// <param name="By">Account id of whoever completed it; null when the platform did.</param>
    public sealed record TaskDone(Guid TaskId, string Outcome, JsonElement Data, string? By = null) : FlowStimulus;

    /// <summary>
    /// 退回: whoever has the task sends the flow back to an earlier step. The task is over. A task that is no longer open changes nothing.
    /// </summary>
    /// <param name="StepId">One of <see cref="IFlowInterpreter.FindEarlier"/>; any other refuses the advance with <c>flow.sendBack.target</c>.</param>
    /// <param name="By">Account id of whoever sends back: it may come straight back to them.</param>
    public sealed record SendBack(Guid TaskId, string StepId, string? By = null) : FlowStimulus;

    /// <summary>What one task of a step that stayed open was sent back for has been done again; the engine tells the step, which opens a task in its place.</summary>
    /// <param name="By">Account id of whoever had sent it back.</param>
    public sealed record CameBack(Guid TaskId, string? By = null) : FlowStimulus;

    /// <summary>加签: whoever has a task of the step asks somebody else to sign too. Only for steps that say <see cref="StepDescription.TakesSigners"/>.</summary>
    public sealed record AddSigner(Guid TaskId, SignerPlace Place, Signer Who, string Opinion, string? By = null) : FlowStimulus;

    /// <summary>减签: a signer who has not signed need not any more.</summary>
    /// <param name="TaskId">Any open task of the step.</param>
    /// <param name="Signer">Number of the signer, see <see cref="SignerLine"/>.</param>
    public sealed record RemoveSigner(Guid TaskId, int Signer, string Opinion, string? By = null) : FlowStimulus;

    /// <summary>A timer is due. One that was cancelled changes nothing.</summary>
    public sealed record TimerDue(Guid TimerId) : FlowStimulus;

    /// <summary>Something happened to the case or outside: <see cref="FlowSignals"/> or an event's name.</summary>
    /// <param name="CorrelationId">Only what is correlated by it hears the signal; null = whoever waits for it.</param>
    public sealed record Signal(string Name, JsonElement Payload, string? CorrelationId = null) : FlowStimulus;

    /// <summary>An operator asks to run a failed step again, where wanted with what they put right.</summary>
    public sealed record Retry(string StepId, FlowCorrection? Correction = null) : FlowStimulus;

    /// <summary>
    /// An operator ends a failed step in its place. Acts in law cannot be skipped (<c>flow.skip.actInLaw</c>), and only with an outcome and outputs the step has
    /// (<c>flow.skip.outcome</c>, <c>flow.skip.output</c>); a step that has not failed changes nothing.
    /// </summary>
    /// <param name="Outputs">By name of the output.</param>
    public sealed record Skip(string StepId, string Outcome, IReadOnlyDictionary<string, JsonElement> Outputs) : FlowStimulus;
}

/// <summary>Signals the platform itself sends.</summary>
public static class FlowSignals
{
    /// <summary>The notice clock ran out: the law has accepted the case (DOMAIN §4.3, 10).</summary>
    public const string DeemedAccepted = "case.deemedAccepted";
    /// <summary>The applicant took the application back; the flow ends and closes its tasks.</summary>
    public const string Withdrawn = "case.withdrawn";
    public const string Terminated = "case.terminated";
    /// <summary>A higher authority goes on with the case; the flow here ends.</summary>
    public const string ForwardedUp = "case.forwardedUp";
    /// <summary>The applicant did not complete the application in time.</summary>
    public const string SupplementOverdue = "case.supplementOverdue";
    public const string Extended = "case.extended";

    /// <summary>Name under which the answer of a call comes; its payload is a <see cref="Connectors.ConnectorAnswer"/>.</summary>
    public static string Answered(Guid key) => $"case.answered:{key:N}";

    /// <summary>Name under which what happens to a case the flow has filed comes; its payload is a <see cref="SubCaseNews"/>.</summary>
    public static string SubCase(Guid id) => $"case.sub:{id:N}";

    /// <summary>Whether only the platform may send it: an event of a flow must not pass for one of these.</summary>
    public static bool IsReserved(string name) => name.StartsWith("case.", StringComparison.Ordinal);
}

public enum FlowStatus
{
    Waiting,
    Finished,
    /// <summary>A step failed; open tasks of other branches stay usable.</summary>
    Faulted,
    Cancelled,
}

/// <summary>What one advance did.</summary>
/// <param name="Effects">In the order they arose; nothing has happened yet.</param>
/// <param name="Trace">Steps entered and left, for the journal and the conformance suite.</param>
public sealed record FlowAdvance(FlowSnapshot State, FlowStatus Status, IReadOnlyList<FlowEffect> Effects, IReadOnlyList<FlowTraceEntry> Trace)
{
    /// <summary>The events it waits for now, each pair once; the platform's own signals are not among them.</summary>
    public IReadOnlyList<EventWait> Awaits { get; init; } = [];
}

/// <summary>A flow waits for an event.</summary>
/// <param name="CorrelationId">What the flow is correlated by; the case's id unless it said otherwise.</param>
public sealed record EventWait(string Name, string CorrelationId);

public enum FlowTraceKind
{
    Entered,
    Waiting,
    Completed,
    Cancelled,
    Faulted,
}

public sealed record FlowTraceEntry(string StepId, string StepType, FlowTraceKind Kind, string? Outcome = null, string? Detail = null);
