using Platform.Model.Flows;

namespace Platform.Server.Cases.Steps;

/// <summary>Offers a service event for rating; the flow goes on at once (DOMAIN §6: rating is voluntary).</summary>
internal sealed class EvaluateStep : CaseStep
{
    private const string Collect = "collect";

    private static readonly string[] Services = ["consult", "file", "supplement", "pay", Collect];

    public override StepDescription Description { get; } = Describe(
        "Evaluate",
        "star",
        [In("serviceName", StepEditor.Choice, Collect, choices: [.. Services.Select(s => Port(s, "service." + s))])],
        [StepOutcome.Done]) with
    {
        Waits = false,
    };

    public override ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct)
    {
        context.Emit(new FlowEffect.OfferRating(context.Input("serviceName", Collect)));
        return new(StepResult.Complete());
    }
}
