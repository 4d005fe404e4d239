using System.Text.Json.Nodes;
using Platform.Designer.Editors.Flows;
using Platform.Model.Flows;

namespace Platform.Server.Cases.Moves;

/// <param name="Title">What people call it; its id where it has no name.</param>
internal sealed record StepName(string Id, string Title);

/// <summary>How the steps of former versions of a flow stand to those of the version in force. Pure.</summary>
/// <param name="Same">How many keep their id.</param>
/// <param name="Gone">Steps of former versions that the version in force does not have, by id.</param>
/// <param name="Fresh">Steps of the version in force that no former version has, in the order of the document: what may have taken the place of those.</param>
internal sealed record StepMapping(int Same, IReadOnlyList<StepName> Gone, IReadOnlyList<StepName> Fresh)
{
    public static StepMapping Of(IEnumerable<JsonObject> former, JsonObject inForce)
    {
        var now = Steps(inForce);
        var before = former.SelectMany(Steps).GroupBy(s => s.Id, StringComparer.Ordinal).Select(g => g.Last()).ToDictionary(s => s.Id, StringComparer.Ordinal);
        var ids = now.Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        return new StepMapping(
            before.Keys.Count(ids.Contains),
            [.. before.Values.Where(s => !ids.Contains(s.Id)).OrderBy(s => s.Id, StringComparer.Ordinal)],
            [.. now.Where(s => !before.ContainsKey(s.Id))]);
    }

    private static IReadOnlyList<StepName> Steps(JsonObject flow) =>
        [.. FlowSteps.In(flow[FlowJson.RootMember]).Select(a => (Activity: a, Id: FlowJson.Text(a, "id")!)).Where(s => s.Id.Length > 0).DistinctBy(s => s.Id).Select(s => new StepName(s.Id, TitleOf(s.Activity) ?? s.Id))];

    private static string? TitleOf(JsonObject activity) => activity[FlowJson.MetadataMember] is JsonObject metadata && FlowJson.Text(metadata, "displayText") is { Length: > 0 } title ? title : null;
}
