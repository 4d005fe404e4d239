using System.Text.Json;
using Platform.Model.Cases;
using Platform.Model.Clocks;

namespace Platform.Model.Flows;

/// <summary>What a step asks the case to do; applied with the step's state in one transaction, or not at all.</summary>
public abstract record FlowEffect
{
    private FlowEffect()
    {
    }

    public sealed record OpenTask(TaskRequest Task) : FlowEffect;

    /// <summary>A task nobody needs any more. Closing one that is closed changes nothing.</summary>
    public sealed record CloseTask(Guid TaskId, string Reason) : FlowEffect;

    /// <summary>Wake the flow after <paramref name="Limit"/> from now: working days end at 24:00 of the last one.</summary>
    public sealed record SetTimer(Guid TimerId, string StepId, DateTimeOffset? DueAt, TimeSpan? After, int? WorkingDays) : FlowEffect;

    public sealed record CancelTimer(Guid TimerId) : FlowEffect;

    /// <summary>Ask the case's rules for a transition; a refusal undoes the whole advance and is shown to whoever caused it.</summary>
    public sealed record RequestTransition(CaseTransition Transition) : FlowEffect;

    /// <summary>A paper beside the ones the transitions themselves cause.</summary>
    public sealed record IssueDocument(string Kind, JsonElement Data) : FlowEffect;

    /// <summary>A message to the applicant or to everybody who holds a role.</summary>
    /// <param name="Template">Key of a message template.</param>
    public sealed record Notify(string Template, TaskAudience To, JsonElement Data) : FlowEffect;

    /// <summary>A service was rendered that the applicant may rate (DOMAIN §6.1).</summary>
    /// <param name="ServiceName">consult, file, supplement, pay or collect.</param>
    public sealed record OfferRating(string ServiceName) : FlowEffect;

    /// <summary>Who signs in a step, who has, and who still waits; replaces what was said of the step before. Forgotten when the step has no open task.</summary>
    public sealed record ShowSigning(string StepId, IReadOnlyList<SignerLine> Signers) : FlowEffect;

    /// <summary>Tell every flow that waits for this event: those of the correlation when one is given, only this case's when <paramref name="Local"/>. It arrives after the commit.</summary>
    public sealed record PublishEvent(string Name, string? CorrelationId, bool Local, JsonElement Payload) : FlowEffect;

    /// <summary>Ask the outside for something after the commit; the answer comes as the signal <see cref="FlowSignals.Answered"/>.</summary>
    /// <param name="Key">Idempotency key: new for every visit of the step, the same when the same call is made again.</param>
    /// <param name="Round">Counts from 1 how often this key was asked for.</param>
    /// <param name="Tries">How often it is tried at most; null = as often as the site does.</param>
    public sealed record CallConnector(Guid Key, int Round, string StepId, string Binding, string Operation, JsonElement Input, int? Tries = null) : FlowEffect;

    /// <summary>File other cases after the commit; what becomes of each comes as the signal <see cref="FlowSignals.SubCase"/>.</summary>
    /// <param name="Follow">They are withdrawn when this case is, or the step is given up.</param>
    public sealed record StartCases(string StepId, IReadOnlyList<CaseToStart> Cases, bool Follow) : FlowEffect;

    /// <summary>A step failed and somebody must look.</summary>
    public sealed record RaiseIncident(string StepId, string Code, string Message) : FlowEffect;
}

/// <summary>Who can do a task.</summary>
/// <param name="Applicant">The applicant of the case; then the rest is null.</param>
/// <param name="Role">Key of a role.</param>
/// <param name="Authority">Credit code; null = the case's authority.</param>
/// <param name="Group">Key of a group within the authority whose people alone do it, see <see cref="Identity.GroupRules"/>; null = everybody with the role.</param>
/// <param name="Assign">To whom of them the task is given when it opens.</param>
/// <param name="Wanted">
/// Who shall do it before all others: <c>person:</c> with an account id or sign-in name, <c>role:</c> or <c>group:</c> with a key. Where there is nobody of the kind, the task is for whoever holds <paramref name="Role"/>.
/// </param>
public sealed record TaskAudience(bool Applicant, string? Role = null, string? Authority = null, string? Group = null, AssignmentRule Assign = AssignmentRule.None, string? Wanted = null)
{
    public const string PersonPrefix = "person:";
    public const string RolePrefix = "role:";
    public const string GroupPrefix = "group:";

    public static TaskAudience TheApplicant { get; } = new(true);

    public static TaskAudience Of(string role, string? authority = null) => new(false, role, authority);
}

/// <summary>How a task finds its person among those who could do it and are not away. Whoever has it may give it back or away as if they had claimed it.</summary>
public enum AssignmentRule
{
    /// <summary>Nobody is chosen: colleagues claim it.</summary>
    None,
    /// <summary>Who has the fewest open tasks.</summary>
    LeastLoaded,
    /// <summary>Who was given one the longest time ago.</summary>
    RoundRobin,
    /// <summary>Who finished the last task of this role in the case; nobody when they are not there.</summary>
    Previous,
    /// <summary>Who works nearest to the place of the case; of several, who has the fewest open tasks.</summary>
    Nearest,
}

/// <summary>What kind of dialog a task needs.</summary>
public enum TaskKind
{
    Accept,
    Supplement,
    Review,
    Countersign,
    ProposeSpecialProcedure,
    ApproveSpecialProcedure,
    RecordSpecialProcedure,
    Decide,
    Deliver,
    ApproveExtension,
    /// <summary>更正: put right what a confirmed negative rating showed.</summary>
    Correct,
}

/// <summary>A way to finish a task.</summary>
/// <param name="Key">Port of the flow: <c>Accept</c>, <c>Supplement</c>, <c>SendBack</c> …</param>
/// <param name="Style">How prominent: primary, normal, danger.</param>
public sealed record TaskOutcome(string Key, LocalizedText Label, string Style = "normal", bool OpinionRequired = false);

/// <param name="Limit">Own clock of the step, or null.</param>
/// <param name="Data">What the dialog shows or needs; an object.</param>
public sealed record TaskRequest(
    Guid Id,
    string StepId,
    TaskKind Kind,
    LocalizedText Title,
    TaskAudience Audience,
    IReadOnlyList<TaskOutcome> Outcomes,
    StepLimit? Limit = null,
    JsonElement? Data = null);

/// <param name="FollowsCase">Pauses while the case's clocks are paused.</param>
public sealed record StepLimit(int Amount, ClockUnit Unit, bool FollowsCase = true);
