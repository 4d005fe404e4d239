using System.Text.Json;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Identity;

namespace Platform.Server.Cases.Steps;

/// <summary>
/// The acceptance of an application (DOMAIN §4.3, 3–10). Data of its task: for Accept <c>withGap</c> and <c>promise</c>, for Supplement <c>notice</c>, for Refuse
/// <c>reason</c> and <c>competentBody</c>, for NotRequired <c>reason</c>. When the law accepts first, its task closes.
/// </summary>
internal sealed class AcceptStep : CaseStep
{
    private const string Accept = "Accept";
    private const string Supplement = "Supplement";
    private const string Refuse = "Refuse";
    private const string NotRequired = "NotRequired";
    private const string Accepted = "Accepted";

    private static readonly string[] Keys = [Accept, Supplement, Refuse, NotRequired];

    public override StepDescription Description { get; } = Describe(
        "Accept",
        "inbox",
        [.. TaskInputs(Roles.AcceptanceOfficer), In("outcomes", StepEditor.Outcomes, Keys, choices: [.. Keys.Select(k => Port(k, "accept.outcome." + k))])],
        []) with
    {
        OutcomesFrom = literal => [.. OutcomesOf(literal("outcomes")).Select(o => PortOf(o.Key)).Prepend(Accepted).Distinct().Select(p => Port(p, "accept.port." + p))],
        OutcomeInputs = ["outcomes"],
        Waits = true,
        IsActInLaw = true,
        Settles = ["Refused", NotRequired],
        Outputs = [new StepOutput("outcome", StepsText.Of("output.outcome")), new StepOutput("notice", StepsText.Of("output.notice"))],
    };

    public override ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct)
    {
        context.OpenTask(
            TaskKind.Accept,
            TitleOf(context, "accept.title"),
            Audience(context, Roles.AcceptanceOfficer),
            OutcomesOf(context.Input<JsonElement>("outcomes", default)),
            Limit(context));
        context.WaitForSignal(FlowSignals.DeemedAccepted);
        return new(StepResult.Wait);
    }

    protected override StepResult Finish(StepContext context, FlowStimulus.TaskDone done)
    {
        Request(context, done.Outcome switch
        {
            Accept => new CaseTransition.Accept(Part<bool>(done, "withGap"), Part<GapPromise>(done, "promise")),
            Supplement => new CaseTransition.RequestSupplement(Notice(context, done)),
            Refuse => new CaseTransition.RefuseAcceptance(Member(done, "reason") ?? OpinionOf(done) ?? "", Member(done, "competentBody") ?? ""),
            NotRequired => new CaseTransition.NotRequire(Member(done, "reason") ?? OpinionOf(done) ?? ""),
            _ => throw UnknownOutcome(done, Keys),
        });
        context.SetOutput("outcome", PortOf(done.Outcome));
        return StepResult.Complete(PortOf(done.Outcome));
    }

    /// <summary>The platform has made the transition itself; here only the flow goes on.</summary>
    protected override StepResult Hear(StepContext context, FlowStimulus.Signal signal)
    {
        context.SetOutput("outcome", Accepted);
        return StepResult.Complete(Accepted);
    }

    private static IReadOnlyList<TaskOutcome> OutcomesOf(JsonElement? written) => [.. TaskOutcomes.Read(written, Keys, "accept", Keys).Where(o => Keys.Contains(o.Key))];

    private static SupplementNotice Notice(StepContext context, FlowStimulus.TaskDone done)
    {
        var notice = Part<SupplementNotice>(done, "notice");
        notice = new SupplementNotice(notice?.Fields ?? [], notice?.Materials ?? [], notice?.Deadline, notice?.Note);
        context.SetOutput("notice", notice);
        return notice;
    }

    private static string PortOf(string outcome) => outcome switch
    {
        Accept => Accepted,
        Refuse => "Refused",
        _ => outcome,
    };
}
