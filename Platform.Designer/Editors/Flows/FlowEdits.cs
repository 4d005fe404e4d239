using System.Globalization;
using System.Text.Json.Nodes;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Designer.Editors.Flows;

/// <summary>What can be done to a flowchart. Every method changes the document it is given.</summary>
public static class FlowEdits
{
    private const double StepX = 230;
    private const double StepY = 110;

    /// <summary>Makes an empty document a flow with a beginning and an end.</summary>
    public static void Begin(JsonObject document, string key, string start, string finish)
    {
        document["id"] ??= $"{key}-v1";
        document["definitionId"] = key;
        document["version"] ??= 1;
        foreach (var list in (ReadOnlySpan<string>)["variables", "inputs", "outputs", "outcomes"])
        {
            document[list] ??= new JsonArray();
        }

        document["root"] = new JsonObject
        {
            ["id"] = "flow",
            ["name"] = "flow",
            ["type"] = FlowChart.Flowchart,
            ["version"] = 1,
            ["customProperties"] = Properties(canStart: false),
            ["metadata"] = new JsonObject(),
            ["start"] = "start",
            ["activities"] = new JsonArray(Activity("start", "Elsa.Start", start, 40, 200), Activity("finish", "Elsa.Finish", finish, 40 + StepX, 200)),
            ["connections"] = new JsonArray(Connection("start", StepOutcome.DoneKey, "finish")),
        };
    }

    /// <summary>
    /// Adds a step. Beside a selected one: its first port that leads nowhere leads to the new step; when it has none, the new step comes between it and where its
    /// only arrow leads.
    /// </summary>
    /// <returns>Id of the new step.</returns>
    public static string Add(JsonObject document, FlowChart chart, StepDescription step, ChartNode? after)
    {
        var id = FreeId(chart, step.Type);
        var (x, y) = PlaceBeside(chart, after);
        chart.Spot.Member("activities").List(document).Add(Activity(id, step.Type, step.Title.In(LocalizedText.Chinese), x, y));
        var connections = chart.Spot.Member("connections").List(document);
        var leaving = chart.Arrows.Where(a => a.Source == after?.Id).ToList();
        if (after?.Ports.FirstOrDefault(p => leaving.All(a => a.Port != p.Key)) is { } free)
        {
            connections.Add(Connection(after.Id, free.Key, id));
        }
        else if (after is not null && leaving is [var only])
        {
            Disconnect(document, chart, only);
            connections.Add(Connection(after.Id, only.Port, id));
            if (FlowChart.PortsOf([], step) is [var port, ..])
            {
                connections.Add(Connection(id, port.Key, only.Target));
            }
        }

        return id;
    }

    /// <summary>Removes a step with its arrows. Where one way led in and one way out, the way goes on.</summary>
    public static void Remove(JsonObject document, FlowChart chart, ChartNode node)
    {
        var coming = chart.Arrows.Where(a => a.Target == node.Id && a.Source != node.Id).ToList();
        var leaving = chart.Arrows.Where(a => a.Source == node.Id && a.Target != node.Id).ToList();
        foreach (var arrow in chart.Arrows.Where(a => a.Source == node.Id || a.Target == node.Id))
        {
            Disconnect(document, chart, arrow);
        }

        node.Spot.Put(document, null);
        if (coming.Count > 0 && leaving is [var only])
        {
            foreach (var arrow in coming)
            {
                Connect(document, chart, arrow.Source, arrow.Port, only.Target);
            }
        }
    }

    /// <summary>Leads a port to a step, beside where it leads already; the same arrow twice is one.</summary>
    public static void Connect(JsonObject document, FlowChart chart, string source, string port, string target)
    {
        var connections = chart.Spot.Member("connections").List(document);
        var connection = Connection(source, port, target);
        if (!connections.Any(c => JsonNode.DeepEquals(c?["source"], connection["source"]) && JsonNode.DeepEquals(c?["target"], connection["target"])))
        {
            connections.Add(connection);
        }
    }

    public static void Disconnect(JsonObject document, FlowChart chart, ChartArrow arrow)
    {
        var connections = chart.Spot.Member("connections").List(document);
        for (var i = connections.Count - 1; i >= 0; i--)
        {
            if (Platform.Model.Editing.EntryNames.Of(connections[i]) is { } name && IsArrow(name, arrow))
            {
                connections.RemoveAt(i);
            }
        }
    }

