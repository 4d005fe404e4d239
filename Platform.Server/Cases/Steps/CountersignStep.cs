using System.Collections.Immutable;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Identity;

namespace Platform.Server.Cases.Steps;

/// <summary>
/// Several sign, each with a task, an opinion and a clock of their own. In mode <c>all</c> 会签 everybody must approve, in <c>any</c> 或签 the first to sign decides, in
/// <c>quorum</c> a number of approvals does, in <c>sequential</c> 依次 they sign one after the other in the order written and a rejection ends it. With <c>waitForAll</c> a
/// result that is certain still waits for the other opinions (in modes <c>all</c> and <c>quorum</c>). Tasks nobody needs any more close. One who sends back does so for
/// themself: the others and what they signed stay.
/// </summary>
internal sealed class CountersignStep : SignedStep
{
    private const string Sequential = "sequential";

    private static readonly string[] Modes = ["all", "any", "quorum", Sequential];

    public override StepDescription Description { get; } = Describe(
        "Countersign",
        "users",
        [
            In("mode", StepEditor.Choice, Modes[0], choices: [.. Modes.Select(m => Port(m, "countersign.mode." + m))]),
            In("quorum", StepEditor.Number),
            In("signers", StepEditor.Signers, required: true),
            In("waitForAll", StepEditor.Switch, true),
            In("title", StepEditor.LocalizedText),
            In("limitDays", StepEditor.Number),
            In("followsCase", StepEditor.Switch, true),
            SendBackInput(SendBackRule.Alone),
        ],
        [Port("Approved", "countersign.port.Approved"), Port("Rejected", "countersign.port.Rejected")]) with
    {
        Waits = true,
        Outputs = [new StepOutput("outcome", StepsText.Of("output.outcome")), new StepOutput("opinions", StepsText.Of("output.opinions"))],
        TakesSigners = true,
    };

    public override ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct)
    {
        var signers = SignersOf(context);
        if (signers.Length == 0)
        {
            return new(StepResult.Fault("step.signersMissing", $"Step '{context.StepId}' has no signers."));
        }

        BeginReview(context);
        return new(Proceed(context, SigningRound.Of(signers, context.Input("mode", Modes[0]) == Sequential)));
    }

    protected override StepResult Finish(StepContext context, FlowStimulus.TaskDone done) => done.Outcome is Approve or Reject
        ? Evaluate(context, (RoundOf(context) ?? BeginRound(context)).Signed(done.TaskId, done.Outcome, OpinionOf(done), done.By, context.Run.Now))
        : throw UnknownOutcome(done, [Approve, Reject]);

    protected override SigningRound BeginRound(StepContext context) => EarlierRounds.Read(context, SignersOf(context));

    protected override StepResult Evaluate(StepContext context, SigningRound round)
    {
        if (Decide(context, round) is not { } approved)
        {
            return Proceed(context, round);
        }

        var outcome = approved ? "Approved" : "Rejected";
        context.SetOutput("outcome", outcome);
        context.SetOutput("opinions", round.Standing.Where(s => s.Outcome is not null).OrderBy(s => s.Turn).Select(s => new Vote(s.Who.Role, s.Who.Authority, s.Who.Group, s.Outcome!, s.Opinion, s.By, s.At!.Value)).ToList());
        return StepResult.Complete(outcome);
    }

    protected override Guid Open(StepContext context, RoundSigner signer) => OpenSignature(context, signer, TitleOf(context, signer), Assignment(context));

    protected override LocalizedText TitleOf(StepContext context, RoundSigner signer) => signer.Who.Title ?? TitleOf(context, "countersign.title");

    /// <summary>Null while it is open.</summary>
    private static bool? Decide(StepContext context, SigningRound round)
    {
        var (signers, mode) = (round.Standing.Count(), context.Input("mode", Modes[0]));
        var approvals = round.Standing.Count(s => s.Outcome == Approve);
        var rejections = round.Standing.Count(s => s.Outcome == Reject);
        switch (mode)
        {
            case "any":
                return approvals + rejections > 0 ? approvals > 0 : null;
            case Sequential:
                return rejections > 0 ? false : approvals == signers ? true : null;
            default:
                var needed = mode == "quorum" ? Math.Clamp(context.Input("quorum", signers), 1, signers) : signers;
                var certain = approvals >= needed || rejections > signers - needed;
                return certain && (approvals + rejections == signers || !context.Input("waitForAll", true)) ? approvals >= needed : null;
        }
    }

    private static Signer[] SignersOf(StepContext context) =>
        [.. context.Input<Written[]>("signers", []).Select(w => new Signer(w.Role ?? Roles.Reviewer, w.Authority, w.Group, w.Title, w.LimitDays))];

    /// <summary>A signer as the definition writes them.</summary>
    /// <param name="LimitDays">Own limit in working days; null = the step's.</param>
    private sealed record Written(string? Role, string? Authority = null, string? Group = null, LocalizedText? Title = null, int? LimitDays = null);

    /// <param name="By">Account id.</param>
    private sealed record Vote(string? Role, string? Authority, string? Group, string Outcome, string? Opinion, string? By, DateTimeOffset At);
}

/// <summary>Reads what a countersignature of an earlier release remembers: the tasks of its signers in their order, and the votes.</summary>
internal static class EarlierRounds
{
    public static SigningRound Read(StepContext context, IReadOnlyList<Signer> signers)
    {
        var round = SigningRound.Of(signers, sequential: false);
        var tasks = context.Recall<List<Guid>>("tasks", []);
        for (var i = 0; i < Math.Min(tasks.Count, signers.Count); i++)
        {
            round = round.Opened(i + 1, tasks[i]);
        }

        foreach (var vote in context.Recall<List<Vote>>("votes", []))
        {
            var signer = round.Signers.Find(s => s is { Outcome: null, Task: { } task } && !context.OpenTasks.Contains(task) && (s.Who.Role, s.Who.Authority, s.Who.Group) == (vote.Role, vote.Authority, vote.Group));
            round = signer is null ? round : round.Signed(signer.Task!.Value, vote.Outcome, vote.Opinion, vote.By, vote.At);
        }

        return round;
    }

    private sealed record Vote(string? Role, string? Authority, string? Group, string Outcome, string? Opinion, string? By, DateTimeOffset At);
}
