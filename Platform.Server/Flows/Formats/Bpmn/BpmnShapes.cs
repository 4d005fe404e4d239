using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Platform.Model.Flows;
using Platform.Server.Flows.Formats.Layout;

namespace Platform.Server.Flows.Formats.Bpmn;

/// <summary>Draws a flowchart as BPMN tools do: events and gateways have the size they have everywhere, in the middle of where the activity is drawn.</summary>
internal sealed class BpmnShapes(string id, string shown)
{
    private static readonly BoxSize EventSize = new(36, 36);
    private static readonly BoxSize GatewaySize = new(50, 50);

    private readonly List<XElement> _drawn = [];
    private readonly Dictionary<string, (BoxPlace Place, BoxSize Size)> _bounds = new(StringComparer.Ordinal);

    /// <summary>Place and size of a shape in the middle of where the activity is drawn.</summary>
    public static (BoxPlace Place, BoxSize Size) BoundsOf(string name, JsonObject activity)
    {
        var (place, size) = (FlowJson.PlaceOf(activity) ?? default, FlowJson.SizeOf(activity));
        var shape = BpmnElements.IsEvent(name) ? EventSize : BpmnElements.IsGateway(name) ? GatewaySize : size;
        return (new BoxPlace(place.X + ((size.Width - shape.Width) / 2), place.Y + ((size.Height - shape.Height) / 2)), shape);
    }

    public void Add(string elementId, string name, JsonObject activity)
    {
        var (place, size) = _bounds[elementId] = BoundsOf(name, activity);
        var shape = new XElement(
            BpmnXml.Diagram + "BPMNShape",
            new XAttribute("id", elementId + "_di"),
            new XAttribute("bpmnElement", elementId),
            new XElement(BpmnXml.Bounds + "Bounds", Number("x", place.X), Number("y", place.Y), Number("width", size.Width), Number("height", size.Height)));
        if (name == "subProcess")
        {
            shape.Add(new XAttribute("isExpanded", "false"));
        }
        else if (name == "exclusiveGateway")
        {
            shape.Add(new XAttribute("isMarkerVisible", "true"));
        }

        _drawn.Add(shape);
    }

    public void Arrow(string flowId, string source, string target, JsonObject connection)
    {
        var corners = Corners(connection).ToList();
        var (from, to) = (_bounds[source], _bounds[target]);
        var first = Border(from, corners.Count > 0 ? corners[0] : Middle(to));
        var last = Border(to, corners.Count > 0 ? corners[^1] : Middle(from));
        var points = source == target && corners.Count == 0 ? Loop(from) : [first, .. corners, last];
        _drawn.Add(new XElement(
            BpmnXml.Diagram + "BPMNEdge",
            new XAttribute("id", flowId + "_di"),
            new XAttribute("bpmnElement", flowId),
            points.Select(p => new XElement(BpmnXml.Waypoints + "waypoint", Number("x", p.X), Number("y", p.Y)))));
    }

    public XElement Diagram() => new(
        BpmnXml.Diagram + "BPMNDiagram",
        new XAttribute("id", id + "_diagram"),
        new XElement(BpmnXml.Diagram + "BPMNPlane", new XAttribute("id", id + "_plane"), new XAttribute("bpmnElement", shown), _drawn));

    private static IEnumerable<BoxPlace> Corners(JsonObject connection) =>
        (connection["vertices"] as JsonArray ?? []).OfType<JsonObject>().Select(v => new JsonObject { ["metadata"] = new JsonObject { ["designer"] = new JsonObject { ["position"] = v.DeepClone() } } })
            .Select(FlowJson.PlaceOf).OfType<BoxPlace>();

    private static BoxPlace Middle((BoxPlace Place, BoxSize Size) box) => new(box.Place.X + (box.Size.Width / 2), box.Place.Y + (box.Size.Height / 2));

    /// <summary>Where the line from the middle towards a point crosses the border.</summary>
    private static BoxPlace Border((BoxPlace Place, BoxSize Size) box, BoxPlace towards)
    {
        var middle = Middle(box);
        var (dx, dy) = (towards.X - middle.X, towards.Y - middle.Y);
        if (dx == 0 && dy == 0)
        {
            return middle;
        }

        var scale = Math.Min(dx == 0 ? double.MaxValue : box.Size.Width / 2 / Math.Abs(dx), dy == 0 ? double.MaxValue : box.Size.Height / 2 / Math.Abs(dy));
        return new BoxPlace(Math.Round(middle.X + (dx * Math.Min(scale, 1)), 1), Math.Round(middle.Y + (dy * Math.Min(scale, 1)), 1));
    }

    private static List<BoxPlace> Loop((BoxPlace Place, BoxSize Size) box)
    {
        var middle = Middle(box);
        var (right, above) = (box.Place.X + box.Size.Width, box.Place.Y - 20);
        return [new(right, middle.Y), new(right + 20, middle.Y), new(right + 20, above), new(middle.X, above), new(middle.X, box.Place.Y)];
    }

    private static XAttribute Number(string name, double value) => new(name, value.ToString("0.##", CultureInfo.InvariantCulture));
}
