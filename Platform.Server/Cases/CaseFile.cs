using System.Collections.Immutable;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Connectors;
using Platform.Model.Flows;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Cases.Tasks;

namespace Platform.Server.Cases;

/// <summary>
/// The whole state of one case 办件 as its owner keeps it. Immutable: a command makes a new one, which replaces the old in memory only after it is
/// on disk. <see cref="Answers"/> and <see cref="Materials"/> are stored apart, encrypted.
/// </summary>
internal sealed record CaseFile
{
    public required Guid Id { get; init; }

    /// <summary>Grows by one with every commit; the guard against two writers and the ETag of the API.</summary>
    public long Version { get; init; }

    /// <summary>Empty until the intake's transaction allocates it; stored in a column of its own.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Number { get; init; } = "";
    public required TrackingCode TrackingCode { get; init; }
    public required string ItemVersionId { get; init; }
    public required string ItemCode { get; init; }
    public required LocalizedText ItemName { get; init; }
    public required LocalityCode Locality { get; init; }
    public required string Authority { get; init; }
    public required LocalizedText AuthorityName { get; init; }
    public required string Channel { get; init; }
    public required DateTimeOffset FiledAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Account the case belongs to; null when a channel filed for somebody without one.</summary>
    public Guid? ApplicantAccount { get; init; }
    public string ApplicantHash { get; init; } = "";

    /// <summary>The bundle it was filed with; null when it was filed by itself.</summary>
    public Guid? BundleId { get; init; }
    public required CaseFacts Facts { get; init; }
    public ClockLedger Ledger { get; init; } = ClockLedger.Empty;
    public FlowSnapshot? Flow { get; init; }
    public FlowStatus FlowStatus { get; init; }

    /// <summary>Events the flow waits for; null when it waits for none.</summary>
    public ImmutableList<EventWait>? Awaits { get; init; }

    /// <summary>Open tasks only; a finished one lives on in the journal and its row.</summary>
    public ImmutableList<CaseTask> Tasks { get; init; } = [];
    public ImmutableList<CaseTimer> Timers { get; init; } = [];
    public ImmutableList<ServiceEvent> Services { get; init; } = [];
    public SupplementNotice? Notice { get; init; }

    /// <summary>The applicant was told that promised materials are due soon.</summary>
    public bool GapWarned { get; init; }
    public ImmutableList<CaseIncident> Incidents { get; init; } = [];

    /// <summary>The last commands by key, so that one sent twice is carried out once.</summary>
    public ImmutableList<RecentCommand> Recent { get; init; } = [];
    public int LastSeq { get; init; }
    public string LastHash { get; init; } = "";
    public int AnswersRevision { get; init; }

    /// <summary>SHA-256 of the stored content's JSON, hex: documents and the journal name by it what they speak of.</summary>
    public string AnswersDigest { get; init; } = "";

    /// <summary>Last day of the clock that counts now, for lists; kept with the state.</summary>
    public DateOnly? DueOn { get; init; }

    /// <summary>From when on <see cref="DueOn"/> is pressing.</summary>
    public WarningDays? Warnings { get; init; }

    /// <summary>Rungs that clocks of the case have reached, one entry per clock; those of earlier runs are left out.</summary>
    public ImmutableList<RungReached>? Rungs { get; init; }

    /// <summary>Stands on the list the public sees: a clock of the case is over and the authority has not acted yet.</summary>
    public bool IsOverdue { get; init; }

    /// <summary>Steps that several sign, while they are open; null = none.</summary>
    public ImmutableList<StepSigning>? Signing { get; init; }

    /// <summary>Calls of connectors that have not been answered, and those of steps that can be undone whose end the step did not learn; null = none.</summary>
    public ImmutableList<OutsideCall>? Calls { get; init; }

    /// <summary>Cases its flow has filed; null = none.</summary>
    public ImmutableList<SubCase>? SubCases { get; init; }

    /// <summary>The case whose flow filed this one; null when somebody filed it.</summary>
    public ParentCase? Parent { get; init; }

    /// <summary>Steps that were done and can be undone, in the order they were done; null = none.</summary>
    public ImmutableList<string>? Undoable { get; init; }

    /// <summary>Steps that are being undone, or were, the last one first; then <see cref="Flow"/> is the state of the flow that undoes them.</summary>
    public ImmutableList<string>? Undoing { get; init; }

