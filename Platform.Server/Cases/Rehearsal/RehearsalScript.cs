using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Decisions;
using Platform.Model.Flows;

namespace Platform.Server.Cases.Rehearsal;

internal enum RehearsalAct
{
    /// <summary>A task is finished.</summary>
    Complete,
    /// <summary>The applicant hands in what was asked for.</summary>
    Supply,
    Withdraw,
    /// <summary>An event from outside.</summary>
    Signal,
    /// <summary>Time passes; what is due meanwhile happens.</summary>
    Wait,
    /// <summary>A connector answers the call of a step.</summary>
    Answer,
    /// <summary>A case the flow has filed ends, or is refused by its intake.</summary>
    End,
}

/// <summary>One thing that happens to a rehearsed case. Which members count depends on <paramref name="Do"/>.</summary>
/// <param name="Step">Complete, Answer, End: id of the step whose task, call or case is meant; not needed while there is only one.</param>
/// <param name="Outcome">Complete: key of the outcome. Answer: <c>Refused</c> or <c>Failed</c> for a call that did not succeed. End: <c>Granted</c>, <c>Denied</c>, <c>Withdrawn</c>, the name of another state that ends a case, or <c>Refused</c> by its intake.</param>
/// <param name="Data">Complete: what the dialog of the task collects. Signal: its payload. Answer: the output.</param>
/// <param name="By">Complete: who does it, any word; the same word is the same person, so that separation of duties can be tried. Without it every step has a person of its own.</param>
/// <param name="Answers">Supply: the answers that are put right.</param>
/// <param name="Name">Signal: its name.</param>
/// <param name="WorkingDays">Wait: to the end of the n-th working day from now.</param>
/// <param name="Hours">Wait: this long.</param>
/// <param name="Until">Wait: to this moment.</param>
/// <param name="Case">End: which of the cases the step has filed, from 1; without it the first that has not ended.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RehearsalMove(
    RehearsalAct Do,
    string? Step = null,
    string? Outcome = null,
    string? Opinion = null,
    JsonObject? Data = null,
    string? By = null,
    JsonObject? Answers = null,
    string? Reason = null,
    string? Name = null,
    int? WorkingDays = null,
    double? Hours = null,
    DateTimeOffset? Until = null,
    int? Case = null);

/// <summary>A case to rehearse and what happens to it.</summary>
/// <param name="FiledAt">When it is filed; the present when absent.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RehearsalScript(
    IReadOnlyDictionary<string, string>? Scenario = null,
    JsonObject? Answers = null,
    DateTimeOffset? FiledAt = null,
    IReadOnlyList<RehearsalMove>? Moves = null)
{
    /// <summary>It tells what happened to a real case: calls of a step whose answers it has are answered by it alone, and an answer nobody waits for changes nothing.</summary>
    [JsonIgnore]
    public bool IsRecord { get; init; }

    /// <summary>More is no rehearsal.</summary>
    public const int MostMoves = 500;

    /// <summary>Calendars and clocks know no other years.</summary>
    public Problem? Check() =>
        FiledAt is { Year: < 2000 or > 2100 } at ? Problem.Invalid("rehearsal.filedAt", "script.filedAt", ("value", at), ("expected", "2000 … 2100"))
        : Moves?.Count > MostMoves ? Problem.Invalid("rehearsal.tooMany", "script.moves", ("value", Moves.Count), ("expected", MostMoves))
        : null;
}

/// <summary>A task as somebody would find it.</summary>
/// <param name="Role">Null for the applicant's.</param>
internal sealed record RehearsedTask(string Step, LocalizedText Title, TaskKind Kind, string? Role, string? Authority, string? Group, IReadOnlyList<string> Outcomes, DateOnly? DueOn)
{
    /// <summary>What the outcomes are called, each under its key.</summary>
    public IReadOnlyDictionary<string, LocalizedText> Labels { get; init; } = new Dictionary<string, LocalizedText>();
}

/// <summary>Something other than a person that the case waits for.</summary>
/// <param name="Kind">call, case, event, timer.</param>
/// <param name="Name">The operation, the item, the event, the kind of the timer.</param>
/// <param name="Step">Null where no step has asked for it.</param>
/// <param name="At">Of a timer: when it fires.</param>
internal sealed record RehearsedWait(string Kind, string Name, string? Step, DateTimeOffset? At = null);

/// <summary>What would have left the case: a paper, a message, an offer to rate.</summary>
/// <param name="Kind">document, message, rating, call, case, other.</param>
/// <param name="To">Of a message: applicant, or a role. Of a case: where it is filed.</param>
/// <param name="Description">Of a call: what would be sent where, or why it could not be.</param>
internal sealed record RehearsedEffect(string Kind, string Name, string? To = null, LocalizedText? Description = null);

/// <summary>What one move, or one timer, made of the case.</summary>
/// <param name="Events">Names of the journal entries it would have made.</param>
internal sealed record RehearsedMoment(
    DateTimeOffset At,
    string What,
    string? Step,
    string? Outcome,
    CaseState State,
    IReadOnlyList<string> Events,
    IReadOnlyList<RehearsedEffect> Effects,
    IReadOnlyList<RehearsedTask> Opened,
    IReadOnlyList<string> Closed,
    IReadOnlyList<FlowTraceEntry> Trace)
{
    /// <summary>What decision tables answered, and why.</summary>
    public IReadOnlyList<DecisionExplanation> Decisions { get; init; } = [];
}

/// <summary>Where a rehearsal could not go on.</summary>
/// <param name="Move">Number of the move, from 1; 0 for the filing.</param>
internal sealed record RehearsalStop(int Move, IReadOnlyList<Problem> Problems);

/// <param name="Path">Steps whose tasks were finished, each with its outcome: <c>accept:Accept</c>.</param>
/// <param name="Stopped">Null when every move was possible.</param>
internal sealed record RehearsalRun(
    IReadOnlyList<RehearsedMoment> Moments,
    CaseState State,
    DecisionOutcome? Decision,
    FlowStatus Flow,
    IReadOnlyList<RehearsedTask> Open,
    IReadOnlyList<string> Path,
    DateTimeOffset Now,
    RehearsalStop? Stopped)
{
    /// <summary>In the order in which a person would look at them; timers by time.</summary>
    public IReadOnlyList<RehearsedWait> Waits { get; init; } = [];
}
