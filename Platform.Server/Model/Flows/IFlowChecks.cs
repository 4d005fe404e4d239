namespace Platform.Model.Flows;

/// <summary>Whether a flow can be published. Findings carry the element as <see cref="Problem.Field"/>, e.g. <c>root.activities[review].outcomes</c>.</summary>
public interface IFlowChecks
{
    /// <summary>Everything that is wrong: unreadable parts, unknown activities, connections, ports, variables and names, missing inputs, steps nothing leads to. Empty when it can be published.</summary>
    IReadOnlyList<Problem> Check(FlowDefinition flow);

    /// <summary>What is allowed and probably not meant: an ignored <c>start</c>, a member no step reads.</summary>
    IReadOnlyList<Problem> Warn(FlowDefinition flow);
}
