using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Platform.Server.Cases.Intake;

/// <summary>An application as any channel hands it in: body of <c>POST /api/v1/cases</c>.</summary>
/// <param name="Locality">Division code where it is filed.</param>
/// <param name="Item">Code of the service item.</param>
/// <param name="Channel">pc, mobile, miniProgram, window, kiosk, hotline, post, api, or the number of code table A.5.</param>
/// <param name="Answers">By field of the item's form.</param>
/// <param name="Scenario">Option by question of the item's scenario; unanswered questions count as "no".</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record CaseFiling(
    string Locality,
    string Item,
    string Channel,
    PartyInput Applicant,
    JsonObject? Answers = null,
    IReadOnlyList<MaterialInput>? Materials = null,
    IReadOnlyDictionary<string, string>? Scenario = null,
    PartyInput? Agent = null);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PartyInput(string? Type, string? Name, string? IdType, string? IdNumber, string? Phone)
{
    public CaseApplicant ToParty() => new(Type ?? "", Name ?? "", IdType ?? "", IdNumber ?? "", Phone ?? "");
}

/// <param name="Key">Material requirement of the item.</param>
/// <param name="Files">Ids from <c>POST /api/v1/files</c>.</param>
/// <param name="OnPaper">Shown on paper at the window; nothing was scanned.</param>
/// <param name="Deferred">To be handed in later, where the requirement allows it.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record MaterialInput(string Key, IReadOnlyList<Guid>? Files = null, bool OnPaper = false, bool Deferred = false);
