using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Connectors;
using Platform.Model.Documents;
using Platform.Model.Evaluation;
using Platform.Model.Flows;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Notifications;
using Platform.Server.Cases.Journal;
using Platform.Server.Cases.Intake;
using Platform.Server.Cases.Tasks;

namespace Platform.Server.Cases.Rehearsal;

/// <summary>
/// A case that exists nowhere: the commands real cases get, decided by the same rules on a time of its own, and nothing written. What would have left the
/// case is listed. The same script gives the same run.
/// </summary>
/// <param name="calls">Answers calls the script has no answer for; null = nobody does.</param>
internal sealed partial class RehearsedCase(PublishedItem item, IFlowInterpreter interpreter, DateTimeOffset filedAt, IRehearsedCalls? calls = null)
{
    /// <summary>Timers of one rehearsal; more of them is a loop that never ends.</summary>
    private const int MostTimers = 1_000;

    private const int LongestDays = 3660;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(LongestDays);

    private readonly CountedIds _ids = new();
    private readonly List<RehearsedMoment> _moments = [];
    private readonly List<string> _path = [];
    private readonly HashSet<Guid> _refused = [];
    private readonly List<LeftBehind> _left = [];
    private readonly DateTimeOffset _latest = filedAt + Longest;
    private DateTimeOffset _now = filedAt;
    private CaseFile? _file;
    private int _fired;
    private bool _isRecord;

    /// <summary>Papers and messages of the last run, each with the case as it was by then.</summary>
    public IReadOnlyList<LeftBehind> Left => _left;

    /// <summary>As it stands at the end; null when it was not filed.</summary>
    public CaseFile? File => _file;

    /// <summary>Plays the script as far as it goes.</summary>
    public async ValueTask<RehearsalRun> PlayAsync(RehearsalScript script, CancellationToken ct)
    {
        _isRecord = script.IsRecord;
        RehearsalStop? stopped = null;
        for (var number = 0; stopped is null && number <= (script.Moves?.Count ?? 0); number++)
        {
            ct.ThrowIfCancellationRequested();
            var done = number == 0 ? await FileAsync(script, ct) : await MoveAsync(script.Moves![number - 1], ct);
            done = done.Succeeded ? await SettleAsync([.. (script.Moves ?? []).Skip(number)], ct) : done;
            stopped = done.Succeeded ? null : new(number, done.Problems);
        }

        var open = _file?.Tasks.Select(Shown).ToList() ?? [];
        return new(_moments, _file?.State ?? CaseState.Draft, _file?.Facts.Outcome, _file?.FlowStatus ?? FlowStatus.Waiting, open, _path, _now, stopped) { Waits = [.. Waits()] };
    }

    private ValueTask<Result<Done>> FileAsync(RehearsalScript script, CancellationToken ct)
    {
        var given = script.Answers is { } written ? Answers.Of(written) : Answers.Empty;
        var scenario = (script.Scenario ?? new Dictionary<string, string>()).ToImmutableDictionary();
        // With what the form works out; what is wrong with the answers does not matter to the flow.
        var answers = item.Form.Check(given, scenario, ChinaTime.DayOf(_now)).Answers;
        var filing = new FileCase
        {
            Actor = Applicant,
            Channel = Channels.Pc,
            Id = _ids.Next(),
            Item = item,
            Locality = item.Locality,
            TrackingCode = TrackingCode.Generate(count => new byte[count]),
            ApplicantAccount = Applicant.AccountId,
            ApplicantHash = "",
            Content = new()
            {
                Answers = answers,
                Scenario = scenario,
                Materials = [.. item.Required(scenario, answers).Select(m => new CaseMaterial(m.Key, m.Name, m.Mandatory, MaterialStatus.OnPaper, []))],
            },
        };
        return ApplyAsync(filing.Begin(_now), filing, "file", null, null, ct);
    }

