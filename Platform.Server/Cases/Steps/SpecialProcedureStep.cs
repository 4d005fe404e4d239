using System.Text.Json;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Identity;

namespace Platform.Server.Cases.Steps;

/// <summary>
/// Stops the clocks for an inspection, a hearing and the like (DOMAIN §4.3, 12–13; Art 45). Three tasks one after the other: propose (<c>reason</c>,
/// <c>toldDays</c>), approve, record (<c>findings</c>). When the officer finds it is not needed, or the approver refuses it, the step ends as Skipped.
/// </summary>
internal sealed class SpecialProcedureStep : CaseStep
{
    private const string Proposal = "proposal";

    private static readonly SpecialProcedure[] Kinds = Enum.GetValues<SpecialProcedure>();

    public override StepDescription Description { get; } = Describe(
        "SpecialProcedure",
        "pause",
        [
            In("kind", StepEditor.Choice, Name(SpecialProcedure.Inspection), required: true, choices: [.. Kinds.Select(k => Port(Name(k), "special.kind." + Name(k)))]),
            In("proposingRole", StepEditor.Role, Roles.CaseOfficer),
            In("approvingRole", StepEditor.Role, Roles.Approver),
            In("recordingRole", StepEditor.Role),
            In("authority", StepEditor.Authority),
            In("group", StepEditor.Group),
            In("limitDays", StepEditor.Number),
            In("followsCase", StepEditor.Switch, true),
        ],
        [Port("Passed", "special.outcome.Passed"), Port("Failed", "special.outcome.Failed"), Port("Skipped", "special.port.Skipped")]) with
    {
        Waits = true,
        IsActInLaw = true,
        Outputs = [new StepOutput("outcome", StepsText.Of("output.outcome")), new StepOutput("findings", StepsText.Of("output.findings"))],
    };

    public override ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct)
    {
        BeginReview(context);
        Open(context, TaskKind.ProposeSpecialProcedure, "special.propose", context.Input("proposingRole", Roles.CaseOfficer), ["Propose", "Skip"], new { kind = Kind(context) });
        return new(StepResult.Wait);
    }

    protected override StepResult Finish(StepContext context, FlowStimulus.TaskDone done) => done.Outcome switch
    {
        "Propose" => Propose(context, done),
        "Approve" => Approve(context, done),
        "Passed" or "Failed" => Record(context, done),
        "Skip" or "Reject" => End(context, "Skipped", OpinionOf(done)),
        _ => throw UnknownOutcome(done, ["Propose", "Skip", "Approve", "Reject", "Passed", "Failed"]),
    };

    private static StepResult Propose(StepContext context, FlowStimulus.TaskDone done)
    {
        var proposal = new Proposed(Kind(context), Member(done, "reason") ?? OpinionOf(done) ?? "", Part<int>(done, "toldDays"), done.By);
        if (proposal.Reason.Length == 0 || proposal.ToldDays is < 1 or > 366)
        {
            var missing = proposal.Reason.Length == 0 ? "reason" : "toldDays";
            throw new UnfitStimulusException(Model.Problem.Invalid("task.data.invalid", $"data.{missing}", ("field", $"data.{missing}"), ("expected", missing == "reason" ? "text" : "1–366")));
        }

        context.Remember(Proposal, proposal);
        Open(context, TaskKind.ApproveSpecialProcedure, "special.approve", context.Input("approvingRole", Roles.Approver), ["Approve", "Reject"], proposal);
        return StepResult.Wait;
    }

    private static StepResult Approve(StepContext context, FlowStimulus.TaskDone done)
    {
        var proposal = context.Recall<Proposed?>(Proposal, null) ?? throw UnknownOutcome(done, ["Propose", "Skip"]);
        Request(context, new CaseTransition.Suspend(proposal.Kind, proposal.Reason, proposal.ToldDays, done.By ?? ""));
        var role = Text(context, "recordingRole") ?? context.Input("proposingRole", Roles.CaseOfficer);
        Open(context, TaskKind.RecordSpecialProcedure, "special.record", role, ["Passed", "Failed"], proposal);
        return StepResult.Wait;
    }

    private static StepResult Record(StepContext context, FlowStimulus.TaskDone done)
    {
        var findings = Member(done, "findings") ?? OpinionOf(done);
        Request(context, new CaseTransition.Resume(findings ?? ""));
        return End(context, done.Outcome, findings);
    }

    private static StepResult End(StepContext context, string outcome, string? findings)
    {
        context.SetOutput("outcome", outcome);
        context.SetOutput("findings", findings);
        return StepResult.Complete(outcome);
    }

    private static void Open(StepContext context, TaskKind kind, string title, string role, string[] outcomes, object data) => context.OpenTask(
        kind,
        StepsText.Of(title),
        new TaskAudience(false, role, Text(context, "authority"), Text(context, "group")),
        [.. outcomes.Select(o => TaskOutcomes.Standard(o, "special"))],
        Limit(context),
        data);

    private static SpecialProcedure Kind(StepContext context) => context.Input("kind", SpecialProcedure.Inspection);

    private static string Name(SpecialProcedure kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());

    /// <param name="ProposedBy">Account id.</param>
    private sealed record Proposed(SpecialProcedure Kind, string Reason, int ToldDays, string? ProposedBy);
}
