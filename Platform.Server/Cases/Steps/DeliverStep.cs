using Platform.Model.Cases;
using Platform.Model.Flows;
using Platform.Model.Identity;

namespace Platform.Server.Cases.Steps;

/// <summary>Completes the case (the result is made) and waits until it was handed over (DOMAIN §4.3, 16–17). Data of its task: <c>method</c>, <c>proof</c>.</summary>
internal sealed class DeliverStep : CaseStep
{
    private const string Delivered = "Delivered";

    private static readonly string[] Methods = ["window", "post", "electronic"];

    public override StepDescription Description { get; } = Describe(
        "Deliver",
        "package",
        [.. TaskInputs(Roles.Issuer), In("methods", StepEditor.Outcomes, Methods, choices: [.. Methods.Select(m => Port(m, "method." + m))])],
        [StepOutcome.Done]) with
    {
        Waits = true,
        IsActInLaw = true,
    };

    public override ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct)
    {
        Request(context, new CaseTransition.Complete());
        var outcomes = new[] { TaskOutcomes.Standard(Delivered, "deliver") };
        context.OpenTask(TaskKind.Deliver, TitleOf(context, "deliver.title"), Audience(context, Roles.Issuer), outcomes, Limit(context), new { methods = context.Input("methods", Methods) });
        return new(StepResult.Wait);
    }

    protected override StepResult Finish(StepContext context, FlowStimulus.TaskDone done)
    {
        if (done.Outcome != Delivered)
        {
            throw UnknownOutcome(done, [Delivered]);
        }

        Request(context, new CaseTransition.Deliver(Part<DeliveryMethod>(done, "method"), Member(done, "proof") ?? ""));
        return StepResult.Complete();
    }
}
