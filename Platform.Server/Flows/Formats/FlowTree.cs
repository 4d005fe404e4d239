using System.Text.Json.Nodes;
using Platform.Model.Flows;

namespace Platform.Server.Flows.Formats;

/// <param name="Port">Null when none is written, which means Done.</param>
/// <param name="Json">The connection itself.</param>
internal sealed record WrittenConnection(string? Source, string? Port, string? Target, JsonObject Json);

/// <param name="Path">Where it stands in the document.</param>
/// <param name="Container">What it stands in; null for the root.</param>
internal sealed record PlacedActivity(JsonObject Activity, string Path, PlacedActivity? Container);

/// <summary>Walks the activities of a definition as they are written, known or not.</summary>
internal static class FlowTree
{
    /// <summary>Activities in the list of a container.</summary>
    public static IEnumerable<JsonObject> Activities(JsonObject container) => container["activities"] is JsonArray list ? list.OfType<JsonObject>() : [];

    /// <summary>The list, and every activity embedded in a member: bodies of loops, branches of If and Switch.</summary>
    public static IEnumerable<JsonObject> Children(JsonObject container) => Inside(container, "").Select(c => c.Activity);

    /// <summary>The activity and everything inside, outside first, in document order, with its path in the document: <c>root.activities[review]</c>.</summary>
    public static IEnumerable<PlacedActivity> All(JsonObject root, string path = "root")
    {
        var waiting = new Stack<PlacedActivity>([new PlacedActivity(root, path, null)]);
        while (waiting.TryPop(out var placed))
        {
            yield return placed;
            foreach (var (activity, where) in Inside(placed.Activity, placed.Path).Reverse())
            {
                waiting.Push(new PlacedActivity(activity, where, placed));
            }
        }
    }

    private static IEnumerable<(JsonObject Activity, string Path)> Inside(JsonObject container, string path)
    {
        foreach (var (name, value) in container)
        {
            if (value is JsonObject member && FlowJson.IsActivity(member))
            {
                yield return (member, $"{path}.{name}");
            }
            else if (name is "activities" or "cases" && value is JsonArray list)
            {
                foreach (var item in list.OfType<JsonObject>())
                {
                    if (name == "activities")
                    {
                        yield return (item, $"{path}.activities[{FlowJson.Text(item, "id")}]");
                    }
                    else if (item["activity"] is JsonObject embedded && FlowJson.IsActivity(embedded))
                    {
                        yield return (embedded, $"{path}.cases[{FlowJson.Text(item, "label")}].activity");
                    }
                }
            }
        }
    }

    /// <summary>Connections in the present shape and in the older flat one.</summary>
    public static IEnumerable<WrittenConnection> Connections(JsonObject chart)
    {
        foreach (var json in (chart["connections"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var (source, port) = FlowJson.EndOf(json, "source");
            yield return new WrittenConnection(source, port, FlowJson.EndOf(json, "target").Activity, json);
        }
    }

    public static bool IsFlat(JsonObject connection) => FlowJson.Text(connection, "source") is not null || FlowJson.Text(connection, "target") is not null;
}
