using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Platform.Server.Cases.Intake;

namespace Platform.Server.Cases.Bundles;

/// <summary>One application for a bundle as any channel hands it in: body of <c>POST /api/v1/bundles</c>.</summary>
/// <param name="Locality">Division code where it is filed.</param>
/// <param name="Bundle">Code of the bundle.</param>
/// <param name="Channel">As of a single application.</param>
/// <param name="Answers">By field of the bundle's form; they also decide which optional items are wanted.</param>
/// <param name="Materials">By name within the bundle, each once, whichever items need it.</param>
/// <param name="Scenario">Option by question of the bundle's scenario; unanswered questions count as "no".</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BundleFiling(
    string Locality,
    string Bundle,
    string Channel,
    PartyInput Applicant,
    JsonObject? Answers = null,
    IReadOnlyList<MaterialInput>? Materials = null,
    IReadOnlyDictionary<string, string>? Scenario = null,
    PartyInput? Agent = null);
