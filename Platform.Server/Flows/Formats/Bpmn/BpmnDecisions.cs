using System.Text.Json.Nodes;
using System.Xml.Linq;
using Platform.Model.Flows;

namespace Platform.Server.Flows.Formats.Bpmn;

/// <summary>
/// Which decision table a business rule task asks. BPMN leaves that to the tools: Camunda 7 and Flowable write an attribute, Camunda 8 an extension, and Flowable
/// for its own tables a field.
/// </summary>
internal static class BpmnDecisions
{
    public const string Element = "businessRuleTask";

    private const string Member = "table";

    /// <summary>What most tools read.</summary>
    private static readonly XNamespace Camunda = "http://camunda.org/schema/1.0/bpmn";

    /// <param name="taken">The attribute or element that was read, when it says nothing else.</param>
    /// <returns>The key of the table; null when none is named, or only by an expression.</returns>
    public static string? NameIn(XElement task, ICollection<XObject> taken)
    {
        if (task.Attributes().FirstOrDefault(a => a.Name.LocalName == "decisionRef" && a.Name.Namespace != XNamespace.None) is { } attribute)
        {
            return Take(attribute.Value, attribute, taken);
        }

        var extensions = task.Element(BpmnXml.Model + "extensionElements")?.Elements().ToList() ?? [];
        if (extensions.Find(e => e.Name.LocalName == "calledDecision" && e.Attribute("decisionId") is not null) is { } called)
        {
            return Take(called.Attribute("decisionId")!.Value, called.Attributes().Count(a => !a.IsNamespaceDeclaration) == 1 ? called : null, taken);
        }

        return extensions.Find(e => e.Name.LocalName == "field" && (string?)e.Attribute("name") == "decisionTableReferenceKey") is { } field
            ? Take((string?)field.Attribute("stringValue") ?? field.Value, field, taken)
            : null;
    }

    /// <summary>What stands there in place of a name, for the report.</summary>
    public static string Written(XElement task) =>
        task.DescendantsAndSelf().Attributes().FirstOrDefault(a => a.Name.LocalName is "decisionRef" or "decisionId" or "class" or "expression" or "delegateExpression" or "topic")?.Value ?? "";

    public static JsonObject Activity(XElement task, string table)
    {
        var activity = FlowJson.Activity(BpmnXml.IdOf(task)!, FlowTables.Step, BpmnXml.Name(task));
        activity[Member] = FlowJson.Text(table);
        return activity;
    }

    /// <summary>The table as the drawing names it, where somebody has changed it since it was written from here.</summary>
    public static void TakeName(JsonObject activity, XElement task)
    {
        if (task.Name.LocalName == Element && FlowJson.Text(activity, "type") == FlowTables.Step && NameIn(task, []) is { } name && name != BpmnElements.LiteralOf(activity[Member]))
        {
            activity[Member] = FlowJson.Text(name);
        }
    }

    /// <summary>Names the table as other tools understand it.</summary>
    public static void Write(XElement task, JsonObject activity)
    {
        if (BpmnElements.LiteralOf(activity[Member]) is { Length: > 0 } table)
        {
            task.Add(new XAttribute(XNamespace.Xmlns + "camunda", Camunda));
            task.SetAttributeValue(Camunda + "decisionRef", FormatXml.Clean(table));
        }
    }

    private static string? Take(string written, XObject? place, ICollection<XObject> taken)
    {
        var name = written.Trim();
        if (name.Length == 0 || name.Contains("${", StringComparison.Ordinal) || name.Contains("#{", StringComparison.Ordinal) || name.StartsWith('='))
        {
            return null;
        }

        if (place is not null)
        {
            taken.Add(place);
        }

        return name;
    }
}
