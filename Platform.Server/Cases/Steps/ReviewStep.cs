using System.Text.Json;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Identity;

namespace Platform.Server.Cases.Steps;

/// <summary>One officer examines; the outcome is the key that was chosen. Data of its task: <c>opinion</c>.</summary>
internal sealed class ReviewStep : CaseStep
{
    private static readonly string[] Known = ["Pass", "SendBack", "Reject"];
    private static readonly string[] Default = ["Pass"];

    public override StepDescription Description { get; } = Describe(
        "Review",
        "search",
        [.. TaskInputs(Roles.CaseOfficer), In("outcomes", StepEditor.Outcomes, Default, choices: [.. Known.Select(k => Port(k, "review.outcome." + k))])],
        []) with
    {
        OutcomesFrom = literal => [.. TaskOutcomes.Read(literal("outcomes"), Default, "review", Known).Select(o => new StepOutcome(o.Key, o.Label))],
        OutcomeInputs = ["outcomes"],
        Waits = true,
        Outputs = [new StepOutput("outcome", StepsText.Of("output.outcome")), new StepOutput("opinion", StepsText.Of("output.opinion"))],
    };

    public override ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct)
    {
        BeginReview(context);
        context.OpenTask(TaskKind.Review, TitleOf(context, "review.title"), Audience(context, Roles.CaseOfficer), OutcomesOf(context), Limit(context));
        return new(StepResult.Wait);
    }

    protected override StepResult Finish(StepContext context, FlowStimulus.TaskDone done)
    {
        var outcomes = OutcomesOf(context);
        if (!outcomes.Any(o => o.Key == done.Outcome))
        {
            throw UnknownOutcome(done, outcomes.Select(o => o.Key));
        }

        if (done.Outcome == SendBack)
        {
            Request(context, new CaseTransition.MoveInternally(InternalMove.SendBack, OpinionOf(done)));
        }

        context.SetOutput("outcome", done.Outcome);
        context.SetOutput("opinion", OpinionOf(done));
        return StepResult.Complete(done.Outcome);
    }

    private static IReadOnlyList<TaskOutcome> OutcomesOf(StepContext context) =>
        TaskOutcomes.Read(context.Input<JsonElement>("outcomes", default), Default, "review", Known);
}
