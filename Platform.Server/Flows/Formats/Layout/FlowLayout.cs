using System.Text.Json.Nodes;
using Platform.Model.Flows;

namespace Platform.Server.Flows.Formats.Layout;

/// <summary>Gives the activities of flowcharts a place to be drawn at.</summary>
internal static class FlowLayout
{
    private const double Margin = 40;

    /// <summary>Draws every flowchart anew of which some activity has no place; what is drawn whole stays as it is.</summary>
    /// <param name="root">The root activity of a definition; changed.</param>
    /// <returns>Ids of the flowcharts drawn.</returns>
    public static IReadOnlyList<string> Complete(JsonObject root)
    {
        var drawn = new List<string>();
        var waiting = new Stack<JsonObject>([root]);
        while (waiting.TryPop(out var container))
        {
            foreach (var child in FlowTree.Children(container))
            {
                waiting.Push(child);
            }

            if (FlowJson.Text(container, "type") == FlowJson.FlowchartType && FlowTree.Activities(container).Any(a => FlowJson.PlaceOf(a) is null))
            {
                Draw(container);
                drawn.Add(FlowJson.Text(container, "id") ?? "");
            }
        }

        return drawn;
    }

    /// <summary>Draws one flowchart, whatever places it had; corners of connections go.</summary>
    public static void Draw(JsonObject chart)
    {
        var activities = FlowTree.Activities(chart).ToList();
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < activities.Count; i++)
        {
            positions.TryAdd(FlowJson.Text(activities[i], "id") ?? "", i);
        }

        var arrows = new List<(int, int)>();
        foreach (var connection in FlowTree.Connections(chart))
        {
            if (connection.Source is { } source && connection.Target is { } target && positions.TryGetValue(source, out var from) && positions.TryGetValue(target, out var to))
            {
                arrows.Add((from, to));
                connection.Json.Remove("vertices");
            }
        }

        var sizes = activities.ConvertAll(FlowJson.SizeOf);
        var places = LayeredLayout.Place(sizes, arrows);
        for (var i = 0; i < activities.Count; i++)
        {
            FlowJson.Place(activities[i], new BoxPlace(places[i].X + Margin, places[i].Y + Margin), sizes[i]);
        }
    }
}
