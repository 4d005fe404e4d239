using System.Collections.Immutable;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Documents;
using Platform.Model.Evaluation;
using Platform.Model.Flows;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Notifications;
using Platform.Server.Cases.Journal;
using Platform.Server.Cases.Ladder;
using Platform.Server.Cases.Moves;

namespace Platform.Server.Cases;

/// <summary>
/// One command being decided: the case as it would be, the journal entries and the effects so far. Nothing here touches the outside; a refusal throws
/// the whole object away.
/// </summary>
internal sealed partial class CaseWork(CaseFile file, PublishedItem item, CaseCommand command, IFlowInterpreter interpreter, DateTimeOffset now, IIdSource ids)
{
    private readonly List<CaseEventDraft> _events = [];
    private readonly List<Func<CaseFile, object>> _effects = [];
    private readonly List<Guid> _closed = [];
    private readonly List<FlowTraceEntry> _trace = [];
    private readonly List<Guid> _reopened = [];

    public CaseFile File { get; set; } = file;

    public PublishedItem Item => item;

    public Actor Actor => command.Actor;

    public DateTimeOffset Now => now;

    public DateOnly Today { get; } = ChinaTime.DayOf(now);

    public IIdSource Ids => ids;

    /// <summary>The role of the task at hand, for the journal and for separation of duties.</summary>
    public string? ActingRole { get; set; }

    /// <summary>The colleague who is away and in whose place the actor does the task at hand.</summary>
    public Absent? InPlaceOf { get; set; }

    public IReadOnlyList<CaseEventDraft> Events => _events;

    /// <summary>Made into effects when the case has its number, inside the transaction.</summary>
    public IReadOnlyList<Func<CaseFile, object>> Effects => _effects;

    public IReadOnlyList<Guid> Closed => _closed;

    /// <summary>What the flow did, step by step.</summary>
    public IReadOnlyList<FlowTraceEntry> Trace => _trace;

    /// <summary>What of the case is personal, as it stands now.</summary>
    public PersonalValues Personal => PersonalFacts.Of(File, item.Form);

    /// <summary>What has left the office with this command, by its name: the first transition, paper, message to the applicant or rating; null = nothing.</summary>
    public string? Left { get; private set; }

    public void Record(string name, object payload, string? nationalCode = null) =>
        _events.Add(new(name, nationalCode, ActingRole, payload));

    public void Effect(Func<CaseFile, object> effect) => _effects.Add(effect);

    /// <summary>Asks the rules for a transition and, when granted, does all that follows from it: ledger, documents, journal, messages.</summary>
    public Result<Done> Apply(CaseTransition transition)
    {
        if (transition is CaseTransition.Decide { Remedies: null or "" } decide)
        {
            transition = decide with { Remedies = item.Item.Remedies.In(LocalizedText.Chinese) };
        }

        if (CaseFitness.Check(File, item, transition, Today) is { } unfit)
        {
            return unfit;
        }

        var before = File.Facts.State;
        var context = new TransitionContext(now, Today, ActorKey, ActingRole ?? RoleOfKind(Actor.Kind), item.Calendar, File.Ledger, [.. File.Tasks.Where(t => t.Limit is { FollowsCase: true }).Select(t => t.Id.ToString())], InPlaceOf?.Account.ToString());
        var applied = CaseRules.Apply(File.Facts, transition, context);
        if (!applied.TryGet(out var outcome))
        {
            return Result<Done>.Refused(applied.Problems);
        }

        if (transition is CaseTransition.BeginReview && before == outcome.Next.State)
        {
            return Done.It;
        }

        File = File with
        {
            Facts = outcome.Next,
            Ledger = File.Ledger.Append(outcome.LedgerEntries),
            Notice = transition is CaseTransition.RequestSupplement asked ? asked.Notice : File.Notice,
        };
        if (File.State is not (CaseState.InReview or CaseState.Suspended))
        {
            // Tasks the case opened itself, such as the approval of more time, have no flow that would close them.
            foreach (var left in File.Tasks.Where(t => !t.FromFlow).ToList())
            {
                CloseTask(left);
            }
        }

        if (transition is not CaseTransition.MoveInternally)
        {
            Left ??= "case." + outcome.EventName;
        }

        var papers = outcome.Documents.Select(d => (Id: ids.Next(), d.Kind, d.Data)).ToList();
        Record("case." + outcome.EventName, new { from = before, to = File.State, transition, documents = papers.Select(p => new { p.Id, p.Kind }) }, outcome.NationalEventCode);
        foreach (var (id, kind, data) in papers)
        {
            Issue(id, kind, data);
        }

        if (transition is CaseTransition.Annul)
        {
            Effect(f => new AnnulDocumentsEffect(f.Id, [DocumentKinds.Licence, DocumentKinds.DecisionGrant], Today));
        }

        CaseMessages.After(this, outcome.EventName, transition);
        return Done.It;
    }

