using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Shapes;
using Platform.Model.Flows;

namespace Platform.Designer.Editors.Flows;

/// <summary>One step on the canvas; places and sizes in the units of the drawing.</summary>
/// <param name="Ports">How it can end, in the order in which the step describes them.</param>
public sealed record ChartNode(Spot Spot, JsonObject Activity, string Id, string Type, string Title, double X, double Y, double Width, double Height, StepDescription? Step, IReadOnlyList<StepOutcome> Ports)
{
    public bool IsRound => Type is "Elsa.Start" or "Elsa.Finish" or "Elsa.End";

    /// <summary>A chart inside the chart, which opens by itself.</summary>
    public bool IsChart => Type == FlowChart.Flowchart;
}

/// <param name="Name">As the entry of the list is called.</param>
public sealed record ChartArrow(string Name, string Source, string Port, string Target);

/// <summary>One flowchart of a flow as it is drawn.</summary>
/// <param name="Spot">Where the chart stands in the document.</param>
public sealed record FlowChart(Spot Spot, IReadOnlyList<ChartNode> Nodes, IReadOnlyList<ChartArrow> Arrows)
{
    public const string Flowchart = "Elsa.Flowchart";

    private const double NodeWidth = 170;
    private const double NodeHeight = 64;
    private const double RoundSize = 60;
    private const double Gap = 60;

    public static Spot Root { get; } = Spot.Root.Member("root");

    public ChartNode? Find(string? id) => Nodes.FirstOrDefault(n => n.Id == id);

    /// <summary>What the drawing needs, with a margin; something to look at when there is nothing.</summary>
    public (double X, double Y, double Width, double Height) Bounds()
    {
        if (Nodes.Count == 0)
        {
            return (0, 0, 800, 400);
        }

        var (left, top) = (Nodes.Min(n => n.X) - Gap, Nodes.Min(n => n.Y) - Gap);
        return (left, top, Nodes.Max(n => n.X + n.Width) + Gap - left, Nodes.Max(n => n.Y + n.Height) + Gap - top);
    }

    /// <summary>Reads the chart at a place. What is no activity is left out, so that a half-written document can be shown.</summary>
    public static FlowChart Of(JsonObject document, Spot spot, IFlowVocabulary vocabulary)
    {
        var list = spot.Member("activities").Find(document) as JsonArray ?? [];
        var nodes = new List<ChartNode>();
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is JsonObject activity && Text(activity, "id") is { Length: > 0 } id)
            {
                nodes.Add(Node(spot.Member("activities").Entry(list, i), activity, id, nodes.Count, vocabulary));
            }
        }

        var arrows = (spot.Member("connections").Find(document) as JsonArray ?? []).OfType<JsonObject>()
            .Select(c => (Source: End(c, "source"), Target: End(c, "target")))
            .Where(c => c.Source.Activity.Length > 0 && c.Target.Activity.Length > 0)
            .Select(c => new ChartArrow($"{c.Source.Activity}:{c.Source.Port}>{c.Target.Activity}:{c.Target.Port}", c.Source.Activity, c.Source.Port, c.Target.Activity));
        return new FlowChart(spot, nodes, [.. arrows]);
    }

    /// <summary>How a step can end as it is filled in now.</summary>
    public static IReadOnlyList<StepOutcome> PortsOf(JsonObject activity, StepDescription? step) => step switch
    {
        null => [StepOutcome.Done],
        { OutcomesFrom: { } from } => from(name => StepValues.Literal(activity[name])),
        _ => step.Outcomes,
    };

    internal static string Text(JsonObject owner, string name) => ValueTexts.Write(owner[name], ShapeKind.Line);

    private static ChartNode Node(Spot spot, JsonObject activity, string id, int index, IFlowVocabulary vocabulary)
    {
        var type = Text(activity, "type");
        var step = vocabulary.Find(type);
        var designer = activity["metadata"] is JsonObject metadata ? metadata["designer"] as JsonObject : null;
        var position = designer?["position"] as JsonObject;
        var size = designer?["size"] as JsonObject;
        var isRound = type is "Elsa.Start" or "Elsa.Finish" or "Elsa.End";
        return new ChartNode(
            spot, activity, id, type, TitleOf(activity, step) ?? id,
            Number(position?["x"]) ?? Gap + (index * (NodeWidth + Gap)), Number(position?["y"]) ?? 200,
            Number(size?["width"]) ?? (isRound ? RoundSize : NodeWidth), Number(size?["height"]) ?? (isRound ? RoundSize : NodeHeight),
            step, PortsOf(activity, step));
    }

    private static string? TitleOf(JsonObject activity, StepDescription? step)
    {
        if (activity["customProperties"] is JsonObject custom && new WordingValue(custom["title"]).ToString() is { Length: > 0 } title)
        {
            return title;
        }

        return activity["metadata"] is JsonObject metadata && Text(metadata, "displayText") is { Length: > 0 } text ? text : step?.Title.ToString();
    }

    private static (string Activity, string Port) End(JsonObject connection, string end) => connection[end] switch
    {
        JsonObject written => (Text(written, "activity"), Text(written, "port") is { Length: > 0 } port ? port : end == "source" ? StepOutcome.DoneKey : "In"),
        _ => (Text(connection, end), Text(connection, end + "Port") is { Length: > 0 } port ? port : end == "source" ? StepOutcome.DoneKey : "In"),
    };

    private static double? Number(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && double.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
}
