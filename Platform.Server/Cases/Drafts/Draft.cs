using System.Collections.Immutable;
using Platform.Model.Forms;
using Platform.Model.Localities;
using Platform.Server.Cases.Intake;

namespace Platform.Server.Cases.Drafts;

/// <summary>An application being typed: kept on the server so that it goes on from any device (B5). Nothing in it is checked but sizes.</summary>
/// <param name="Version">Counts from 1; the ETag.</param>
internal sealed record Draft(Guid Id, Guid Account, LocalityCode Locality, string Item, int Version, DateTimeOffset UpdatedAt, DateTimeOffset ExpiresAt, DraftContent Content);

/// <param name="ItemVersion">The version of the item it began with.</param>
/// <param name="Channel">Where it was last saved.</param>
internal sealed record DraftContent(
    string ItemVersion,
    CaseApplicant Applicant,
    ImmutableDictionary<string, string> Scenario,
    Answers Answers,
    ImmutableList<MaterialInput> Materials,
    string Channel);