    private ValueTask<Result<Done>> MoveAsync(RehearsalMove move, CancellationToken ct) => move.Do switch
    {
        RehearsalAct.Complete => CompleteAsync(move, ct),
        RehearsalAct.Supply => ApplyAsync(_file!, Supplement(move), "supply", null, null, ct),
        RehearsalAct.Withdraw => ApplyAsync(_file!, new WithdrawCase { Actor = Applicant, Reason = move.Reason ?? "" }, "withdraw", null, null, ct),
        RehearsalAct.Signal => ApplyAsync(_file!, new Heard { Actor = Actor.System, Name = move.Name ?? "", Payload = move.Data is null ? default : JsonSerializer.SerializeToElement(move.Data) }, "signal", null, move.Name, ct),
        RehearsalAct.Wait => WaitAsync(move, ct),
        RehearsalAct.Answer => AnswerAsync(move, ct),
        RehearsalAct.End => EndAsync(move, ct),
        _ => throw new ArgumentOutOfRangeException(nameof(move), move.Do, "Nothing like that can happen to a case."),
    };

    private ValueTask<Result<Done>> CompleteAsync(RehearsalMove move, CancellationToken ct)
    {
        var tasks = _file!.Tasks.Where(t => !t.Audience.Applicant && (move.Step is null || t.StepId == move.Step)).ToList();
        if (tasks.Count == 0 || (move.Step is null && tasks.Count > 1))
        {
            return new(Problem.Conflict("rehearsal.stepNotOpen", ("value", move.Step ?? ""), ("expected", string.Join(", ", _file.Tasks.Select(t => t.StepId).Distinct()))));
        }

        // Of several signers of one step the first who has not signed.
        var task = tasks.Find(t => t.Outcomes.Exists(o => o.Key == move.Outcome)) ?? tasks[0];
        var command = new CompleteTask { Actor = Officer(task, move.By), TaskId = task.Id, Outcome = move.Outcome ?? "", Opinion = move.Opinion ?? "", Data = move.Data ?? [] };
        return ApplyAsync(_file, command, "complete", task.StepId, move.Outcome, ct);
    }

    /// <summary>Handed in at the window, on paper: a rehearsal has no files.</summary>
    private SupplementCase Supplement(RehearsalMove move) => new()
    {
        Actor = Clerk,
        Channel = Channels.Window,
        OnBehalfOf = CaseCommand.Applicant,
        BroughtBy = new(BringerKind.Applicant),
        Answers = move.Answers is { } given ? Answers.Of(given) : Answers.Empty,
        Materials = [.. (_file!.Notice?.Materials.Select(m => m.Key) ?? _file.Facts.OpenGap ?? []).Select(key => new MaterialInput(key, null, OnPaper: true))],
    };

    private async ValueTask<Result<Done>> WaitAsync(RehearsalMove move, CancellationToken ct)
    {
        if (move.WorkingDays is < 0 or > LongestDays || move.Hours is < 0 or > LongestDays * 24.0 || move.Hours is double.NaN)
        {
            return Problem.Invalid("rehearsal.wait", null, ("value", move.WorkingDays?.ToString(CultureInfo.InvariantCulture) ?? move.Hours?.ToString(CultureInfo.InvariantCulture)), ("expected", $"0 … {LongestDays}"));
        }

        var until = move.Until
            ?? (move.WorkingDays is { } days ? ClockRules.Deadline(ChinaTime.DayOf(_now), days, ClockUnit.WorkingDay, [], item.Calendar)?.At : _now + TimeSpan.FromHours(move.Hours ?? 0));
        if (until is not { } end || end < _now || end > _latest)
        {
            return Problem.Invalid("rehearsal.wait", null, ("value", until), ("expected", $"{_now:O} … {_latest:O}"));
        }

        while (_file!.Timers.Where(t => t.DueAt <= end && !_refused.Contains(t.Id)).MinBy(t => t.DueAt) is { } timer)
        {
            if (++_fired > MostTimers)
            {
                return Problem.Conflict("rehearsal.tooManyTimers", ("expected", MostTimers));
            }

            ct.ThrowIfCancellationRequested();
            _now = timer.DueAt > _now ? timer.DueAt : _now;
            if (!(await ApplyAsync(_file, new FireTimer { Actor = Actor.System, Channel = Channels.System, TimerId = timer.Id }, "timer", null, timer.Kind.ToString(), ct)).Succeeded)
            {
                // The platform would try it again and again, and somebody would look.
                _refused.Add(timer.Id);
            }
        }

        _now = end;
        return Done.It;
    }

