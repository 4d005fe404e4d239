using System.Text.Json.Nodes;
using System.Xml.Linq;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Model.Identity;

namespace Platform.Server.Flows.Formats.Bpmn;

/// <summary>Tasks and call activities as activities.</summary>
internal sealed class BpmnTasks(BpmnContext context)
{
    private const string DefaultOutcome = "Pass";

    public static bool IsHuman(XElement element) => element.Name.LocalName is "userTask" or "manualTask" or "task";

    /// <summary>Null when the task cannot be carried out here.</summary>
    /// <param name="outcomes">Flows that leave the gateway behind a task and are its ways to finish; empty when there is one way.</param>
    public BpmnNode? Read(XElement element, IReadOnlyList<(string Key, string Label)> outcomes) => element.Name.LocalName switch
    {
        "userTask" or "manualTask" or "task" => Human(element, outcomes),
        "scriptTask" => Script(element),
        "sendTask" => Send(element),
        "receiveTask" => Receive(element),
        "callActivity" => Call(element),
        "serviceTask" => Service(element),
        _ => null,
    };

    private BpmnNode Human(XElement element, IReadOnlyList<(string Key, string Label)> outcomes)
    {
        var (id, kind) = (BpmnXml.IdOf(element)!, BpmnXml.KindOf(element));
        var activity = FlowJson.Activity(id, "Platform.Review", BpmnXml.Name(element));
        var taken = new List<XObject>();
        var meant = context.Roles.Of(element, taken);
        if (meant.Applicant)
        {
            activity["role"] = FlowJson.Text(Roles.WindowClerk);
            context.Findings.Changed(kind, id, "flowFile.applicantTask", id, ("role", Roles.WindowClerk));
        }
        else if (meant.Role is { } role)
        {
            activity["role"] = FlowJson.Text(role);
        }

        if (outcomes.Count > 0)
        {
            activity["outcomes"] = FlowJson.Structure(new JsonArray([.. outcomes.Select(o => (JsonNode)new JsonObject { ["key"] = o.Key, ["label"] = new JsonObject { [LocalizedText.Chinese] = o.Label } })]));
        }

        if (element.Name.LocalName != "userTask")
        {
            context.Findings.Changed(kind, id, "flowFile.bpmn.asUserTask", id, ("name", kind));
        }

        BpmnKept.Keep(element, activity, taken, context.Findings);
        return new BpmnNode(element, activity) { Exit = (id, DefaultOutcome) };
    }

    private BpmnNode? Script(XElement element)
    {
        var id = BpmnXml.IdOf(element)!;
        var format = (string?)element.Attribute("scriptFormat") ?? "javascript";
        if (!format.Contains("javascript", StringComparison.OrdinalIgnoreCase) && !format.Contains("ecmascript", StringComparison.OrdinalIgnoreCase))
        {
            context.Findings.Unsupported("bpmn:scriptTask", id, "flowFile.bpmn.scriptFormat", $"{id}.scriptFormat", ("value", format), ("expected", "javascript"));
            return null;
        }

        var activity = FlowJson.Activity(id, "Elsa.RunJavaScript", BpmnXml.Name(element));
        activity["script"] = FlowJson.Script("String", element.Element(BpmnXml.Model + "script")?.Value ?? "");
        return Simple(element, activity);
    }

    private BpmnNode Send(XElement element)
    {
        var activity = FlowJson.Activity(BpmnXml.IdOf(element)!, "Elsa.PublishEvent", BpmnXml.Name(element));
        activity["eventName"] = FlowJson.Text(context.NameOf(element, "messageRef") ?? BpmnXml.Name(element) ?? BpmnXml.IdOf(element)!);
        return Simple(element, activity);
    }

    private BpmnNode? Receive(XElement element)
    {
        var id = BpmnXml.IdOf(element)!;
        if ((string?)element.Attribute("instantiate") == "true")
        {
            context.Findings.Unsupported("bpmn:receiveTask", id, "flowFile.bpmn.instantiate", $"{id}.instantiate");
            return null;
        }

        var activity = FlowJson.Activity(id, "Elsa.Event", BpmnXml.Name(element));
        activity["eventName"] = FlowJson.Text(context.NameOf(element, "messageRef") ?? BpmnXml.Name(element) ?? id);
        return Simple(element, activity);
    }

    private BpmnNode? Call(XElement element)
    {
        var id = BpmnXml.IdOf(element)!;
        if ((string?)element.Attribute("calledElement") is not { Length: > 0 } called || called.Contains("${", StringComparison.Ordinal))
        {
            context.Findings.Unsupported("bpmn:callActivity", id, "flowFile.bpmn.called", $"{id}.calledElement", ("value", (string?)element.Attribute("calledElement")));
            return null;
        }

        var activity = FlowJson.Activity(id, "Elsa.ExecuteWorkflow", BpmnXml.Name(element));
        activity["workflowDefinitionId"] = FlowJson.Text(BpmnXml.Reference(called));
        activity["waitForCompletion"] = FlowJson.Truth(true);
        return Simple(element, activity);
    }

    /// <summary>Which operation of which connector binding it calls stands in attributes of ours; a service task of another tool says nothing that could be called.</summary>
    private BpmnNode? Service(XElement element)
    {
        var id = BpmnXml.IdOf(element)!;
        if ((string?)element.Attribute(BpmnXml.Own + BpmnOwn.Binding) is not { Length: > 0 } binding || (string?)element.Attribute(BpmnXml.Own + BpmnOwn.Operation) is not { Length: > 0 } operation)
        {
            context.Findings.Unsupported("bpmn:serviceTask", id, "flowFile.bpmn.service", id, ("name", BpmnXml.Name(element) ?? id));
            return null;
        }

        var activity = FlowJson.Activity(id, FlowActivities.CallConnector, BpmnXml.Name(element));
        (activity["binding"], activity["operation"]) = (FlowJson.Text(binding), FlowJson.Text(operation));
        if (element.Element(BpmnXml.Model + "extensionElements")?.Element(BpmnXml.Own + BpmnOwn.Input) is { Value: { Length: > 0 } script })
        {
            activity["input"] = FlowJson.Script("Object", script);
        }

        return Simple(element, activity);
    }

    private BpmnNode Simple(XElement element, JsonObject activity)
    {
        BpmnKept.Keep(element, activity, [], context.Findings);
        return new BpmnNode(element, activity);
    }
}
