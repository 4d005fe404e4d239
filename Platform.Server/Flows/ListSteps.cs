using Platform.Model;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Flows;

/// <summary><c>GET /flows/steps</c>: everything a flow can be made of, as a designer needs it.</summary>
internal static class ListSteps
{
    internal sealed record Answer(IReadOnlyList<Step> Items);

    /// <summary>One type of activity.</summary>
    /// <param name="Outcomes">Its ports; null when they follow from the inputs <paramref name="OutcomeInputs"/>.</param>
    /// <param name="Bodies">Members that hold an activity.</param>
    /// <param name="List">The member that holds a list of activities.</param>
    internal sealed record Step(
        string Type,
        LocalizedText Title,
        LocalizedText Summary,
        string Icon,
        string Category,
        IReadOnlyList<StepInput> Inputs,
        IReadOnlyList<StepOutput> Outputs,
        IReadOnlyList<StepOutcome>? Outcomes,
        IReadOnlyList<string> OutcomeInputs,
        IReadOnlyList<StepOutcome> Bodies,
        string? List);

    public static void Map(RouteGroupBuilder api) => api
        .MapGet("/flows/steps", (IFlowVocabulary vocabulary) => TypedResults.Ok(new Answer([.. vocabulary.Steps.Select(Of)])))
        .Needs(Permissions.DefinitionsRead)
        .Produces<Answer>()
        .WithName("listFlowSteps")
        .WithTags("Definitions");

    private static Step Of(StepDescription step) => new(
        step.Type,
        step.Title,
        step.Summary,
        step.Icon,
        step.Category,
        step.Inputs,
        step.Outputs,
        step.OutcomesFrom is null && step.OutcomesOfTable is null ? step.Outcomes : null,
        step.OutcomeInputs,
        step.Bodies,
        step.List);
}
