using System.Text.Json.Nodes;
using Platform.Designer.Editors.Fields;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Designer.Editors.Flows;

/// <summary>Steps on their way from one flow to another, with the arrows between them.</summary>
public sealed record FlowClip(IReadOnlyList<JsonObject> Activities, IReadOnlyList<ChartArrow> Arrows)
{
    /// <summary>Letters of a text longer than which it is none that was written here.</summary>
    private const int Longest = 2_000_000;

    public static FlowClip Of(FlowChart chart, IReadOnlySet<string> ids) => new(
        [.. chart.Nodes.Where(n => ids.Contains(n.Id)).Select(n => (JsonObject)n.Activity.DeepClone())],
        [.. chart.Arrows.Where(a => ids.Contains(a.Source) && ids.Contains(a.Target))]);

    public string Write() => new JsonObject
    {
        [FlowJson.ActivitiesMember] = new JsonArray([.. Activities.Select(a => a.DeepClone())]),
        [FlowJson.ConnectionsMember] = new JsonArray([.. Arrows.Select(a => FlowJson.Connection(a.Source, a.Port, a.Target))]),
    }.ToJsonString(ModelJson.Options);

    /// <summary>Null for what no one wrote here, whoever put it there: the browser keeps it where every page of the site can write.</summary>
    public static FlowClip? Read(string? text)
    {
        if (text is null || text.Length > Longest || TypedJson.ReadObject(text, out var written) is not null || written is null)
        {
            return null;
        }

        var activities = Entries(written[FlowJson.ActivitiesMember]).Where(FlowJson.IsActivity).ToList();
        return activities.Count == 0 ? null : new([.. activities], [.. Entries(written[FlowJson.ConnectionsMember]).Select(FlowChart.ArrowOf).OfType<ChartArrow>()]);
    }

    private static IEnumerable<JsonObject> Entries(JsonNode? list) => list is JsonArray entries ? entries.OfType<JsonObject>() : [];
}