    /// <summary>Calls whose end was not known when the case came to nothing; each is undone when it turns out that it was carried out. Null = none.</summary>
    public ImmutableList<UnsettledCall>? Unsettled { get; init; }

    /// <summary>What could be taken back, or why it could not; null when the flow has gone on since.</summary>
    public LastAct? LastAct { get; init; }

    /// <summary>Stored apart (<c>case_content</c>), encrypted.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public CaseContent Content { get; init; } = CaseContent.Empty;

    [System.Text.Json.Serialization.JsonIgnore]
    public CaseState State => Facts.State;

    /// <summary>The state as stored, without its content.</summary>
    /// <param name="json">In plain, UTF-8.</param>
    public static CaseFile Read(string number, ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<CaseFile>(json, ModelJson.Terse)! with { Number = number };

    public CaseTask? FindTask(Guid id) => Tasks.Find(t => t.Id == id);

    /// <summary>A call that has not been answered.</summary>
    public OutsideCall? FindCall(Guid key, int round) => Calls?.Find(c => c.Key == key && c.Round == round && c.Answer is null);

    public StepSigning? FindSigning(string stepId) => Signing?.Find(s => s.StepId == stepId);
}

/// <summary>What the applicant gave: personal data, hence stored encrypted.</summary>
internal sealed record CaseContent
{
    public static CaseContent Empty { get; } = new();

    public CaseApplicant Applicant { get; init; } = new("1", "", "", "", "");
    public CaseApplicant? Agent { get; init; }

    /// <summary>Normalised answers of the form.</summary>
    public Answers Answers { get; init; } = Answers.Empty;

