using Platform.Model;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows;

/// <summary>
/// What undoes steps is checked like any flow, and does nothing else than undo: it asks no person for anything and the case for no transition. Its steps have ids of their own.
/// </summary>
internal sealed class CompensationRules(ActivityTypes types) : IFlowChecks
{
    public IReadOnlyList<Problem> Check(FlowDefinition flow)
    {
        if (FlowCompensation.In(flow) is not { Count: > 0 } declared)
        {
            return [];
        }

        CompiledFlow whole, undoing;
        try
        {
            (whole, undoing) = (new FlowParser(types).Parse(flow), new FlowParser(types).Parse(FlowCompensation.Of(flow, [.. declared.Keys])));
        }
        catch (FlowUnreadableException e)
        {
            return [e.Problem with { Field = FlowCompensation.Member }];
        }

        var rules = new FlowDefinitionRules(types).Check(FlowCompensation.Of(flow, [.. declared.Keys])).Select(p => p with { Field = $"{FlowCompensation.Member}:{p.Field}" });
        return [.. rules, .. undoing.Nodes.Skip(1).SelectMany(n => CheckNode(n, whole))];
    }

    public IReadOnlyList<Problem> Warn(FlowDefinition flow) => [];

    private static IEnumerable<Problem> CheckNode(FlowNode node, CompiledFlow whole)
    {
        var field = $"{FlowCompensation.Member}:{node.Path}";
        if (node.Activity is RunTaskActivity or ChildFlowActivity or StepActivity { Step.Description.CanUndo: false })
        {
            yield return Problem.Invalid("flow.compensation.kind", field, ("id", node.Id), ("type", node.Type));
        }

        if (!node.Flow.IsChild && whole.Nodes.Any(n => n.Id == node.Id))
        {
            yield return Problem.Invalid("flow.compensation.id", field, ("id", node.Id));
        }
    }
}
