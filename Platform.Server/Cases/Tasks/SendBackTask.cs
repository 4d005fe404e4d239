using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;

namespace Platform.Server.Cases.Tasks;

/// <summary>
/// 退回: send the case back to a step that was done before, chosen among those of this case, whatever the flow draws. The task is over; what has to be done again closes, what
/// stands beside stays open. The citizen's clocks go on.
/// </summary>
internal sealed record SendBackTask : TaskCommand
{
    /// <summary>Id of the step in the flow.</summary>
    public required string To { get; init; }

    public required string Opinion { get; init; }

    protected override async ValueTask<Result<Done>> DecideAsync(CaseWork work, CaseTask task, CancellationToken ct)
    {
        if ((CheckHeld(task) ?? CheckOpinion(Opinion)) is { } refused)
        {
            return refused;
        }

        var earlier = work.FindEarlier(task);
        if (earlier.FirstOrDefault(e => e.StepId == To) is not { } target)
        {
            return Problem.Invalid("flow.sendBack.target", "to", ("value", To), ("expected", string.Join(", ", earlier.Select(e => e.StepId))));
        }

        return await FinishedTask.CloseAsync(
            work, task, TaskDesk.SendBackOutcome, Opinion, new JsonObject { ["to"] = To, ["toTitle"] = target.Title.In(LocalizedText.Chinese), ["way"] = target.Way.ToString() }, async () =>
            {
                if (target.Way == SendBackRule.Alone)
                {
                    work.ShowSentBack(task);
                }

                var moved = work.Apply(new CaseTransition.MoveInternally(InternalMove.SendBack, Opinion));
                return moved.Succeeded ? await work.AdvanceAsync(new FlowStimulus.SendBack(task.Id, To, Actor.AccountId?.ToString()), ct) : moved;
            });
    }
}