    /// <summary>Lets the flow go on and takes over what it asks for. A refused transition refuses the whole command.</summary>
    public async ValueTask<Result<Done>> AdvanceAsync(FlowStimulus stimulus, CancellationToken ct)
    {
        if (File.Flow is not null && File.FlowStatus is (FlowStatus.Finished or FlowStatus.Cancelled))
        {
            return Done.It;
        }

        File = File with { LastAct = null };
        FlowAdvance advance;
        try
        {
            advance = await interpreter.AdvanceAsync(FlowInHand, File.Flow, stimulus, Run(), ct);
        }
        catch (UnfitStimulusException e)
        {
            return e.Problem;
        }

        _trace.AddRange(advance.Trace);
        File = File with { Flow = advance.State, FlowStatus = advance.Status, Awaits = advance.Awaits.Count == 0 ? null : [.. advance.Awaits] };
        var asked = File.Calls;
        var over = asked is null && !advance.Effects.Any(e => e is FlowEffect.CallConnector or FlowEffect.StartCases) ? [] : Over(advance.Trace);
        ForgetCalls(over, advance);
        ForgetIncidents(advance.Trace);
        foreach (var effect in advance.Effects.Where(e => !over.ContainsKey((e as FlowEffect.CallConnector)?.StepId ?? (e as FlowEffect.StartCases)?.StepId ?? "")))
        {
            var taken = Take(effect);
            if (!taken.Succeeded)
            {
                return taken;
            }
        }

        ForgetSigning(advance.Trace);
        GiveUpSubCases(advance.Trace);
        RememberDone(advance.Trace, asked ?? []);
        return Done.It;
    }

    /// <summary>What an operator can do about a failed step; null when it has not failed.</summary>
    public FailedStep? FindFailed(string stepId) => File.Flow is { } flow ? interpreter.FindFailed(FlowInHand, flow, stepId, Run()) : null;

    private FlowRun Run() => new(
        new FlowCase(File.Id, File.Number, File.Locality.Value, File.Authority, File.ItemCode, File.State, AnswersOf(File.Content))
        {
            Scenario = File.Content.Scenario,
            Personal = Personal,
        },
        now,
        Seed(File.Id, File.Version),
        ids);

    /// <summary>Where the task can be sent back to.</summary>
    public IReadOnlyList<EarlierStep> FindEarlier(CaseTask task) => task.FromFlow && File.Flow is { } flow ? interpreter.FindEarlier(FlowInHand, flow, task.Id) : [];

    private static Lazy<JsonElement> AnswersOf(CaseContent content) => new(() => JsonSerializer.SerializeToElement(content.Answers, ModelJson.Options));

    public void OpenTask(TaskRequest request, bool fromFlow)
    {
        var signed = request.Kind == TaskKind.Countersign && File.FindSigning(request.StepId) is { Signatures: { IsEmpty: false } given } ? given : null;
        var task = new CaseTask(request.Id, request.StepId, request.Kind, request.Title, request.Audience, [.. request.Outcomes], now, request.Limit, null, request.Data, fromFlow, Signed: signed);
        File = File with { Tasks = File.Tasks.Add(task) };
        if (request.Limit is { } limit)
        {
            StepClock(task, ClockEntryType.Start, limit.Amount, limit.Unit);
        }
    }

    /// <summary>Takes an open task off the case, done or needed no more.</summary>
    public void CloseTask(CaseTask task)
    {
        _closed.Add(task.Id);
        File = File with { Tasks = File.Tasks.RemoveAll(t => t.Id == task.Id) };
        if (task.Limit is not null)
        {
            StepClock(task, ClockEntryType.Stop, null, null);
        }
    }

    public void Replace(CaseTask task)
    {
        var old = File.FindTask(task.Id) ?? throw new InvalidOperationException($"Task {task.Id} is not open in case {File.Id}.");
        File = File with { Tasks = File.Tasks.Replace(old, task) };
    }

    public void OfferRating(string serviceName)
    {
        Left ??= "rating." + serviceName;
        var number = File.Services.Count + 1;
        File = File with { Services = File.Services.Add(new(number, serviceName, now)) };
        var officer = Actor.Kind == ActorKind.Staff ? Actor.Name : null;
        Effect(f => new ServiceRenderedEffect(
            f.Id, f.Number, number, serviceName, f.ItemCode, f.ItemName, f.Locality, f.Authority, f.ApplicantAccount, f.TrackingCode.Value, officer, now, item.Item.RatingWindowDays));
    }

