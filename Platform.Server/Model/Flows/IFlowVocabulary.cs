namespace Platform.Model.Flows;

/// <summary>Everything a flow can be made of: the engine's own activities and the steps that features and plugins add.</summary>
public interface IFlowVocabulary
{
    /// <summary>By category and type.</summary>
    IReadOnlyList<StepDescription> Steps { get; }

    /// <summary>A type by name, or null.</summary>
    StepDescription? Find(string type) => Steps.FirstOrDefault(s => s.Type == type);
}
