using System.Globalization;
using System.Text;
using System.Xml;
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

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = FormatLimits.File,
        MaxCharactersFromEntities = 1,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = true,
    };

    /// <summary>Reads a file without following anything that leads out of it.</summary>
    /// <returns>Refused with <c>flowFile.tooLarge</c>, <c>flowFile.notXml</c>, <c>flowFile.tooDeep</c>, <c>flowFile.tooMany</c> or <c>flowFile.notBpmn</c>.</returns>
    public static Result<XElement> Read(ReadOnlyMemory<byte> file)
    {
        if (file.Length > FormatLimits.File)
        {
            return FormatLimits.TooLarge(file.Length);
        }

        try
        {
            if (Measure(file) is { } refused)
            {
                return refused;
            }

            using var reader = XmlReader.Create(new MemoryStream(file.ToArray()), Settings);
            var root = XDocument.Load(reader).Root!;
            return root.Name == Model + "definitions"
                ? root
                : Problem.Invalid("flowFile.notBpmn", null, ("value", root.Name.ToString()), ("expected", (Model + "definitions").ToString()));
        }
        catch (XmlException broken)
        {
            return Problem.Invalid("flowFile.notXml", null, ("value", broken.Message), ("line", broken.LineNumber.ToString(CultureInfo.InvariantCulture)));
        }
        catch (Exception broken) when (broken is DecoderFallbackException or ArgumentException or NotSupportedException)
        {
            return Problem.Invalid("flowFile.notXml", null, ("value", broken.Message), ("line", "1"));
        }
    }

    /// <summary>One element kept as text earlier; null when it is broken.</summary>
    public static XElement? Fragment(string text)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), Settings);
            return XElement.Load(reader);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>A first look that builds nothing.</summary>
    private static Problem? Measure(ReadOnlyMemory<byte> file)
    {
        using var reader = XmlReader.Create(new MemoryStream(file.ToArray()), Settings);
        var elements = 0;
        while (reader.Read())
        {
            if (reader.Depth > FormatLimits.Depth)
            {
                return Problem.Invalid("flowFile.tooDeep", null, ("value", reader.Name), ("expected", FormatLimits.Depth));
            }

            if (reader.NodeType == XmlNodeType.Element && ++elements > FormatLimits.Elements)
            {
                return FormatLimits.TooMany(elements, FormatLimits.Elements);
            }
        }

        return null;
    }

    public static string? IdOf(XElement element) => (string?)element.Attribute("id");

    /// <summary>As people name it: <c>bpmn:userTask</c>.</summary>
    public static string KindOf(XElement element) => element.Name.Namespace == Model ? "bpmn:" + element.Name.LocalName : element.Name.LocalName;

    public static string? Name(XElement element) => (string?)element.Attribute("name") is { } name && !string.IsNullOrWhiteSpace(name) ? name.Trim() : null;

    /// <summary>A reference without its prefix: tools write <c>tns:Message_1</c> as well as <c>Message_1</c>.</summary>
    public static string Reference(string written) => written.Trim() is var text && text.LastIndexOf(':') is >= 0 and var colon ? text[(colon + 1)..] : text;

    /// <summary>The element as text, without its surroundings.</summary>
    public static string Text(XElement element) => element.ToString(SaveOptions.DisableFormatting);
}
