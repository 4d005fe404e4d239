using System.Text.Json;
using Platform.Model;
using Platform.Model.Connectors;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Server.Cases.Intake;

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
        if (work.Answered(Call, Round) is not { } call)
        {
            return new(Done.It);
        }

        work.Record("flow.callAnswered", new { step = call.StepId, call.Binding, call.Operation, call.Key, call.Round, Answer.Succeeded, Answer.Code, message = Answer.Message is { } told ? work.Personal.Hide(told) : null });
        return work.AdvanceAsync(new FlowStimulus.Signal(FlowSignals.Answered(Call), JsonSerializer.SerializeToElement(Answer, ModelJson.Options)), ct);
    }
}

/// <summary>Brings answers to the cases that asked.</summary>
internal sealed class ConnectorAnswers(CaseReader cases) : IConnectorAnswers
{
    public async ValueTask<bool> IsAwaitedAsync(Guid caseId, Guid key, int round, CancellationToken ct) =>
        await cases.ReadAsync(caseId) is { Calls: { } waiting } && waiting.Exists(c => c.Key == key && c.Round == round);

    public async ValueTask TellAsync(Guid caseId, Guid key, int round, ConnectorAnswer answer, CancellationToken ct)
    {
        // Heard before, or forgotten with the step: nothing is written for it.
        if (!await IsAwaitedAsync(caseId, key, round, ct))
        {
            return;
        }

        var heard = await cases.SendAsync(caseId, new HearCall { Actor = Actor.System, Channel = Channels.System, Call = key, Round = round, Answer = answer });
        if (!heard.Succeeded)
        {
            throw new InvalidOperationException($"The answer to call {key} was not taken by case {caseId} ({string.Join(", ", heard.Problems.Select(p => p.Code))}).");
        }
    }
}