    /// <summary>Answers to the scenario questions, key to option.</summary>
    public ImmutableDictionary<string, string> Scenario { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Where each answer came from; the latest entry that names a key counts.</summary>
    public ImmutableList<AnswerOrigin> Origins { get; init; } = [];
    public ImmutableList<CaseMaterial> Materials { get; init; } = [];

    /// <summary>Files in the form's own file fields.</summary>
    public ImmutableList<Guid> AnswerFiles { get; init; } = [];

    /// <summary>Everything that was handed in as a file.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<Guid> Files => Materials.SelectMany(m => m.Files).Concat(AnswerFiles);
}

/// <param name="Type">Code table A.4: 1 natural person, 2 enterprise and so on.</param>
/// <param name="IdType">Code of the kind of identity document.</param>
internal sealed record CaseApplicant(string Type, string Name, string IdType, string IdNumber, string Phone);

/// <param name="Source">typed, reused, shared, staff or imported.</param>
/// <param name="Keys">Top-level fields of the form; empty = all of the first filing.</param>
internal sealed record AnswerOrigin(string Source, string Channel, DateTimeOffset At, string By, ImmutableList<string> Keys)
{
    /// <summary>How answers came about that the actor hands in.</summary>
    public static string SourceOf(Actor actor) => actor.Kind switch
    {
        ActorKind.Staff => "staff",
        ActorKind.Channel => "imported",
        _ => "typed",
    };
}

internal enum MaterialStatus
{
    Missing,
    Provided,
    /// <summary>Shown on paper at the window; nothing was scanned.</summary>
    OnPaper,
    Checked,
    Rejected,
}

/// <param name="TrustGrade">A–D as in 国办函〔2016〕108号: an upload is C until an officer has seen the original (B).</param>
/// <param name="Deferred">The applicant asked of their own accord to hand it in later, and undertook to.</param>
internal sealed record CaseMaterial(
    string Key,
    LocalizedText Name,
    bool Mandatory,
    MaterialStatus Status,
    ImmutableList<Guid> Files,
    string TrustGrade = "C",
    string? CheckedBy = null,
    DateTimeOffset? CheckedAt = null,
    string? Reason = null,
    bool Deferred = false);

/// <param name="FromFlow">False for tasks the case opened itself, such as the approval of an extension.</param>
/// <param name="DueOn">Last day of the step's own clock, or null.</param>
/// <param name="Warnings">From when on <paramref name="DueOn"/> is pressing.</param>
/// <param name="Handed">How the present assignee came to it, where somebody claimed it or gave it away and may undo that.</param>
/// <param name="Signed">Of a countersignature: who has signed beside it so far; null = nobody.</param>
/// <param name="Lent">Set while the task is with a colleague for their opinion: the assignee is that colleague.</param>
/// <param name="Advice">Opinions of colleagues who were asked, oldest first; null = none.</param>
internal sealed record CaseTask(
    Guid Id,
    string StepId,
    TaskKind Kind,
    LocalizedText Title,
    TaskAudience Audience,
    ImmutableList<TaskOutcome> Outcomes,
    DateTimeOffset OpenedAt,
    StepLimit? Limit,
    DateOnly? DueOn,
    JsonElement? Data,
    bool FromFlow,
    Guid? Assignee = null,
    string? AssigneeName = null,
    ImmutableList<TaskSignature>? Signed = null,
    WarningDays? Warnings = null,
    Handover? Handed = null,
    TaskLoan? Lent = null,
    ImmutableList<TaskAdvice>? Advice = null)
{
    /// <summary>The authority whose people do it.</summary>
    public string AuthorityIn(CaseFile file) => Audience.Authority ?? file.Authority;

    /// <summary>The task with another assignee, so that the actor can undo it for a while.</summary>
    public CaseTask HandedTo(Guid? to, string? name, Actor actor, DateTimeOffset now) =>
        this with { Assignee = to, AssigneeName = name, Handed = actor.AccountId is { } by ? new(Assignee, AssigneeName, by, now) : null };

    /// <summary>The task back with whose it is, or with nobody where they may no longer do it.</summary>
    public CaseTask TakenBack(bool mayDo) =>
        this with { Assignee = mayDo ? Lent?.By : null, AssigneeName = mayDo ? Lent?.ByName : null, Handed = null, Lent = null };

    /// <summary>Several sign so that several have looked: whoever has signed beside this task cannot do it as well, whatever roles they hold.</summary>
    public bool IsSignedBy(Guid? account) => account is { } id && Signed?.Exists(s => s.By == id || s.InPlaceOf == id) == true;
}

/// <summary>A task that changed hands.</summary>
/// <param name="From">Who had it before; null = nobody.</param>
/// <param name="By">Who claimed it or gave it away.</param>
internal sealed record Handover(Guid? From, string? FromName, Guid By, DateTimeOffset At);

/// <summary>One signature of several 会签.</summary>
/// <param name="Title">What they signed for.</param>
/// <param name="InPlaceOf">The colleague who was away; theirs counts as given.</param>
internal sealed record TaskSignature(Guid By, string Name, LocalizedText Title, LocalizedText Outcome, Guid? InPlaceOf = null);

internal enum CaseTimerKind
{
    Flow,
    /// <summary>In states stored by earlier releases: the same as <see cref="Clock"/>.</summary>
    NoticeRunsOut,
    /// <summary>In states stored by earlier releases: the same as <see cref="Clock"/>.</summary>
    SupplementRunsOut,
    /// <summary>The day is near on which promised materials are due.</summary>
    GapWarning,
    /// <summary>The day is over on which promised materials were due.</summary>
    GapRunsOut,
    /// <summary>Some clock of the case may have come to a rung of the ladder or to its end.</summary>
    Clock,
}

/// <param name="Counted">What the time was counted from, where it was counted in working days: another calendar moves it.</param>
internal sealed record CaseTimer(Guid Id, CaseTimerKind Kind, DateTimeOffset DueAt, CountedDays? Counted = null);

/// <param name="From">Day 0.</param>
internal sealed record CountedDays(DateOnly From, int WorkingDays);

/// <param name="Number">Counts from 1; with the case number the key of its rating.</param>
internal sealed record ServiceEvent(int Number, string Name, DateTimeOffset At);

internal sealed record CaseIncident(string StepId, string Code, string Message, DateTimeOffset At);

/// <summary>Asked of the outside.</summary>
/// <param name="Key">Idempotency key of the call.</param>
/// <param name="Round">How often this key was asked for; an answer to an earlier time is none.</param>
/// <param name="Answer">What its step has stopped at, or what became of it after the step was over; null while it is waited for.</param>
/// <param name="Ending">The step is over, or the whole case: only what became of the call still counts.</param>
internal sealed record OutsideCall(Guid Key, int Round, string StepId, string Binding, string Operation, DateTimeOffset At, ConnectorAnswer? Answer = null, bool Ending = false);

internal sealed record RecentCommand(string Key, string Digest);
