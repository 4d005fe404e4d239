using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Editing;
using Platform.Model.Flows;

namespace Platform.Designer.Editors.Flows;

/// <summary>How marked steps are lined up.</summary>
public enum Alignment
{
    Left,
    Top,
    /// <summary>Their middles at the same height.</summary>
    Middle,
    /// <summary>The same room between them from left to right.</summary>
    Across,
    /// <summary>The same room between them from top to bottom.</summary>
    Down,
}

/// <summary>What can be done to a flowchart. Every method changes the document it is given; what is half-written there, or gone, is left as it is.</summary>
public static class FlowEdits
{
    private const double StepX = 230;
    private const double StepY = 110;
    private const double Aside = 40;

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

        var root = FlowJson.Flowchart("flow", null, [Activity("start", FlowJson.StartType, start, 40, 200), Activity("finish", FlowJson.FinishType, finish, 40 + StepX, 200)], [FlowJson.Connection("start", StepOutcome.DoneKey, "finish")]);
        root["start"] = "start";
        document[FlowJson.RootMember] = root;
    }

    /// <summary>Puts a chart with a beginning into a step that holds one.</summary>
    /// <param name="body">The member of the step.</param>
    public static void MakeBody(JsonObject document, Spot body, string stepId, string start)
    {
        var taken = FlowSteps.Ids(document);
        var chart = FlowSteps.FreeId($"{stepId}-{body.Path[(body.Path.LastIndexOf('.') + 1)..]}", taken);
        taken.Add(chart);
        var first = FlowSteps.FreeId($"{stepId}-start", taken);
        var made = FlowJson.Flowchart(chart, null, [Activity(first, FlowJson.StartType, start, 40, 200)], []);
        made["start"] = first;
        body.Put(document, made);
    }

    /// <summary>
    /// Adds a step beside a selected one, on its main way, which is its first port: where that leads somewhere the new step comes between, and what stands in its
    /// place moves on.
    /// </summary>
    /// <returns>Id of the new step.</returns>
    public static string Add(JsonObject document, FlowChart chart, StepDescription step, ChartNode? after) =>
        after is { Ports: [var main, ..] } ? AddAt(document, chart, step, after, main.Key) : Add(document, chart, step, PlaceBeside(chart, after));

    /// <summary>Adds a step to which a port of another one leads; where the port leads somewhere the new step comes between.</summary>
    /// <returns>Id of the new step.</returns>
    public static string AddAt(JsonObject document, FlowChart chart, StepDescription step, ChartNode after, string port)
    {
        if (chart.Arrows.FirstOrDefault(a => a.Source == after.Id && a.Port == port) is { } arrow)
        {
            return AddBetween(document, chart, step, arrow);
        }

        var id = Add(document, chart, step, PlaceBeside(chart, after));
        Connect(document, chart, after.Id, port, id);
        return id;
    }

    /// <summary>Adds a step on an arrow: it leads to the new step now, whose main way leads where the arrow led.</summary>
    /// <returns>Id of the new step.</returns>
    public static string AddBetween(JsonObject document, FlowChart chart, StepDescription step, ChartArrow arrow)
    {
        var (source, target) = (chart.Find(arrow.Source), chart.Find(arrow.Target));
        var place = source is null ? PlaceBeside(chart, source) : Beside(source);
        if (source is not null && target is not null && target.X > source.X)
        {
            MakeRoom(document, chart, source, place);
        }
        else
        {
            place = PlaceBeside(chart, source);
        }

        var id = Add(document, chart, step, place);
        Disconnect(document, chart, arrow);
        Connect(document, chart, arrow.Source, arrow.Port, id);
        if (FlowChart.PortsOf([], step) is [var port, ..])
        {
            Connect(document, chart, id, port.Key, arrow.Target);
        }

        return id;
    }

    /// <summary>Adds a step at a place of the canvas.</summary>
    /// <returns>Id of the new step.</returns>
    public static string Add(JsonObject document, FlowChart chart, StepDescription step, (double X, double Y) place)
    {
        var id = FlowSteps.FreeId(JsonNamingPolicy.CamelCase.ConvertName(step.Type[(step.Type.LastIndexOf('.') + 1)..]), FlowSteps.Ids(document));
        var activity = Activity(id, step.Type, step.Title.In(LocalizedText.Chinese), place.X, place.Y);
        foreach (var input in step.Inputs.Where(i => i.Begins is not null))
        {
            activity[input.Name] = StepValues.Write(input.Editor, JsonNode.Parse(input.Begins!.Value.GetRawText()));
        }

        Activities(chart).List(document).Add(activity);
        return id;
    }

    /// <summary>
    /// Arrows follow the ports of a step whose inputs name them: what led from a port that has another name now leads from there. The arrow of a port that is gone stays; the checks
    /// speak of it, and what was only being written can come back.
    /// </summary>
    /// <param name="node">The step with the ports it had.</param>
    public static void FollowPorts(JsonObject document, FlowChart chart, ChartNode node)
    {
        if (node.Spot.Find(document) is not JsonObject activity || FlowChart.KnownPorts(activity, node.Step) is not { } now)
        {
            return;
        }

        List<string> before = [.. node.Ports.Select(p => p.Key)], after = [.. now.Select(p => p.Key)];
        foreach (var arrow in chart.Arrows.Where(a => a.Source == node.Id && before.Contains(a.Port) && !after.Contains(a.Port)))
        {
            if (before.IndexOf(arrow.Port) is var at && at < after.Count && !before.Contains(after[at]))
            {
                Disconnect(document, chart, arrow);
                Connect(document, chart, node.Id, after[at], arrow.Target);
            }
        }
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
        var ids = Written(Activities(chart), document).Select(a => FlowJson.Text(a, "id")).ToHashSet(StringComparer.Ordinal);
        if (!ids.Contains(source) || !ids.Contains(target))
        {
            return;
        }

        var connections = Connections(chart).List(document);
        var connection = FlowJson.Connection(source, port, target);
        if (!connections.OfType<JsonObject>().Any(c => FlowChart.ArrowOf(c) is { } known && known == FlowChart.ArrowOf(connection)))
        {
            connections.Add(connection);
        }
    }

    public static void Disconnect(JsonObject document, FlowChart chart, ChartArrow arrow)
    {
        if (Connections(chart).Find(document) is not JsonArray connections)
        {
            return;
        }

        for (var i = connections.Count - 1; i >= 0; i--)
        {
            if (connections[i] is JsonObject connection && FlowChart.ArrowOf(connection) == arrow)
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
                FlowJson.Place(activity, new BoxPlace(Math.Round(x), Math.Round(y)), FlowJson.SizeOf(activity));
            }
        }

        foreach (var connection in Written(Connections(chart), document))
        {
            if (FlowChart.ArrowOf(connection) is { } arrow && (places.ContainsKey(arrow.Source) || places.ContainsKey(arrow.Target)))
            {
                connection.Remove("vertices");
            }
        }
    }

    /// <summary>Lines steps up, or puts the same room between them; the outermost stay where they are.</summary>
    public static void Align(JsonObject document, FlowChart chart, IReadOnlyList<ChartNode> nodes, Alignment alignment)
    {
        if (nodes.Count < 2)
        {
            return;
        }

        Place(document, chart, alignment switch
        {
            Alignment.Left => nodes.ToDictionary(n => n.Id, n => (nodes.Min(o => o.X), n.Y)),
            Alignment.Top => nodes.ToDictionary(n => n.Id, n => (n.X, nodes.Min(o => o.Y))),
            Alignment.Middle => nodes.ToDictionary(n => n.Id, n => (n.X, nodes.Average(o => o.Y + (o.Height / 2)) - (n.Height / 2))),
            Alignment.Across => Spread([.. nodes.OrderBy(n => n.X)], n => n.X, n => n.Width).ToDictionary(p => p.Node.Id, p => (p.At, p.Node.Y)),
            Alignment.Down => Spread([.. nodes.OrderBy(n => n.Y)], n => n.Y, n => n.Height).ToDictionary(p => p.Node.Id, p => (p.Node.X, p.At)),
            _ => throw new ArgumentOutOfRangeException(nameof(alignment), alignment, "There is no such alignment."),
        });
    }

    private static IEnumerable<(ChartNode Node, double At)> Spread(IReadOnlyList<ChartNode> nodes, Func<ChartNode, double> from, Func<ChartNode, double> size)
    {
        var room = (from(nodes[^1]) - from(nodes[0]) - nodes.SkipLast(1).Sum(size)) / (nodes.Count - 1);
        var at = from(nodes[0]);
        foreach (var node in nodes)
        {
            yield return (node, at);
            at += size(node) + room;
        }
    }

    /// <summary>Copies of steps with the arrows between them, a little aside. They and whatever is in them get ids that no step of the flow has.</summary>
    /// <returns>The new ids of the copied steps themselves.</returns>
    public static IReadOnlyList<string> Paste(JsonObject document, FlowChart chart, IReadOnlyList<JsonObject> activities, IReadOnlyList<ChartArrow> arrows)
    {
        var taken = FlowSteps.Ids(document);
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        var list = Activities(chart).List(document);
        foreach (var activity in activities.Where(FlowJson.IsActivity))
        {
            var copy = (JsonObject)activity.DeepClone();
            var old = FlowJson.Text(copy, "id")!;
            ids[old] = FlowSteps.Renew(copy, taken)[old];
            if (FlowJson.PlaceOf(copy) is { } place)
            {
                FlowJson.Place(copy, new BoxPlace(place.X + Aside, place.Y + Aside), FlowJson.SizeOf(copy));
            }

            list.Add(copy);
        }

        var connections = Connections(chart).List(document);
        foreach (var arrow in arrows.Where(a => ids.ContainsKey(a.Source) && ids.ContainsKey(a.Target)))
        {
            connections.Add(FlowJson.Connection(ids[arrow.Source], arrow.Port, ids[arrow.Target]));
        }

        return [.. ids.Values];
    }

    private static Spot Activities(FlowChart chart) => chart.Spot.Member(FlowJson.ActivitiesMember);

    private static Spot Connections(FlowChart chart) => chart.Spot.Member(FlowJson.ConnectionsMember);

    private static IEnumerable<JsonObject> Written(Spot list, JsonObject document) => list.Find(document) is JsonArray entries ? entries.OfType<JsonObject>() : [];

    private static (double X, double Y) PlaceBeside(FlowChart chart, ChartNode? after)
    {
        var (x, y) = after is null ? (40, 200 + StepY) : Beside(after);
        while (IsTaken(chart, (x, y)))
        {
            y += StepY;
        }

        return (x, y);
    }

    private static (double X, double Y) Beside(ChartNode after) => (after.X + StepX + (after.IsRound ? -90 : 0), after.Y + (after.IsRound ? -2 : 0));

    private static bool IsTaken(FlowChart chart, (double X, double Y) place) => chart.Nodes.Any(n => Math.Abs(n.X - place.X) < 180 && Math.Abs(n.Y - place.Y) < 80);

    /// <summary>Moves everything right of a step on when the place beside it is taken.</summary>
    private static void MakeRoom(JsonObject document, FlowChart chart, ChartNode source, (double X, double Y) place)
    {
        if (IsTaken(chart, place))
        {
            Place(document, chart, chart.Nodes.Where(n => n.Id != source.Id && n.X > source.X).ToDictionary(n => n.Id, n => (n.X + StepX, n.Y)));
        }
    }

    private static JsonObject Activity(string id, string type, string title, double x, double y)
    {
        var activity = FlowJson.Activity(id, type, title);
        FlowJson.Place(activity, new BoxPlace(x, y), FlowJson.SizeOf(activity));
        return activity;
    }
}
