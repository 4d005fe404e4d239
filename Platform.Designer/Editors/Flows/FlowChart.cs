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
    public bool IsRound => FlowJson.IsRound(Type);

    /// <summary>A chart inside the chart, which opens by itself.</summary>
    public bool IsChart => Type == FlowJson.FlowchartType;
}

/// <param name="Name">As the entry of the list is called.</param>
public sealed record ChartArrow(string Name, string Source, string Port, string Target);

/// <summary>One flowchart of a flow as it is drawn.</summary>
/// <param name="Spot">Where the chart stands in the document.</param>
public sealed record FlowChart(Spot Spot, IReadOnlyList<ChartNode> Nodes, IReadOnlyList<ChartArrow> Arrows)
{
    private const double Gap = 60;

    public static Spot Root { get; } = Spot.Root.Member(FlowJson.RootMember);

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
        var list = spot.Member(FlowJson.ActivitiesMember).Find(document) as JsonArray ?? [];
        var spots = spot.Member(FlowJson.ActivitiesMember).Entries(list);
        var nodes = new List<ChartNode>();
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is JsonObject activity && Text(activity, "id") is { Length: > 0 } id)
            {
                nodes.Add(Node(spots[i], activity, id, nodes.Count, vocabulary));
            }
        }

        var arrows = (spot.Member(FlowJson.ConnectionsMember).Find(document) as JsonArray ?? []).OfType<JsonObject>().Select(ArrowOf).OfType<ChartArrow>();
        return new FlowChart(spot, [.. nodes.DistinctBy(n => n.Id)], [.. arrows.DistinctBy(a => a.Name)]);
    }

    /// <summary>A connection as an arrow; null while one of its ends is not written.</summary>
    public static ChartArrow? ArrowOf(JsonObject connection)
    {
        var (source, port) = FlowJson.EndOf(connection, "source");
        var (target, into) = FlowJson.EndOf(connection, "target");
        if (source is not { Length: > 0 } || target is not { Length: > 0 })
        {
            return null;
        }

        var (leaving, coming) = (port is { Length: > 0 } ? port : StepOutcome.DoneKey, into is { Length: > 0 } ? into : FlowJson.InPort);
        return new ChartArrow($"{source}:{leaving}>{target}:{coming}", source, leaving, target);
    }

    /// <summary>How a step can end as it is filled in now.</summary>
    public static IReadOnlyList<StepOutcome> PortsOf(JsonObject activity, StepDescription? step) => KnownPorts(activity, step) ?? step!.Outcomes;

    /// <summary>The same; null while what the ports follow from is half-written.</summary>
    public static IReadOnlyList<StepOutcome>? KnownPorts(JsonObject activity, StepDescription? step) => step switch
    {
        null => [StepOutcome.Done],
        { OutcomesFrom: { } from } => Ask(from, activity),
        _ => step.Outcomes,
    };

    /// <summary>Null while what the ports follow from is half-written; the checks say what is wrong with it.</summary>
    private static IReadOnlyList<StepOutcome>? Ask(Func<Func<string, JsonElement?>, IReadOnlyList<StepOutcome>> from, JsonObject activity)
    {
        try
        {
            return from(name => StepValues.Literal(activity[name]));
        }
        catch (FlowExpressionException)
        {
            return null;
        }
    }

    internal static string Text(JsonObject owner, string name) => ValueTexts.Write(owner[name], ShapeKind.Line);

    private static ChartNode Node(Spot spot, JsonObject activity, string id, int index, IFlowVocabulary vocabulary)
    {
        var type = Text(activity, "type");
        var step = vocabulary.Find(type);
        var (place, size) = (FlowJson.PlaceOf(activity), FlowJson.SizeOf(activity));
        return new ChartNode(
            spot, activity, id, type, TitleOf(activity, step) ?? id,
            place?.X ?? Gap + (index * (size.Width + Gap)), place?.Y ?? 200, size.Width, size.Height, step, PortsOf(activity, step));
    }

    internal static string? TitleOf(JsonObject activity, StepDescription? step)
    {
        if (activity[FlowJson.CustomMember] is JsonObject custom && new WordingValue(custom["title"]).ToString() is { Length: > 0 } title)
        {
            return title;
        }

        return activity[FlowJson.MetadataMember] is JsonObject metadata && Text(metadata, "displayText") is { Length: > 0 } text ? text : step?.Title.ToString();
    }
}
