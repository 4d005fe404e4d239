using Platform.Model.Forms;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Model.Bundles;

/// <summary>A bundle as published in one locality, with the items as they are published there.</summary>
/// <param name="VersionId">Names this exact combination of bundle, form and items for ever.</param>
/// <param name="Parts">Those the locality offers; at least one.</param>
public sealed record PublishedBundle(string VersionId, LocalityCode Locality, Bundle Bundle, CompiledForm Form, IReadOnlyList<PublishedPart> Parts) : IApplicable
{
    string IApplicable.Code => Bundle.Key;

    LocalizedText IApplicable.Name => Bundle.Name;

    bool IApplicable.Sample => Bundle.Sample;

    IReadOnlyList<string> IApplicable.Audience => Bundle.Audience;

    IReadOnlyList<ScenarioQuestion> IApplicable.Scenario => Bundle.Scenario;

    public bool IsEffectiveOn(DateOnly day) => Parts.All(p => p.Item.Item.IsEffectiveOn(day));

    public IReadOnlyList<MaterialRequirement> Required(IReadOnlyDictionary<string, string> scenario, Answers answers) => BundleRules.Required(this, scenario, answers);

    public IReadOnlyList<DueFee> Fees(IReadOnlyDictionary<string, string> scenario, Answers answers, bool isComplete) => BundleRules.Fees(this, scenario, answers, isComplete);
}

/// <param name="Item">In force in the bundle's locality.</param>
public sealed record PublishedPart(BundlePart Part, PublishedItem Item);
