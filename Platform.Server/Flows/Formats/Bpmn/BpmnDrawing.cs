using System.Globalization;
using System.Xml.Linq;
using Platform.Model.Flows;
using Platform.Server.Flows.Formats.Layout;

namespace Platform.Server.Flows.Formats.Bpmn;

/// <param name="Plane">Id of what the plane shows on which the element is drawn.</param>
internal readonly record struct BpmnShape(BoxPlace Place, BoxSize Size, string Plane);

/// <summary>Where the elements of a file are drawn; what is not drawn, or with no sensible numbers, is absent.</summary>
internal sealed class BpmnDrawing
{
    private const double Farthest = 1e6;

    private readonly Dictionary<string, BpmnShape> _shapes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<BoxPlace>> _edges = new(StringComparer.Ordinal);

    public BpmnDrawing(XElement definitions)
    {
        foreach (var plane in definitions.Elements(BpmnXml.Diagram + "BPMNDiagram").Elements(BpmnXml.Diagram + "BPMNPlane"))
        {
            var shown = Reference(plane) ?? "";
            foreach (var shape in plane.Elements(BpmnXml.Diagram + "BPMNShape"))
            {
                if (Reference(shape) is { } id && shape.Element(BpmnXml.Bounds + "Bounds") is { } bounds
                    && Number(bounds, "x") is { } x && Number(bounds, "y") is { } y && Number(bounds, "width") is > 0 and var width && Number(bounds, "height") is > 0 and var height)
                {
                    _shapes.TryAdd(id, new BpmnShape(new BoxPlace(x, y), new BoxSize(width, height), shown));
                }
            }

            foreach (var edge in plane.Elements(BpmnXml.Diagram + "BPMNEdge"))
            {
                var points = edge.Elements(BpmnXml.Waypoints + "waypoint").Select(w => (X: Number(w, "x"), Y: Number(w, "y"))).ToList();
                if (Reference(edge) is { } id && points.TrueForAll(p => p.X is not null && p.Y is not null))
                {
                    _edges.TryAdd(id, points.ConvertAll(p => new BoxPlace(p.X!.Value, p.Y!.Value)));
                }
            }
        }
    }

    public BpmnShape? Shape(string id) => _shapes.TryGetValue(id, out var shape) ? shape : null;

    /// <summary>Where the arrow bends between its two ends.</summary>
    /// <param name="origin">Upper left corner of the plane it is read for.</param>
    public IEnumerable<BoxPlace> Corners(string id, BoxPlace origin) =>
        _edges.TryGetValue(id, out var points) && points.Count > 2 ? points.Skip(1).SkipLast(1).Select(p => new BoxPlace(p.X - origin.X, p.Y - origin.Y)) : [];

    private static string? Reference(XElement drawn) => (string?)drawn.Attribute("bpmnElement") is { } reference ? BpmnXml.Reference(reference) : null;

    private static double? Number(XElement element, string name) =>
        double.TryParse((string?)element.Attribute(name), CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && Math.Abs(number) <= Farthest ? number : null;
}