    private async ValueTask<Result<Done>> ApplyAsync(CaseFile before, CaseCommand command, string what, string? step, string? outcome, CancellationToken ct)
    {
        var work = new CaseWork(before, item, command, interpreter, _now, _ids);
        var decided = await command.DecideAsync(work, ct);
        if (!decided.Succeeded)
        {
            return decided;
        }

        var change = work.Finish();
        _file = change.Next with { Version = before.Version + 1, Number = item.Item.Key };
        if (step is not null)
        {
            _path.Add($"{step}:{outcome}");
        }

        _left.AddRange(change.Effects.Select(e => new LeftBehind(e(_file), _file)).Where(l => l.Effect is IssueDocumentEffect or SendMessageEffect));
        _moments.Add(new(
            _now,
            what,
            step,
            outcome,
            _file.State,
            [.. change.Events.Select(e => e.Name)],
            [.. await ShowAsync(change.Effects, ct), .. Started(before, _file)],
            [.. _file.Tasks.Where(t => before.FindTask(t.Id) is null).Select(Shown)],
            [.. before.Tasks.Where(t => _file.FindTask(t.Id) is null).Select(t => t.StepId)],
            work.Trace)
        {
            Decisions = [.. change.Events.Select(e => e.Payload).OfType<DecisionEntry.Payload>().Select(p => p.Explanation)],
        });
        return Done.It;
    }

    private static RehearsedTask Shown(CaseTask task) => new(
        task.StepId, task.Title, task.Kind, task.Audience.Role, task.Audience.Authority, task.Audience.Group, [.. task.Outcomes.Select(o => o.Key)], task.DueOn)
    {
        Labels = task.Outcomes.ToDictionary(o => o.Key, o => o.Label),
    };

    private IEnumerable<RehearsedWait> Waits() => _file is null ? [] :
    [
        .. (_file.Calls ?? []).Where(c => c.Answer is null).Select(c => new RehearsedWait("call", $"{c.Binding}.{c.Operation}", c.StepId)),
        .. (_file.SubCases ?? []).Where(c => c.State?.IsTerminal() != true).Select(c => new RehearsedWait("case", c.Item, c.StepId)),
        .. (_file.Awaits ?? []).Select(e => new RehearsedWait("event", e.Name, null)),
        .. _file.Timers.OrderBy(t => t.DueAt).Select(t => new RehearsedWait("timer", t.Kind.ToString(), null, t.DueAt)),
    ];

    private static RehearsedEffect Shown(object effect) => effect switch
    {
        IssueDocumentEffect paper => new("document", paper.Kind),
        SendMessageEffect message => new("message", message.Template, message.Role ?? (message.AccountId is null || message.AccountId == Applicant.AccountId ? "applicant" : "person")),
        CallConnectorEffect call => new("call", $"{call.Binding}.{call.Operation}"),
        ServiceRenderedEffect service => new("rating", service.ServiceName),
        _ => new("other", effect.GetType().Name),
    };

    private static Actor Applicant { get; } = new(ActorKind.Resident, PersonOf("applicant"), "申请人", []);

    private Actor Clerk => new(ActorKind.Staff, PersonOf("window"), "window", [new(Roles.WindowClerk, item.Locality)]);

    private Actor Officer(CaseTask task, string? name)
    {
        var person = name ?? $"{task.StepId}/{task.Audience.Role}/{task.Id}";
        return new(ActorKind.Staff, PersonOf(person), name ?? task.Audience.Role ?? task.StepId, [new(task.Audience.Role ?? "", item.Locality)]);
    }

    private static Guid PersonOf(string name) => new(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));

    /// <param name="Effect">A paper or a message.</param>
    internal sealed record LeftBehind(object Effect, CaseFile File);

    /// <summary>Something from outside that the flow may wait for.</summary>
    private sealed record Heard : CaseCommand
    {
        public required string Name { get; init; }

        public required JsonElement Payload { get; init; }

        public override ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct) => work.AdvanceAsync(new FlowStimulus.Signal(Name, Payload), ct);
    }

    /// <summary>1, 2, 3 …: two runs of one script give the same.</summary>
    private sealed class CountedIds : IIdSource
    {
        private int _last;

        public Guid Next() => new(++_last, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, 0);
    }
}
