using System.Text.Json;
using Platform.Model.Cases;

namespace Platform.Model.Flows;

/// <summary>Another case a flow files for the applicant of its own.</summary>
/// <param name="Id">Chosen by the flow: filed twice it is still one.</param>
/// <param name="Item">Code of the service item.</param>
/// <param name="Locality">Where it is filed; null = where this case is. Only above or below it.</param>
/// <param name="Answers">By field of the item's form, an object.</param>
/// <param name="Scenario">Option by question of the item's scenario.</param>
/// <param name="Materials">Material of the item to the material of this case that is handed in for it; those of one key go along by themselves.</param>
public sealed record CaseToStart(
    Guid Id,
    string Item,
    string? Locality = null,
    JsonElement? Answers = null,
    IReadOnlyDictionary<string, string>? Scenario = null,
    IReadOnlyDictionary<string, string>? Materials = null);

/// <summary>What has happened to a case that a flow filed; payload of the signal <see cref="FlowSignals.SubCase"/>.</summary>
/// <param name="Code">Why it could not be filed, or why it stays when the flow has given it up.</param>
/// <param name="Granted">Whether it ended with a grant.</param>
/// <param name="NotTaken">Why the case could not go on with it, for operators; the step stops with it, and has it when it is run again. Null = it could, or has not tried.</param>
public sealed record SubCaseNews(
    Guid Case, SubCaseEvent What, string? Number = null, CaseState? State = null, bool Granted = false, string? Code = null, string? Message = null, string? NotTaken = null);

public enum SubCaseEvent
{
    Filed,
    /// <summary>Its intake refused it; it does not exist.</summary>
    Refused,
    Ended,
    /// <summary>It should have been withdrawn and could not be.</summary>
    Stays,
}
