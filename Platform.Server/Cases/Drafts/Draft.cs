using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Platform.Model.Forms;
using Platform.Model.Localities;
using Platform.Server.Cases.Intake;

namespace Platform.Server.Cases.Drafts;

/// <summary>An application being typed: kept on the server so that it goes on from any device (B5). Nothing in it is checked but sizes.</summary>
/// <param name="Version">Counts from 1; the ETag.</param>
/// <param name="WarnAt">From when on its owner is to be told that it expires; null = not at all.</param>
internal sealed record Draft(
    Guid Id, Guid Account, LocalityCode Locality, string Item, int Version, DateTimeOffset UpdatedAt, DateTimeOffset ExpiresAt, DraftContent Content, DateTimeOffset? WarnAt = null);

/// <summary>A draft whose owner is to be told that it expires.</summary>
internal sealed record ExpiringDraft(Guid Id, Guid Account, LocalityCode Locality, string ItemCode, int Version, DateTimeOffset ExpiresAt);

/// <param name="ItemVersion">The version of the item or bundle it began with.</param>
/// <param name="Channel">Where it was last saved.</param>
/// <param name="IsBundle">It is for a bundle: its item is the code of one.</param>
internal sealed record DraftContent(
    string ItemVersion,
    CaseApplicant Applicant,
    ImmutableDictionary<string, string> Scenario,
    Answers Answers,
    ImmutableList<MaterialInput> Materials,
    string Channel,
    bool IsBundle = false)
{
    /// <summary>Everything in it that may be a file: the files of materials, and in the answers whatever looks like one.</summary>
    [JsonIgnore]
    public IEnumerable<Guid> Files => Materials.SelectMany(m => m.Files ?? []).Concat(Ids(Answers.ToJson()));

    private static IEnumerable<Guid> Ids(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(m => Ids(m.Value)),
        JsonArray items => items.SelectMany(Ids),
        JsonValue value when value.TryGetValue<string>(out var text) && Guid.TryParse(text, out var id) => [id],
        _ => [],
    };
}
