using System.Text.Json;
using Platform.Model.Cases;
using Platform.Model.Flows;

namespace Platform.Server.Cases.Steps;

/// <summary>
/// Waits for the applicant to supply what the notice lists (DOMAIN §4.3, 6–8). The notice comes from the input <c>notice</c>, or from the acceptance step just
/// before it, and goes to the task as <c>notice</c>.
/// </summary>
internal sealed class SupplementStep : CaseStep
{
    private const string Supplied = "Supplied";
    private const string Overdue = "Overdue";

    public override StepDescription Description { get; } = Describe(
        "Supplement",
        "upload",
        [In("title", StepEditor.LocalizedText), In("notice", StepEditor.Json)],
        [Port(Supplied, "supplement.outcome.Supplied"), Port(Overdue, "supplement.port.Overdue")]) with
    {
        Waits = true,
        IsActInLaw = true,
        Settles = [Overdue],
    };

    public override ValueTask<StepResult> ExecuteAsync(StepContext context, CancellationToken ct)
    {
        var written = context.Input<JsonElement>("notice", default);
        object? notice = written.ValueKind == JsonValueKind.Object ? written
            : context.Emitted.OfType<FlowEffect.RequestTransition>().Select(e => e.Transition).OfType<CaseTransition.RequestSupplement>().LastOrDefault()?.Notice;
        context.OpenTask(
            TaskKind.Supplement,
            TitleOf(context, "supplement.title"),
            TaskAudience.TheApplicant,
            [TaskOutcomes.Standard(Supplied, "supplement")],
            data: notice is null ? null : new { notice });
        context.WaitForSignal(FlowSignals.SupplementOverdue);
        return new(StepResult.Wait);
    }

    protected override StepResult Finish(StepContext context, FlowStimulus.TaskDone done)
    {
        if (done.Outcome != Supplied)
        {
            throw UnknownOutcome(done, [Supplied]);
        }

        Request(context, new CaseTransition.SupplyComplete());
        context.Emit(new FlowEffect.OfferRating("supplement"));
        return StepResult.Complete(Supplied);
    }

    protected override StepResult Hear(StepContext context, FlowStimulus.Signal signal) => StepResult.Complete(Overdue);
}
