using System.Text.Json;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;

namespace Platform.Server.Cases;

/// <summary>The applicant takes the application back 撤件. Possible until it is decided.</summary>
internal sealed record WithdrawCase : CaseCommand
{
    public string Reason { get; init; } = "";

    public override async ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        work.ActingRole = "applicant";
        var withdrawn = work.Apply(new CaseTransition.Withdraw(Reason));
        return withdrawn.Succeeded
            ? await work.UndoAsync(new FlowStimulus.Signal(FlowSignals.Withdrawn, JsonSerializer.SerializeToElement(new { reason = Reason })), "withdrawn", ct)
            : withdrawn;
    }
}
