using System.Xml.Linq;
using Platform.Model;

namespace Platform.Server.Flows.Formats.Bpmn;

/// <summary>Names of BPMN 2.0 (OMG formal/2011-01-03) and of its drawings.</summary>
internal static class BpmnXml
{
    public static readonly XNamespace Model = "http://www.omg.org/spec/BPMN/20100524/MODEL";
    public static readonly XNamespace Diagram = "http://www.omg.org/spec/BPMN/20100524/DI";
    public static readonly XNamespace Bounds = "http://www.omg.org/spec/DD/20100524/DC";
    public static readonly XNamespace Waypoints = "http://www.omg.org/spec/DD/20100524/DI";
    public static readonly XNamespace Instance = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>What BPMN has no word for stands in elements and attributes of this namespace; other tools carry them along.</summary>
    public static readonly XNamespace Own = "urn:platform:flow:1";

    /// <summary>Reads a file without following anything that leads out of it.</summary>
    /// <returns>Refused as by <see cref="FormatXml.Read"/>, and with <c>flowFile.notBpmn</c>.</returns>
    public static Result<XElement> Read(ReadOnlyMemory<byte> file) => FormatXml.Read(file).Then<XElement>(root => root.Name == Model + "definitions"
        ? root
        : Problem.Invalid("flowFile.notBpmn", null, ("value", root.Name.ToString()), ("expected", (Model + "definitions").ToString())));

    public static string? IdOf(XElement element) => (string?)element.Attribute("id");

    /// <summary>As people name it: <c>bpmn:userTask</c>.</summary>
    public static string KindOf(XElement element) => element.Name.Namespace == Model ? "bpmn:" + element.Name.LocalName : element.Name.LocalName;

    public static string? Name(XElement element) => (string?)element.Attribute("name") is { } name && !string.IsNullOrWhiteSpace(name) ? name.Trim() : null;

    /// <summary>A reference without its prefix: tools write <c>tns:Message_1</c> as well as <c>Message_1</c>.</summary>
    public static string Reference(string written) => written.Trim() is var text && text.LastIndexOf(':') is >= 0 and var colon ? text[(colon + 1)..] : text;

    /// <summary>The element as text, without its surroundings.</summary>
    public static string Text(XElement element) => element.ToString(SaveOptions.DisableFormatting);
}
