using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Connectors;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Server.Cases.Intake;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Cases;

/// <summary>What a connector answered to a step of the case. An answer nobody waits for any more changes nothing.</summary>
internal sealed record HearCall : CaseCommand
{
    public required Guid Call { get; init; }

    public required int Round { get; init; }

    public required ConnectorAnswer Answer { get; init; }

    public override ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        work.ActingRole = "system";
        if (work.Answered(Call, Round, Answer) is not { } call)
        {
            return new(Done.It);
        }

        work.Record("flow.callAnswered", new { step = call.StepId, call.Binding, call.Operation, call.Key, call.Round, Answer.Succeeded, Answer.Refused, Answer.Code, message = Hidden(work, Answer.Message), notTaken = Hidden(work, Answer.NotTaken) });
        return work.IsLeft(call) ? new(Done.It) : work.AdvanceAsync(new FlowStimulus.Signal(FlowSignals.Answered(Call), JsonSerializer.SerializeToElement(Answer, ModelJson.Options)), ct);
    }

    /// <summary>Another system may repeat what it was told about people.</summary>
    private static string? Hidden(CaseWork work, string? told) => told is null ? null : work.Personal.Hide(told);
}

/// <summary>Brings answers to the cases that asked.</summary>
internal sealed class ConnectorAnswers(CaseReader cases, ProblemLines lines, IDatabase database) : IConnectorAnswers
{
    public async ValueTask<CallInterest> InterestAsync(Guid caseId, Guid key, int round, CancellationToken ct) =>
        await cases.ReadAsync(caseId) is { } file && file.FindCall(key, round) is { } call ? call.Ending ? CallInterest.End : CallInterest.Answer : CallInterest.None;

    public async ValueTask TellAsync(Guid caseId, Guid key, int round, ConnectorAnswer answer, CancellationToken ct)
    {
        // Heard before, or forgotten with the step: nothing is written for it.
        if (await InterestAsync(caseId, key, round, ct) == CallInterest.None)
        {
            return;
        }

        var heard = await SendAsync(caseId, key, round, answer);
        if (heard.Succeeded)
        {
            return;
        }

        if (heard.Problems.Any(p => p.Kind is ProblemKind.Stale or ProblemKind.TooMany) || !(await SendAsync(caseId, key, round, answer with { NotTaken = lines.Write(heard.Problems) })).Succeeded)
        {
            throw new InvalidOperationException($"The answer to call {key} was not taken by case {caseId} ({string.Join(", ", heard.Problems.Select(p => p.Code))}).");
        }
    }

    public async ValueTask<bool> StopAsync(Guid caseId, Guid key, int round, ConnectorAnswer answer, string error, CancellationToken ct)
    {
        try
        {
            return await InterestAsync(caseId, key, round, ct) == CallInterest.None || (await SendAsync(caseId, key, round, answer with { NotTaken = error })).Succeeded;
        }
        catch (Exception e) when (CaseFaults.IsOfTheCase(e, database))
        {
            return false;
        }
    }

    private Task<Result<CaseAnswer>> SendAsync(Guid caseId, Guid key, int round, ConnectorAnswer answer) =>
        cases.SendAsync(caseId, new HearCall { Actor = Actor.System, Channel = Channels.System, Call = key, Round = round, Answer = answer });
}
