using System.Text.Json;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Identity;

namespace Platform.Server.Cases.Steps;

/// <summary>
/// The decision (DOMAIN §4.3, 15). Data of its task: <c>reasons</c>, <c>legalBasis</c>, <c>remedies</c>, <c>effectiveFrom</c>, <c>effectiveTo</c>; the rules of the case say what
/// a denial must name. Remedies that are neither in the data nor in the input stay empty here: the item's own then apply.
/// </summary>
internal sealed class DecideStep : CaseStep
{
    private static readonly string[] Known = ["Grant", "Deny", "Partial", SendBack];
    private static readonly string[] Default = ["Grant", "Deny"];

    public override StepDescription Description { get; } = Describe(
        "Decide",
        "gavel",
        [
            .. TaskInputs(Roles.Approver),
            In("outcomes", StepEditor.Outcomes, Default, choices: [.. Known.Select(k => Port(k, "decide.outcome." + k))]),
            In("remedies", StepEditor.MultilineText),
        ],
        []) with
    {
        OutcomesFrom = literal => [.. OutcomesOf(literal("outcomes")).Select(o => PortOf(o.Key)).Distinct().Select(PortNamed)],
        OutcomeInputs = ["outcomes"],
        Waits = true,
        IsActInLaw = true,
        Settles = ["Granted", "Denied"],
        Outputs = [new StepOutput("outcome", StepsText.Of("output.outcome")), new StepOutput("opinion", StepsText.Of("output.opinion"))],
    };

    public override ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct)
    {
        var remedies = Text(context, "remedies");
        context.OpenTask(TaskKind.Decide, TitleOf(context, "decide.title"), Audience(context, Roles.Approver), OutcomesOf(context), Limit(context), remedies is null ? null : new { remedies });
        return new(StepResult.Wait);
    }

    protected override StepResult Finish(StepContext context, FlowStimulus.TaskDone done)
    {
        var outcomes = OutcomesOf(context);
        if (!outcomes.Any(o => o.Key == done.Outcome))
        {
            throw UnknownOutcome(done, outcomes.Select(o => o.Key));
        }

        Request(context, done.Outcome == SendBack ? new CaseTransition.MoveInternally(InternalMove.SendBack, OpinionOf(done)) : Decision(context, done));
        context.SetOutput("outcome", PortOf(done.Outcome));
        context.SetOutput("opinion", OpinionOf(done));
        return StepResult.Complete(PortOf(done.Outcome));
    }

    private static CaseTransition.Decide Decision(StepContext context, FlowStimulus.TaskDone done) => new(
        Enum.Parse<DecisionOutcome>(done.Outcome),
        Member(done, "reasons"),
        Member(done, "legalBasis"),
        Member(done, "remedies") ?? Text(context, "remedies"),
        SignersDone: true,
        Part<DateOnly?>(done, "effectiveFrom"),
        Part<DateOnly?>(done, "effectiveTo"));

    private static IReadOnlyList<TaskOutcome> OutcomesOf(StepContext context) => OutcomesOf(context.Input<JsonElement>("outcomes", default));

    private static IReadOnlyList<TaskOutcome> OutcomesOf(JsonElement? written) => [.. TaskOutcomes.Read(written, Default, "decide", Known).Where(o => Known.Contains(o.Key))];

    private static string PortOf(string outcome) => outcome switch
    {
        "Grant" or "Partial" => "Granted",
        "Deny" => "Denied",
        _ => outcome,
    };

    private static StepOutcome PortNamed(string port) => port is "Granted" or "Denied" ? Port(port, "decide.port." + port) : Port(SendBack, "decide.outcome.SendBack");
}
