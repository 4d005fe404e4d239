using Platform.Model.Forms;
using Platform.Model.Localities;

namespace Platform.Model.Items;

/// <summary>What somebody can apply for with one application: a service item, or a bundle of several. The version in force of one locality.</summary>
public interface IApplicable
{
    /// <summary>Names this version for ever; what a draft keeps.</summary>
    string VersionId { get; }

    LocalityCode Locality { get; }

    /// <summary>Key of the definition.</summary>
    string Code { get; }

    LocalizedText Name { get; }

    /// <summary>Whether people can apply on a day; of a bundle, for all of its items.</summary>
    bool IsEffectiveOn(DateOnly day);

    /// <summary>Some fact has no cited source and is shown as 样例.</summary>
    bool Sample { get; }

    /// <summary>Code table A.4; empty = everybody.</summary>
    IReadOnlyList<string> Audience { get; }

    /// <summary>Asked before the form.</summary>
    IReadOnlyList<ScenarioQuestion> Scenario { get; }

    CompiledForm Form { get; }

    /// <summary>The materials this application needs, each once.</summary>
    /// <param name="scenario">Option by question key; answers to questions that are not asked do not count.</param>
    /// <param name="answers">The form's answers so far; conditions on what is not answered yet do not hold.</param>
    IReadOnlyList<MaterialRequirement> Required(IReadOnlyDictionary<string, string> scenario, Answers answers);

    /// <summary>What this application costs, line by line; of a bundle, for each item that is applied for. None where nothing is charged.</summary>
    /// <param name="isComplete">Nothing more will be answered.</param>
    IReadOnlyList<DueFee> Fees(IReadOnlyDictionary<string, string> scenario, Answers answers, bool isComplete);
}
