using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using Platform.Model;

namespace Platform.Server.Flows.Formats.Bpmn;

/// <summary>JSON, attributes and extensions as XML can carry them.</summary>
internal static class BpmnText
{
    public static string Json(JsonObject json) => FormatXml.Escape(json.ToJsonString(ModelJson.Options));

    /// <summary>Writes attributes and extensions of other tools back into the element they were read from.</summary>
    public static void Restore(XElement element, JsonObject activity)
    {
        if (activity["customProperties"] is not JsonObject custom || custom[BpmnKept.Member] is not JsonObject kept)
        {
            return;
        }

        foreach (var (name, value) in kept[BpmnKept.Attributes] as JsonObject ?? [])
        {
            if (NameOf(name) is { } attribute && attribute.Namespace != XNamespace.None && attribute.Namespace != BpmnXml.Own)
            {
                element.SetAttributeValue(attribute, FormatXml.Clean(value?.ToString() ?? ""));
            }
        }

        foreach (var text in (kept[BpmnKept.Extensions] as JsonArray ?? []).Select(e => e?.ToString()))
        {
            if (text is not null && FormatXml.Fragment(text) is { } extension && extension.Name.Namespace != XNamespace.None && extension.Name.Namespace != BpmnXml.Own)
            {
                element.Element(BpmnXml.Model + "extensionElements")!.Add(extension);
            }
        }
    }

    private static XName? NameOf(string written)
    {
        try
        {
            return XName.Get(written);
        }
        catch (Exception broken) when (broken is ArgumentException or XmlException)
        {
            return null;
        }
    }
}

/// <summary>Ids as XML allows them, each once.</summary>
internal sealed class BpmnIds
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    public string For(string wish)
    {
        var clean = new StringBuilder();
        foreach (var c in wish)
        {
            clean.Append(XmlConvert.IsNCNameChar(c) ? c : '_');
        }

        if (clean.Length == 0 || !XmlConvert.IsStartNCNameChar(clean[0]))
        {
            clean.Insert(0, '_');
        }

        var id = clean.ToString();
        for (var i = 2; !_used.Add(id); i++)
        {
            id = $"{clean}_{i.ToString(CultureInfo.InvariantCulture)}";
        }

        return id;
    }
}
