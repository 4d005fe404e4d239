using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Platform.Model;

namespace Platform.Server.Flows.Formats;

/// <summary>XML of other systems, which is not trusted: nothing is fetched, nothing is expanded, and everything is bounded.</summary>
internal static class FormatXml
{
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
    /// <returns>Its root; refused with <c>flowFile.tooLarge</c>, <c>flowFile.notXml</c>, <c>flowFile.tooDeep</c> or <c>flowFile.tooMany</c>.</returns>
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
            return XDocument.Load(reader).Root!;
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

    /// <summary>Without the characters XML has no way to write.</summary>
    public static string Clean(string text) => text.All(XmlConvert.IsXmlChar) ? text : Build(text, escape: false);

    /// <summary>JSON in which those characters are escaped.</summary>
    public static string Escape(string json) => json.All(XmlConvert.IsXmlChar) ? json : Build(json, escape: true);

    public static byte[] Write(XElement root)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n", NewLineHandling = NewLineHandling.Entitize }))
        {
            new XDocument(new XDeclaration("1.0", "UTF-8", null), root).Save(writer);
        }

        return stream.ToArray();
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

    private static string Build(string text, bool escape)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i]))
            {
                clean.Append(text[i]);
            }
            else if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                clean.Append(text[i]).Append(text[++i]);
            }
            else if (escape)
            {
                clean.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
            }
        }

        return clean.ToString();
    }
}
