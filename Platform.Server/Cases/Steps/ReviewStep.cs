using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Identity;

namespace Platform.Server.Cases.Steps;

/// <summary>
/// One officer examines; the outcome is the key that was chosen. Data of its task: <c>opinion</c>. Colleagues the officer adds sign as well (approve or reject); the outcome
/// stays the officer's, and a rejection that came after it brings the task back to them.
/// </summary>
internal sealed class ReviewStep : SignedStep
{
    /// <summary>The officer's own number among those who sign.</summary>
    private const int Officer = 1;

    private static readonly string[] Known = ["Pass", SendBack, Reject];
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
        TakesSigners = true,
    };

    public override ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct)
    {
        BeginReview(context);
        OpenReview(context, Audience(context, Roles.CaseOfficer));
        return new(StepResult.Wait);
    }

    protected override StepResult Finish(StepContext context, FlowStimulus.TaskDone done)
    {
        if (RoundOf(context) is { } round && round.OfTask(done.TaskId)?.Number is { } number)
        {
            CheckOutcome(context, done, number != Officer);
            var signed = round.Signed(done.TaskId, done.Outcome, OpinionOf(done), done.By, context.Run.Now);
            return number == Officer && done.Outcome == SendBack ? End(context, done.Outcome, OpinionOf(done)) : Evaluate(context, signed);
        }

        CheckOutcome(context, done, isAdded: false);
        return End(context, done.Outcome, OpinionOf(done));
    }

    protected override SigningRound BeginRound(StepContext context)
    {
        var audience = Audience(context, Roles.CaseOfficer);
        var round = SigningRound.Of([new Signer(audience.Role!, audience.Authority, audience.Group)], sequential: false);
        return context.OpenTasks is [var task, ..] ? round.Opened(Officer, task) : round;
    }

    protected override StepResult Evaluate(StepContext context, SigningRound round)
    {
        var officer = round.Signers[Officer - 1];
        if (officer.Outcome is not { } outcome || round.Standing.Any(s => s.Outcome is null))
        {
            return Proceed(context, round);
        }

        return round.Standing.Any(s => s.Number != Officer && s.Outcome == Reject && s.Turn > officer.Turn)
            ? Proceed(context, round.Again(Officer, officer.By))
            : End(context, outcome, officer.Opinion);
    }

    protected override Guid Open(StepContext context, RoundSigner signer) => signer.Number == Officer
        ? OpenReview(context, Audience(context, Roles.CaseOfficer) with { Wanted = WantedPerson(signer.Who.Person) })
        : OpenSignature(context, signer, TitleOf(context, signer), AssignmentRule.None);

    protected override LocalizedText TitleOf(StepContext context, RoundSigner signer) =>
        signer.Number == Officer ? TitleOf(context, "review.title") : signer.Who.Title ?? StepsText.Of("countersign.title");

    protected override Problem? CheckRemoval(RoundSigner signer) => signer.Number == Officer ? Problem.Conflict("signer.officer") : null;

    private static Guid OpenReview(StepContext context, TaskAudience audience) => context.OpenTask(TaskKind.Review, TitleOf(context, "review.title"), audience, OutcomesOf(context), Limit(context));

    private static void CheckOutcome(StepContext context, FlowStimulus.TaskDone done, bool isAdded)
    {
        var outcomes = isAdded ? Choices : OutcomesOf(context);
        if (!outcomes.Any(o => o.Key == done.Outcome))
        {
            throw UnknownOutcome(done, outcomes.Select(o => o.Key));
        }
    }

    private static StepResult End(StepContext context, string outcome, string? opinion)
    {
        if (outcome == SendBack)
        {
            Request(context, new CaseTransition.MoveInternally(InternalMove.SendBack, opinion));
        }

        context.SetOutput("outcome", outcome);
        context.SetOutput("opinion", opinion);
        return StepResult.Complete(outcome);
    }

    private static IReadOnlyList<TaskOutcome> OutcomesOf(StepContext context) =>
        TaskOutcomes.Read(context.Input<System.Text.Json.JsonElement>("outcomes", default), Default, "review", Known);
}
