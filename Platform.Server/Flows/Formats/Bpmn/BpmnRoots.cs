using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Platform.Model.Flows;

namespace Platform.Server.Flows.Formats.Bpmn;

/// <summary>What makes an element its kind (timer, message, script …), with the messages, signals and errors it refers to.</summary>
internal sealed class BpmnRoots
{
    private readonly List<XElement> _all = [];
    private readonly BpmnIds _ids;

    public BpmnRoots(JsonObject definition, BpmnIds ids)
    {
        _ids = ids;
        var kept = definition["customProperties"] is JsonObject custom && custom[BpmnKept.Member] is JsonObject member ? member[BpmnKept.Roots] as JsonArray : null;
        foreach (var text in (kept ?? []).Select(r => r?.ToString()))
        {
            if (text is not null && FormatXml.Fragment(text) is { } root && root.Name.LocalName is "message" or "signal" or "error" or "escalation" && root.Name.Namespace == BpmnXml.Model && BpmnXml.IdOf(root) is { } id)
            {
                var fresh = _ids.For(id);
                _all.Add(new XElement(root.Name, new XAttribute("id", fresh), root.Attribute("name"), root.Attribute("errorCode"), root.Attribute("escalationCode")));
            }
        }
    }

    public IReadOnlyList<XElement> All => _all;

    /// <param name="parallel">Something may be going on beside it, which an End ends too.</param>
    public void Define(XElement element, JsonObject activity, string name, bool parallel)
    {
        var type = FlowJson.Text(activity, "type");
        switch (type)
        {
            case "Elsa.Delay" or "Elsa.Timer":
                element.Add(Timer(activity, type == "Elsa.Delay" ? "timeSpan" : "interval", "timeDuration"));
                break;
            case "Elsa.StartAt":
                element.Add(Timer(activity, "dateTime", "timeDate"));
                break;
            case "Elsa.Cron":
                element.Add(Timer(activity, "cronExpression", "timeCycle"));
                break;
            case "Elsa.Event" or "Elsa.PublishEvent":
                Event(element, activity, name);
                break;
            case "Elsa.Fault" when name == "endEvent":
                element.Add(new XElement(BpmnXml.Model + "errorEventDefinition", new XAttribute("errorRef", Reference("error", BpmnElements.LiteralOf(activity["code"]) ?? "flow.fault"))));
                break;
            case "Elsa.Complete" when name == "endEvent" && ErrorOf(activity) is { } code:
                element.Add(new XElement(BpmnXml.Model + "errorEventDefinition", new XAttribute("errorRef", Reference("error", code))));
                break;
            case FlowJson.FinishType or "Elsa.Complete" when name == "endEvent":
            case FlowJson.EndType when name == "endEvent" && parallel:
                element.Add(new XElement(BpmnXml.Model + "terminateEventDefinition"));
                break;
            case "Elsa.RunJavaScript":
                element.Add(new XAttribute("scriptFormat", "javascript"), new XElement(BpmnXml.Model + "script", FormatXml.Clean(ScriptOf(activity))));
                break;
            case "Elsa.ExecuteWorkflow" or "Elsa.DispatchWorkflow" when BpmnElements.LiteralOf(activity["workflowDefinitionId"]) is { Length: > 0 } called:
                element.Add(new XAttribute("calledElement", FormatXml.Clean(called)));
                break;
            case FlowTables.Step when name == BpmnDecisions.Element:
                BpmnDecisions.Write(element, activity);
                break;
            default:
                Owner(element, activity, name);
                break;
        }
    }

    /// <summary>The role, as the standard writes it.</summary>
    private static void Owner(XElement element, JsonObject activity, string name)
    {
        if (name == "userTask" && BpmnElements.LiteralOf(activity["role"]) is { Length: > 0 } role)
        {
            element.Add(new XElement(
                BpmnXml.Model + "potentialOwner",
                new XElement(BpmnXml.Model + "resourceAssignmentExpression", new XElement(BpmnXml.Model + "formalExpression", FormatXml.Clean($"group({role})")))));
        }
    }

    /// <summary>The error a Complete ends its flowchart with, or null.</summary>
    private static string? ErrorOf(JsonObject activity) =>
        ExpressionOf(activity["outcomes"]) is var text && JsonFile.List(text) is [var outcome] && outcome.StartsWith(BpmnEvents.ErrorPort, StringComparison.Ordinal) ? outcome[BpmnEvents.ErrorPort.Length..] : null;

    private static XElement Timer(JsonObject activity, string input, string kind)
    {
        var literal = BpmnElements.LiteralOf(activity[input]);
        var text = literal is null ? ExpressionOf(activity[input])
            : kind == "timeDuration" && TimeSpan.TryParse(literal, CultureInfo.InvariantCulture, out var span) ? IsoDuration.Write(span)
            : literal;
        return new XElement(
            BpmnXml.Model + "timerEventDefinition",
            new XElement(BpmnXml.Model + kind, new XAttribute(BpmnXml.Instance + "type", "bpmn:tFormalExpression"), FormatXml.Clean(text)));
    }

    private void Event(XElement element, JsonObject activity, string name)
    {
        var kept = activity["customProperties"] is JsonObject custom && custom[BpmnKept.Member] is JsonObject member ? FlowJson.Text(member, "event") : null;
        var kind = kept == "signalEventDefinition" ? "signal" : "message";
        var reference = new XAttribute(kind + "Ref", Reference(kind, BpmnElements.LiteralOf(activity["eventName"]) ?? ExpressionOf(activity["eventName"])));
        if (name.EndsWith("Task", StringComparison.Ordinal))
        {
            element.Add(reference);
        }
        else
        {
            element.Add(new XElement(BpmnXml.Model + (kind + "EventDefinition"), reference));
        }
    }

    /// <summary>Id of the message, signal or error of this name, made when there is none.</summary>
    private string Reference(string kind, string name)
    {
        name = FormatXml.Clean(name);
        var key = kind == "error" ? "errorCode" : "name";
        if (_all.Find(r => r.Name == BpmnXml.Model + kind && ((string?)r.Attribute(key) ?? BpmnXml.IdOf(r)) == name) is not { } root)
        {
            root = new XElement(BpmnXml.Model + kind, new XAttribute("id", _ids.For(char.ToUpperInvariant(kind[0]) + kind[1..] + "_" + name)), new XAttribute("name", name));
            if (kind == "error")
            {
                root.Add(new XAttribute("errorCode", name));
            }

            _all.Add(root);
        }

        return BpmnXml.IdOf(root)!;
    }

    private static string ScriptOf(JsonObject activity) => BpmnElements.LiteralOf(activity["script"]) ?? ExpressionOf(activity["script"]);

    private static string ExpressionOf(JsonNode? input) => input is JsonObject wrapped && wrapped["expression"] is JsonObject expression ? expression["value"]?.ToString() ?? "" : "";
}
