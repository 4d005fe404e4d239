using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Flows;
using Platform.Model.Identity;

namespace Platform.Server.Cases.Steps;

/// <summary>
/// Several sign at the same time, each with a task, an opinion and a clock of their own (会签, 或签). In mode <c>all</c> everybody must approve, in <c>any</c>
/// the first to sign decides, in <c>quorum</c> a number of approvals does. With <c>waitForAll</c> a result that is certain still waits for the other opinions
/// (not in mode <c>any</c>). Tasks nobody needs any more close.
/// </summary>
internal sealed class CountersignStep : CaseStep
{
    private const string Approve = "Approve";
    private const string Reject = "Reject";
    private const string Votes = "votes";
    private const string TasksOfSigners = "tasks";

    private static readonly IReadOnlyList<TaskOutcome> Choices = [TaskOutcomes.Standard(Approve, "countersign"), TaskOutcomes.Standard(Reject, "countersign")];

    public override StepDescription Description { get; } = Describe(
        "Countersign",
        "users",
        [
            In("mode", StepEditor.Choice, "all", choices: [Port("all", "countersign.mode.all"), Port("any", "countersign.mode.any"), Port("quorum", "countersign.mode.quorum")]),
            In("quorum", StepEditor.Number),
            In("signers", StepEditor.Signers, required: true),
            In("waitForAll", StepEditor.Switch, true),
            In("title", StepEditor.LocalizedText),
            In("limitDays", StepEditor.Number),
            In("followsCase", StepEditor.Switch, true),
        ],
        [Port("Approved", "countersign.port.Approved"), Port("Rejected", "countersign.port.Rejected")]) with
    {
        Waits = true,
        Outputs = [new StepOutput("outcome", StepsText.Of("output.outcome")), new StepOutput("opinions", StepsText.Of("output.opinions"))],
    };

    public override ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct)
    {
        var signers = context.Input<Signer[]>("signers", []);
        if (signers.Length == 0)
        {
            return new(StepResult.Fault("step.signersMissing", $"Step '{context.StepId}' has no signers."));
        }

        BeginReview(context);
        var tasks = new List<Guid>();
        foreach (var signer in signers)
        {
            var limit = signer.LimitDays is > 0 and var days ? new StepLimit(days, ClockUnit.WorkingDay, context.Input("followsCase", true)) : Limit(context);
            var audience = new TaskAudience(false, signer.Role ?? Roles.Reviewer, signer.Authority, signer.Group, Assignment(context));
            tasks.Add(context.OpenTask(TaskKind.Countersign, signer.Title ?? TitleOf(context, "countersign.title"), audience, Choices, limit));
        }

        context.Remember(TasksOfSigners, tasks);
        return new(StepResult.Wait);
    }

    protected override StepResult Finish(StepContext context, FlowStimulus.TaskDone done)
    {
        if (done.Outcome is not (Approve or Reject))
        {
            throw UnknownOutcome(done, [Approve, Reject]);
        }

        var signers = context.Input<Signer[]>("signers", []);
        var tasks = context.Recall<List<Guid>>(TasksOfSigners, []);
        var signer = signers.ElementAtOrDefault(tasks.IndexOf(done.TaskId));
        var votes = context.Recall<List<Vote>>(Votes, []);
        votes.Add(new Vote(signer?.Role, signer?.Authority, signer?.Group, done.Outcome, OpinionOf(done), done.By, context.Run.Now));
        context.Remember(Votes, votes);

        if (Decide(context, votes, tasks.Count) is not { } approved)
        {
            return StepResult.Wait;
        }

        var outcome = approved ? "Approved" : "Rejected";
        context.SetOutput("outcome", outcome);
        context.SetOutput("opinions", votes);
        return StepResult.Complete(outcome);
    }

    /// <summary>Null while it is open.</summary>
    private static bool? Decide(StepContext context, List<Vote> votes, int signers)
    {
        var approvals = votes.Count(v => v.Outcome == Approve);
        var rejections = votes.Count - approvals;
        if (context.Input("mode", "all") == "any")
        {
            return approvals > 0;
        }

        var needed = context.Input("mode", "all") == "quorum" ? Math.Clamp(context.Input("quorum", signers), 1, signers) : signers;
        var certain = approvals >= needed || rejections > signers - needed;
        return certain && (votes.Count == signers || !context.Input("waitForAll", true)) ? approvals >= needed : null;
    }

    /// <param name="LimitDays">Own limit in working days; null = the step's.</param>
    private sealed record Signer(string? Role, string? Authority = null, string? Group = null, LocalizedText? Title = null, int? LimitDays = null);

    /// <param name="By">Account id.</param>
    private sealed record Vote(string? Role, string? Authority, string? Group, string Outcome, string? Opinion, string? By, DateTimeOffset At);
}