    public void Issue(Guid documentId, string kind, object data)
    {
        Left ??= "document." + kind;
        Effect(f => new IssueDocumentEffect(
            documentId, f.Id, f.Number, kind, f.Authority, f.AuthorityName.In(LocalizedText.Chinese), Today, CasePapers.Data(f, data), CasePapers.Content(f), item.Item.Papers.FirstOrDefault(p => p.Kind == kind)?.Template));
    }

    /// <summary>To the applicant, by account or, without one, by phone.</summary>
    public void TellApplicant(string template, object data)
    {
        Left ??= "message." + template;
        var id = ids.Next();
        Effect(f => new SendMessageEffect(
            id, f.ApplicantAccount, f.Content.Applicant.Phone, null, null, f.Locality, template, CasePapers.Message(f, item, data), $"/cases/{f.Number}"));
    }

    /// <summary>To somebody of the office: one person, or everybody who holds a role at an authority, of a group where one is named.</summary>
    public void TellStaff(MessageAddress to, string template, object data)
    {
        var id = ids.Next();
        Effect(f => new SendMessageEffect(
            id, to.Account, null, to.Role, to.Authority ?? f.Authority, f.Locality, template, CasePapers.Message(f, item, data), $"/workbench/cases/{f.Number}", to.Group));
    }

    /// <summary>Goes on with another version of the item, which differs from the one before in its calendar alone.</summary>
    public void MoveTo(PublishedItem onCalendar)
    {
        item = onCalendar;
        File = File with { ItemVersionId = onCalendar.VersionId };
    }

    /// <summary>Goes on with another version of the item, which differs from the one before in its flow alone. Refused by whatever stands in the way, and then nothing is changed.</summary>
    public Result<FlowMove> MoveFlow(PublishedItem onFlow, IReadOnlyDictionary<string, string> mapping)
    {
        var moved = FlowFitness.TryMove(interpreter, File, item.Flow, onFlow.Flow, mapping);
        if (moved.TryGet(out var move))
        {
            item = onFlow;
            File = File with
            {
                ItemVersionId = onFlow.VersionId,
                Flow = move.State,
                Tasks = File.Tasks.ConvertAll(t => t.FromFlow && move.Steps.TryGetValue(t.StepId, out var step) ? t with { StepId = step } : t),
                SubCases = File.SubCases?.ConvertAll(s => move.Steps.TryGetValue(s.StepId, out var step) ? s with { StepId = step } : s),
                Calls = File.Calls?.ConvertAll(c => c with { StepId = move.Steps.GetValueOrDefault(c.StepId) ?? FlowCompensation.Renamed(c.StepId, mapping) }),
                Signing = File.Signing?.ConvertAll(s => move.Steps.TryGetValue(s.StepId, out var step) ? s with { StepId = step } : s),
                Undoable = File.Undoable?.ConvertAll(s => mapping.GetValueOrDefault(s, s)),
                // What could be taken back stood in the version that is left.
                LastAct = null,
                Incidents = File.Incidents.ConvertAll(i => move.Steps.TryGetValue(i.StepId, out var step) ? i with { StepId = step } : i),
            };
        }

        return moved;
    }

    /// <summary>What shall be committed: clock timers are brought in line with the ledger first.</summary>
    public CaseChange Finish()
    {
        TellParent();
        File = CaseTimers.Synchronise(File, item, ids);
        File = CaseClocks.WithDeadlines(File, item, Today, now) with { UpdatedAt = now, IsOverdue = CaseLadder.IsOverdue(File, item, Today) };
        if (command.Key is { } key)
        {
            File = File with { Recent = File.Recent.Add(new(key.Requester + "/" + key.Value, key.Digest)).TakeLastOf(16) };
        }

        return new(File, _events, _effects, _closed, command, item, command.OnBehalfOf ?? InPlaceOf?.Name) { Reopened = _reopened };
    }

