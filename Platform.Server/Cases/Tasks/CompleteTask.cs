using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Server.Cases.Tasks;

/// <summary>Finish a task with one of its outcomes; the flow goes on from there. An unclaimed task may be finished by anybody whose role it is.</summary>
internal sealed record CompleteTask : TaskCommand
{
    public required string Outcome { get; init; }
    public string Opinion { get; init; } = "";

    /// <summary>What the dialog of the task collected, an object.</summary>
    public JsonObject Data { get; init; } = [];

    /// <summary>For an acceptance with a gap: whether the applicant is barred from it, as the list stood when the command was sent; null where nobody asked.</summary>
    public bool? PromiseBarred { get; init; }

    protected override async ValueTask<Result<Done>> DecideAsync(CaseWork work, CaseTask task, CancellationToken ct)
    {
        if (CheckHeld(task) is { } held)
        {
            return held;
        }

        if (task.Kind == TaskKind.Supplement)
        {
            return Problem.Conflict("task.bySupplement");
        }

        if (task.Outcomes.Find(o => o.Key == Outcome) is not { } chosen)
        {
            return Problem.Invalid("task.outcome", "outcome", ("value", Outcome), ("expected", string.Join(", ", task.Outcomes.Select(o => o.Key))));
        }

        if (chosen.OpinionRequired && string.IsNullOrWhiteSpace(Opinion))
        {
            return Problem.Invalid("task.opinion.required", "opinion", ("outcome", chosen.Label));
        }

        if (Opinion.Length > MaxOpinion)
        {
            return Problem.Invalid("form.tooLong", "opinion", ("value", Opinion.Length), ("expected", MaxOpinion));
        }

        if (PromiseBarred is { } barred && barred != work.File.Facts.Settings.GapBarred)
        {
            work.File = work.File with { Facts = work.File.Facts with { Settings = work.File.Facts.Settings with { GapBarred = barred } } };
        }

        return await FinishAsync(work, task, Outcome, Opinion, Data, ct);
    }

    /// <summary>Closes the task, writes it down and lets whoever opened it go on: the flow, or the case itself.</summary>
    internal static ValueTask<Result<Done>> FinishAsync(CaseWork work, CaseTask task, string outcome, string opinion, JsonObject data, CancellationToken ct) =>
        FinishedTask.CloseAsync(work, task, outcome, opinion, data, async () =>
        {
            if (!task.FromFlow)
            {
                return await ExtendCase.ApprovedAsync(work, task, outcome, opinion, ct);
            }

            var all = (JsonObject)data.DeepClone();
            all["opinion"] = opinion;
            return await work.AdvanceAsync(new FlowStimulus.TaskDone(task.Id, outcome, JsonSerializer.SerializeToElement(all), work.Actor.AccountId?.ToString()), ct);
        });
}
