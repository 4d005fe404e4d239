namespace Platform.Model.Flows;

/// <summary>Whether a flow can be published.</summary>
public interface IFlowChecks
{
    /// <summary>Everything that is wrong with a flow, each with the element as <see cref="Problem.Field"/> (<c>root.activities[review]</c>); empty when it can be published.</summary>
    IReadOnlyList<Problem> Check(FlowDefinition flow);
}