    private Result<Done> Take(FlowEffect effect)
    {
        switch (effect)
        {
            case FlowEffect.OpenTask open:
                OpenTask(open.Task, fromFlow: true);
                break;
            case FlowEffect.CloseTask close:
                if (File.FindTask(close.TaskId) is { } task)
                {
                    CloseTask(task);
                    if (close.Reason == SendingBack.Reason)
                    {
                        Record("task.closed", new { task = task.Id, task.StepId, task.Kind, title = task.Title.In(LocalizedText.Chinese), holder = task.AssigneeName, reason = close.Reason });
                    }
                }

                break;
            case FlowEffect.SetTimer timer:
                File = File with { Timers = File.Timers.Add(new(timer.TimerId, CaseTimerKind.Flow, DueAt(timer), timer is { DueAt: null, WorkingDays: { } days } ? new(Today, days) : null)) };
                break;
            case FlowEffect.CancelTimer cancel:
                File = File with { Timers = File.Timers.RemoveAll(t => t.Id == cancel.TimerId) };
                break;
            case FlowEffect.RequestTransition request when File.Undoing is not null:
                Fail(FlowCompensation.Member, "flow.compensation.kind", $"The case has ended; {request.Transition.GetType().Name} cannot be asked for any more.");
                break;
            case FlowEffect.RequestTransition request:
                return Apply(request.Transition);
            case FlowEffect.IssueDocument issue:
                Issue(ids.Next(), issue.Kind, issue.Data);
                break;
            case FlowEffect.Notify { To.Applicant: true } notify:
                TellApplicant(notify.Template, notify.Data);
                break;
            case FlowEffect.Notify notify:
                TellStaff(new(null, notify.To.Role, notify.To.Authority, notify.To.Group), notify.Template, notify.Data);
                break;
            case FlowEffect.OfferRating offer:
                OfferRating(offer.ServiceName);
                break;
            case FlowEffect.ShowSigning signing:
                Show(signing);
                break;
            case FlowEffect.PublishEvent told:
                Tell(told);
                break;
            case FlowEffect.CallConnector call:
                Call(call);
                break;
            case FlowEffect.StartCases start:
                Start(start);
                break;
            case FlowEffect.ExplainDecision decided:
                Record(DecisionEntry.NameOf(decided.Explanation), DecisionEntry.Of(decided));
                break;
            case FlowEffect.RaiseIncident incident:
                Fail(incident.StepId, incident.Code, incident.Message);
                break;
            default:
                throw new InvalidOperationException($"The flow asked for {effect.GetType().Name}, which no case knows.");
        }

        return Done.It;
    }

    /// <summary>Why a script or a table failed may quote what it worked on; everybody reads it who sees the case.</summary>
    private void Fail(string stepId, string code, string reason)
    {
        var message = Personal.Hide(reason);
        File = File with { Incidents = File.Incidents.Add(new(stepId, code, message, now)) };
        Record("flow.failed", new { stepId, code, message });
    }

    private DateTimeOffset DueAt(FlowEffect.SetTimer timer) =>
        timer.DueAt
        ?? (timer.WorkingDays is { } days && ClockRules.Deadline(Today, days, ClockUnit.WorkingDay, [], item.Calendar) is { } last
            ? last.At
            : now + (timer.After ?? TimeSpan.Zero));

    private void StepClock(CaseTask task, ClockEntryType entry, int? limit, ClockUnit? unit) =>
        File = File with
        {
            Ledger = File.Ledger.Append(new ClockEntry(0, ClockKind.Step, entry, Today, now, limit, unit, task.StepId, null, null, ActorKey, Key: task.Id.ToString())),
        };

    /// <summary>The same in every process: a replay elsewhere must draw the same numbers, which <see cref="HashCode"/> does not promise.</summary>
    private static int Seed(Guid id, long version)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        return BitConverter.ToInt32(bytes[12..]) ^ (int)version;
    }

    private string ActorKey => Actor.AccountId?.ToString() ?? "system";

    private static string RoleOfKind(ActorKind kind) => kind switch
    {
        ActorKind.Resident or ActorKind.Visitor => "applicant",
        ActorKind.Channel => "channel",
        ActorKind.Staff => "staff",
        _ => "system",
    };
}

/// <param name="Account">One person; then the rest says nothing.</param>
/// <param name="Authority">Null = that of the case.</param>
internal sealed record MessageAddress(Guid? Account, string? Role, string? Authority, string? Group);

/// <param name="NationalCode">Event code of the national exchange, where there is one (DOMAIN §4.2).</param>
internal sealed record CaseEventDraft(string Name, string? NationalCode, string? ActorRole, object Payload);

/// <summary>What one command does, ready to be written.</summary>
/// <param name="OnBehalfOf">As in <see cref="CaseCommand.OnBehalfOf"/>, and the colleague in whose place a task was done.</param>
internal sealed record CaseChange(
    CaseFile Next,
    IReadOnlyList<CaseEventDraft> Events,
    IReadOnlyList<Func<CaseFile, object>> Effects,
    IReadOnlyList<Guid> Closed,
    CaseCommand Command,
    PublishedItem Item,
    string? OnBehalfOf = null)
{
    /// <summary>Finished tasks that are open again.</summary>
    public IReadOnlyList<Guid> Reopened { get; init; } = [];
}

internal static class ImmutableListExtensions
{
    /// <summary>The last <paramref name="count"/> entries.</summary>
    public static ImmutableList<T> TakeLastOf<T>(this ImmutableList<T> list, int count) =>
        list.Count <= count ? list : list.RemoveRange(0, list.Count - count);
}