    /// <summary>Puts steps elsewhere; the corners of their arrows go.</summary>
    public static void Place(JsonObject document, FlowChart chart, IReadOnlyDictionary<string, (double X, double Y)> places)
    {
        foreach (var (id, (x, y)) in places)
        {
            if (chart.Find(id)?.Spot.Find(document) is JsonObject activity)
            {
                var designer = Part(Part(activity, "metadata"), "designer");
                designer["position"] = new JsonObject { ["x"] = Math.Round(x), ["y"] = Math.Round(y) };
            }
        }

        foreach (var connection in chart.Spot.Member("connections").List(document).OfType<JsonObject>())
        {
            if (places.ContainsKey(FlowChart.Text(connection["source"] as JsonObject ?? [], "activity")) || places.ContainsKey(FlowChart.Text(connection["target"] as JsonObject ?? [], "activity")))
            {
                connection.Remove("vertices");
            }
        }
    }

    /// <summary>Copies of steps with the arrows between them, a little aside, with ids of their own.</summary>
    /// <returns>The new ids.</returns>
    public static IReadOnlyList<string> Paste(JsonObject document, FlowChart chart, IReadOnlyList<JsonObject> activities, IReadOnlyList<ChartArrow> arrows)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        var list = chart.Spot.Member("activities").List(document);
        foreach (var activity in activities)
        {
            var copy = (JsonObject)activity.DeepClone();
            var id = NewEntries.FreeName(FlowChart.Text(copy, "id").TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9'), chart.Nodes.Select(n => n.Id).Concat(ids.Values));
            ids[FlowChart.Text(copy, "id")] = id;
            copy["id"] = id;
            copy["name"] = id;
            copy.Remove("nodeId");
            if (Part(Part(copy, "metadata"), "designer")["position"] is JsonObject position && position["x"] is JsonValue x && position["y"] is JsonValue y)
            {
                position["x"] = double.Parse(x.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture) + 40;
                position["y"] = double.Parse(y.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture) + 40;
            }

            list.Add(copy);
        }

        var connections = chart.Spot.Member("connections").List(document);
        foreach (var arrow in arrows.Where(a => ids.ContainsKey(a.Source) && ids.ContainsKey(a.Target)))
        {
            connections.Add(Connection(ids[arrow.Source], arrow.Port, ids[arrow.Target]));
        }

        return [.. ids.Values];
    }

    private static bool IsArrow(string name, ChartArrow arrow) =>
        name == arrow.Name || name == $"{arrow.Source}:{arrow.Port}>{arrow.Target}:" || name == $"{arrow.Source}:>{arrow.Target}:In" || name == $"{arrow.Source}:>{arrow.Target}:";

    private static (double X, double Y) PlaceBeside(FlowChart chart, ChartNode? after)
    {
        var (x, y) = after is null ? (40, 200 + StepY) : (after.X + StepX + (after.IsRound ? -90 : 0), after.Y + (after.IsRound ? -2 : 0));
        while (chart.Nodes.Any(n => Math.Abs(n.X - x) < 150 && Math.Abs(n.Y - y) < 80))
        {
            y += StepY;
        }

        return (x, y);
    }

    private static string FreeId(FlowChart chart, string type)
    {
        var word = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(type[(type.LastIndexOf('.') + 1)..]);
        return chart.Nodes.All(n => n.Id != word) ? word : NewEntries.FreeName(word, chart.Nodes.Select(n => n.Id));
    }

    private static JsonObject Activity(string id, string type, string title, double x, double y)
    {
        var isRound = type is "Elsa.Start" or "Elsa.Finish" or "Elsa.End";
        return new JsonObject
        {
            ["id"] = id,
            ["name"] = id,
            ["type"] = type,
            ["version"] = 1,
            ["customProperties"] = Properties(canStart: type == "Elsa.Start"),
            ["metadata"] = new JsonObject
            {
                ["displayText"] = title,
                ["designer"] = new JsonObject
                {
                    ["position"] = new JsonObject { ["x"] = x, ["y"] = y },
                    ["size"] = new JsonObject { ["width"] = isRound ? 60 : 170, ["height"] = isRound ? 60 : 64 },
                },
            },
        };
    }

    private static JsonObject Properties(bool canStart) => new() { ["canStartWorkflow"] = canStart, ["runAsynchronously"] = false };

    private static JsonObject Connection(string source, string port, string target) => new()
    {
        ["source"] = new JsonObject { ["activity"] = source, ["port"] = port },
        ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
    };

    private static JsonObject Part(JsonObject owner, string name)
    {
        if (owner[name] is not JsonObject part)
        {
            owner[name] = part = [];
        }

        return part;
    }
}
