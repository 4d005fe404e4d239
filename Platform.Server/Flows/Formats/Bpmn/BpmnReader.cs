using System.Text.Json.Nodes;
using System.Xml.Linq;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Server.Flows.Formats.Layout;

namespace Platform.Server.Flows.Formats.Bpmn;

/// <summary>Reads one process of a BPMN file as a flow.</summary>
internal static class BpmnReader
{
    private const string RootId = "flow";

    public static Result<FlowFileContent> Read(ReadOnlyMemory<byte> file, FlowFileOptions options) =>
        BpmnXml.Read(file).Then(definitions => BpmnFile.Open(definitions, options.Process)).Then(opened => Read(new BpmnContext(opened, options), options));

    private static Result<FlowFileContent> Read(BpmnContext context, FlowFileOptions options)
    {
        var process = context.File.Process;
        var root = BpmnOwn.Json(process, BpmnOwn.ActivityName) ?? FlowJson.Activity(RootId, FlowJson.FlowchartType, null);
        context.Claim(FlowJson.Text(root, "id") ?? RootId, null);
        if (FlowJson.Text(root, "type") == FlowJson.FlowchartType)
        {
            BpmnScope.Read(context, process, root, top: true);
            foreach (var chart in FlowLayout.Complete(root).Where(c => c == FlowJson.Text(root, "id") || context.File.Uses(c)))
            {
                context.Findings.Advice("bpmn:process", chart, "flowFile.drawn", null);
            }
        }

        var definition = Definition(context, options, root);
        TellOfTheRest(context, definition);
        return FlowFileDocument.ToElement(definition).Then<FlowFileContent>(document => new FlowFileContent(document, Report(context)));
    }

    private static JsonObject Definition(BpmnContext context, FlowFileOptions options, JsonObject root)
    {
        var process = context.File.Process;
        if (BpmnOwn.Json(process, BpmnOwn.DefinitionName) is not { } definition)
        {
            definition = FlowJson.Definition(options.Key, BpmnXml.Name(process) ?? options.Key, BpmnKept.Documentation(process), root, context.Variables.Select(v => FlowJson.Variable(v, "Object")), []);
            var kept = FlowJson.Part(FlowJson.Part(definition, "customProperties"), BpmnKept.Member);
            BpmnKept.Keep(process, kept, context.Findings, []);
            kept["id"] = BpmnXml.IdOf(process);
            if (Roots(context.File).ToArray() is { Length: > 0 } roots)
            {
                kept[BpmnKept.Roots] = new JsonArray(roots);
            }

            return definition;
        }

        definition["definitionId"] = options.Key;
        definition["root"] = root;
        var declared = (definition["variables"] as JsonArray ?? []).OfType<JsonObject>().Select(v => FlowJson.Text(v, "name")).ToHashSet();
        foreach (var variable in context.Variables.Where(v => !declared.Contains(v)))
        {
            if (definition["variables"] is not JsonArray variables)
            {
                definition["variables"] = variables = [];
            }

            variables.Add((JsonNode)FlowJson.Variable(variable, "Object"));
        }

        return definition;
    }

    /// <summary>Messages, signals, errors and the like, which others may refer to.</summary>
    private static IEnumerable<JsonNode> Roots(BpmnFile file) =>
        file.Definitions.Elements().Where(e => e.Name.Namespace == BpmnXml.Model && e.Name.LocalName is "message" or "signal" or "error" or "escalation" or "itemDefinition").Select(e => (JsonNode)BpmnXml.Text(e));

    private static void TellOfTheRest(BpmnContext context, JsonObject definition)
    {
        var process = context.File.Process;
        var id = BpmnXml.IdOf(process);
        if ((string?)process.Attribute("isExecutable") == "false")
        {
            context.Findings.Advice("bpmn:process", id, "flowFile.bpmn.notExecutable", $"{id}.isExecutable");
        }

        context.Roles.TellOfIdle(context.File);
        foreach (var lanes in process.Elements(BpmnXml.Model + "laneSet"))
        {
            Keep(definition, lanes);
        }

        foreach (var element in context.File.Definitions.Elements().Where(e => e != process && e.Name.Namespace == BpmnXml.Model))
        {
            switch (element.Name.LocalName)
            {
                case "message" or "signal" or "error" or "escalation" or "itemDefinition":
                    if (element.HasElements)
                    {
                        context.Findings.Kept(BpmnXml.KindOf(element), BpmnXml.IdOf(element), "flowFile.bpmn.kept", BpmnXml.IdOf(element), ("names", element.Elements().Select(BpmnXml.KindOf).Distinct().ToList()));
                    }

                    break;
                case "collaboration":
                    TellOfPools(context, element);
                    Keep(definition, element);
                    break;
                case "process":
                    context.Findings.Advice("bpmn:process", BpmnXml.IdOf(element), "flowFile.bpmn.otherProcess", BpmnXml.IdOf(element), ("process", id));
                    break;
                default:
                    context.Findings.Kept(BpmnXml.KindOf(element), BpmnXml.IdOf(element), "flowFile.bpmn.part", BpmnXml.IdOf(element), ("name", BpmnXml.KindOf(element)), ("owner", "definitions"));
                    Keep(definition, element);
                    break;
            }
        }
    }

    private static void TellOfPools(BpmnContext context, XElement collaboration)
    {
        var own = BpmnXml.IdOf(context.File.Process);
        foreach (var part in collaboration.Elements().Where(e => e.Name.Namespace == BpmnXml.Model && e.Name.LocalName is not ("documentation" or "extensionElements")))
        {
            if (part.Name.LocalName != "participant" || BpmnXml.Reference((string?)part.Attribute("processRef") ?? "") != own)
            {
                context.Findings.Kept(BpmnXml.KindOf(part), BpmnXml.IdOf(part), "flowFile.bpmn.part", BpmnXml.IdOf(part), ("name", BpmnXml.KindOf(part)), ("owner", BpmnXml.IdOf(collaboration)));
            }
        }
    }

    private static void Keep(JsonObject definition, XElement element)
    {
        var kept = FlowJson.Part(FlowJson.Part(definition, "customProperties"), BpmnKept.Member);
        if (kept[BpmnKept.Parts] is not JsonArray parts)
        {
            kept[BpmnKept.Parts] = parts = [];
        }

        parts.Add((JsonNode)BpmnXml.Text(element));
    }

    private static FlowFileReport Report(BpmnContext context)
    {
        var process = context.File.Process;
        var read = process.Descendants().Where(e => BpmnFile.IsNode(e) || e.Name == BpmnXml.Model + "sequenceFlow" || e.Name == BpmnXml.Model + "lane").CountBy(BpmnXml.KindOf).ToDictionary(StringComparer.Ordinal);
        return new FlowFileReport(FlowFormat.Bpmn, BpmnXml.Name(process) ?? BpmnXml.IdOf(process) ?? "", read, context.Findings.All, context.Roles.All);
    }
}
