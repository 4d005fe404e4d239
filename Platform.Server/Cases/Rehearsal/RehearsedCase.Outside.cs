using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Connectors;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Server.Cases.Intake;

namespace Platform.Server.Cases.Rehearsal;

/// <summary>What others would do for the case: connectors answer, cases it files begin and end. Nobody is asked and nothing is filed.</summary>
internal sealed partial class RehearsedCase
{
    /// <summary>As scripts say that a call was refused, or a case by its intake.</summary>
    public const string Refused = "Refused";

    /// <summary>As scripts say that a call came to nothing for another reason.</summary>
    public const string Failed = "Failed";

    private const string Granted = "Granted";
    private const string Denied = "Denied";

    private static readonly Dictionary<string, CaseState> Ends = new(
        Enum.GetValues<CaseState>().Where(s => s.IsTerminal() && s != CaseState.Delivered).Select(s => KeyValuePair.Create(s.ToString(), s)), StringComparer.Ordinal)
    {
        [Granted] = CaseState.Delivered, [Denied] = CaseState.Delivered,
    };

    private readonly Dictionary<(Guid Key, int Round), ConnectorAnswer> _answers = [];

    /// <summary>Cases the flow has filed or asked for, in that order.</summary>
    private readonly List<SubCase> _filed = [];

    /// <summary>How a sub-case ended, as scripts say it.</summary>
    public static string OutcomeOf(CaseState state, bool granted) => granted ? Granted : state == CaseState.Delivered ? Denied : state.ToString();

    /// <summary>Calls are answered as was said when they were asked for, and cases are filed, unless the script says otherwise.</summary>
    /// <param name="coming">What the script has left.</param>
    private async ValueTask<Result<Done>> SettleAsync(IReadOnlyList<RehearsalMove> coming, CancellationToken ct)
    {
        // While time passes nobody answers what the script answers after that.
        var next = coming.FirstOrDefault(m => m.Do != RehearsalAct.Wait);
        HashSet<string?> told = _isRecord ? [.. coming.Where(m => m.Do == RehearsalAct.Answer).Select(m => m.Step)] : [];
        var (answers, files) = (_isRecord || next?.Do != RehearsalAct.Answer, next is not { Do: RehearsalAct.End, Outcome: Refused });
        while (true)
        {
            var call = answers ? _file?.Calls?.Find(c => !told.Contains(c.StepId) && _answers.ContainsKey((c.Key, c.Round))) : null;
            var waiting = files ? _file?.SubCases?.Find(s => s.Application is not null) : null;
            if (call is null && waiting is null)
            {
                return Done.It;
            }

            if (++_fired > MostTimers)
            {
                return Problem.Conflict("rehearsal.tooManyTimers", ("expected", MostTimers));
            }

            var done = call is not null && _answers.Remove((call.Key, call.Round), out var answer)
                ? await HearAsync(call, answer, ct)
                : await HearAsync(new SubCaseNews(waiting!.Id, SubCaseEvent.Filed, $"{waiting.Item}-{waiting.Id.ToString("N")[..8]}"), "file", waiting.StepId, null, ct);
            if (!done.Succeeded)
            {
                return done;
            }
        }
    }

    private ValueTask<Result<Done>> AnswerAsync(RehearsalMove move, CancellationToken ct)
    {
        var open = (_file!.Calls ?? []).Where(c => c.Answer is null && (move.Step is null || c.StepId == move.Step)).ToList();
        if (open.Count == 0 && _isRecord)
        {
            // As with real cases: what nobody waits for changes nothing.
            return new(Done.It);
        }

        return open is not [var call, ..] || (move.Step is null && open.Count > 1)
            ? new(Problem.Conflict("rehearsal.noCall", ("value", move.Step ?? ""), ("expected", string.Join(", ", (_file.Calls ?? []).Select(c => c.StepId)))))
            : HearAsync(call, move.Outcome is Failed or Refused ? ConnectorAnswer.Failed("connector.rehearsed", $"{call.Binding} · {call.Operation}", move.Outcome == Refused) : ConnectorAnswer.Of(JsonSerializer.SerializeToElement(move.Data ?? [])), ct);
    }

    /// <summary>The one that is meant, or the first of the step that has not ended.</summary>
    private ValueTask<Result<Done>> EndAsync(RehearsalMove move, CancellationToken ct)
    {
        var meant = move.Case is { } number ? _filed.Where(s => move.Step is null || s.StepId == move.Step).ElementAtOrDefault(number - 1)?.Id : null;
        var open = (_file!.SubCases ?? []).Where(s => s.State is null && (move.Step is null || s.StepId == move.Step) && (move.Case is null || s.Id == meant)).ToList();
        if (open is not [var sub, ..])
        {
            return new(Problem.Conflict("rehearsal.noSubCase", ("value", move.Step ?? ""), ("expected", string.Join(", ", (_file.SubCases ?? []).Where(s => s.State is null).Select(s => s.StepId).Distinct()))));
        }

        return move.Outcome == Refused ? HearAsync(new(sub.Id, SubCaseEvent.Refused, Code: "case.sub.rehearsed", Message: sub.Item), "end", sub.StepId, Refused, ct)
            : Ends.TryGetValue(move.Outcome ?? "", out var state) ? HearAsync(new(sub.Id, SubCaseEvent.Ended, sub.Number, state, move.Outcome == Granted), "end", sub.StepId, move.Outcome, ct)
            : new(Problem.Invalid("rehearsal.subCaseOutcome", "outcome", ("value", move.Outcome ?? ""), ("expected", string.Join(", ", [.. Ends.Keys, Refused]))));
    }

    private ValueTask<Result<Done>> HearAsync(OutsideCall call, ConnectorAnswer answer, CancellationToken ct) => ApplyAsync(
        _file!, new HearCall { Actor = Actor.System, Channel = Channels.System, Call = call.Key, Round = call.Round, Answer = answer }, "answer", null, answer.Succeeded ? "Done" : answer.Refused ? Refused : Failed, ct);

    private ValueTask<Result<Done>> HearAsync(SubCaseNews news, string what, string step, string? outcome, CancellationToken ct) =>
        ApplyAsync(_file!, new HearSubCase { Actor = Actor.System, Channel = Channels.System, News = news }, what, outcome is null ? null : step, outcome, ct);

    private List<RehearsedEffect> Started(CaseFile before, CaseFile now)
    {
        var started = (now.SubCases ?? []).FindAll(s => before.SubCases?.Exists(b => b.Id == s.Id) != true);
        _filed.AddRange(started);
        return [.. started.Select(s => new RehearsedEffect("case", s.Item, s.Locality.Value))];
    }

    private async ValueTask<IReadOnlyList<RehearsedEffect>> ShowAsync(IReadOnlyList<Func<CaseFile, object>> effects, CancellationToken ct)
    {
        var shown = new List<RehearsedEffect>(effects.Count);
        foreach (var effect in effects.Select(e => e(_file!)))
        {
            shown.Add(effect is CallConnectorEffect call && calls is not null ? await ShowAsync(call, calls, ct) : Shown(effect));
        }

        return shown;
    }

    /// <summary>What the call would be, and what it would be answered.</summary>
    private async ValueTask<RehearsedEffect> ShowAsync(CallConnectorEffect call, IRehearsedCalls rehearsed, CancellationToken ct)
    {
        var (description, answer) = await rehearsed.RehearseAsync(_file!.Locality, call.Binding, call.Operation, call.Input, ct);
        if (answer is not null)
        {
            _answers[(call.Key, call.Round)] = answer;
        }

        return Shown(call) with { Description = description };
    }
}
