using System.Text.Json;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>What an operator can do about a step that failed: put values right before it runs again, or end it in its place.</summary>
internal static class FlowRepair
{
    /// <summary>Null when the step has not failed.</summary>
    public static FailedStep? Find(FlowTurn turn, string stepId)
    {
        if (!turn.Flow.TryFind(stepId, out var node) || turn.State.Find(node) is not { Status: ActivityStatus.Faulted } activity)
        {
            return null;
        }

        var description = node.Activity.Description;
        return new(
            node.Key,
            node.Type,
            node.Title ?? description?.Title,
            [.. PortsOf(node).Select(port => description?.Outcomes.FirstOrDefault(o => o.Key == port) ?? new StepOutcome(port, LocalizedText.Of(port)))],
            description?.Outputs ?? [],
            node.Scope.DistinctBy(v => v.Name).ToDictionary(v => v.Name, turn.State.Variable, StringComparer.Ordinal),
            (description?.Correctable ?? []).ToDictionary(name => name, name => InputOf(turn, activity, name), StringComparer.Ordinal),
            Forbids(turn, node));
    }

    /// <exception cref="UnfitStimulusException">The step sees no such variable, or the input is none that can be put right.</exception>
    public static void Correct(FlowTurn turn, ActivityState activity, FlowCorrection? correction)
    {
        var node = activity.Node;
        foreach (var (name, value) in correction?.Variables ?? new Dictionary<string, JsonElement>())
        {
            turn.SetVariable(
                node.FindVariable(name) ?? throw new UnfitStimulusException(Unknown("flow.correct.variable", $"variables.{name}", name, node.Scope.Select(v => v.Name).Distinct())),
                value);
        }

        foreach (var (name, value) in correction?.Inputs ?? new Dictionary<string, JsonElement>())
        {
            var can = node.Activity.Description?.Correctable ?? [];
            activity.Corrected = activity.Corrected.With(name, can.Contains(name) ? value : throw new UnfitStimulusException(Unknown("flow.correct.input", $"inputs.{name}", name, can)));
        }
    }

    /// <summary>Gives the outputs; the caller lets the step end.</summary>
    /// <exception cref="UnfitStimulusException">It is an act in law, or has no such outcome or output.</exception>
    public static void Skip(FlowTurn turn, ActivityState activity, FlowStimulus.Skip skip)
    {
        var node = activity.Node;
        if (Forbids(turn, node) is { } forbidden)
        {
            throw new UnfitStimulusException(forbidden);
        }

        if (PortsOf(node) is var ports && !ports.Contains(skip.Outcome))
        {
            throw new UnfitStimulusException(Unknown("flow.skip.outcome", "outcome", skip.Outcome, ports));
        }

        foreach (var (name, value) in skip.Outputs)
        {
            var outputs = node.Activity.Description?.Outputs ?? [];
            if (!outputs.Any(o => o.Name == name))
            {
                throw new UnfitStimulusException(Unknown("flow.skip.output", $"outputs.{name}", name, outputs.Select(o => o.Name)));
            }

            turn.SetOutput(node, name, value);
        }

        activity.FailedAt = [];
        activity.Status = ActivityStatus.Running;
    }

    /// <summary>An act in law, in the step or in anything it contains, is made by whoever may make it and by nobody else.</summary>
    private static Problem? Forbids(FlowTurn turn, FlowNode node) =>
        turn.Flow.Nodes.FirstOrDefault(n => n.Activity is StepActivity { Step.Description.IsActInLaw: true } && n.Ancestry().Any(a => a.Index == node.Index)) is { } act
            ? Problem.Conflict("flow.skip.actInLaw", ("step", node.Key), ("act", act.Activity.Description!.Title))
            : null;

    /// <summary>Its own, or where these are known only at run time those something is connected to.</summary>
    private static IReadOnlyList<string> PortsOf(FlowNode node) =>
        node.Activity.Outcomes(node) is { Count: > 0 } own ? own
        : node.Connected.ToList() is { Count: > 0 } connected ? connected
        : [StepOutcome.DoneKey];

    private static JsonElement? InputOf(FlowTurn turn, ActivityState activity, string name)
    {
        try
        {
            return activity.Corrected.TryGetValue(name, out var corrected) ? corrected : turn.Evaluate(activity.Node, name);
        }
        catch (FlowExpressionException)
        {
            return null;
        }
    }

    private static Problem Unknown(string code, string field, string value, IEnumerable<string> expected) =>
        Problem.Invalid(code, field, ("value", value), ("expected", string.Join(", ", expected)));
}
