using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Cases;

namespace Platform.Server.Cases.Rehearsal;

/// <summary>A rehearsal saved with a flow, which every later version of it has to pass.</summary>
/// <param name="Item">Key of the item the case is of.</param>
/// <param name="State">Where the case has to stand in the end.</param>
/// <param name="Path">Steps and outcomes it has to have taken; null = any.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FlowSample(
    [property: JsonRequired] LocalizedText Name,
    [property: JsonRequired] string Item,
    [property: JsonRequired] RehearsalScript Script,
    [property: JsonRequired] CaseState State,
    IReadOnlyList<string>? Path = null);
