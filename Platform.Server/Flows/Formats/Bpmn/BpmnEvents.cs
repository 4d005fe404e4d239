using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Platform.Model.Flows;

namespace Platform.Server.Flows.Formats.Bpmn;

/// <summary>Events as activities.</summary>
internal sealed class BpmnEvents(BpmnContext context)
{
    /// <summary>Port of a sub-process an error leaves by.</summary>
    public const string ErrorPort = "error:";

    /// <summary>An error without a code.</summary>
    public const string AnyError = "any";

    /// <summary>Null when the event cannot be carried out here.</summary>
    /// <param name="top">In the process itself, not in a sub-process.</param>
    /// <param name="parallel">Something may be going on beside it in its scope.</param>
    public BpmnNode? Read(XElement element, bool top, bool parallel)
    {
        var definitions = Definitions(element);
        if (definitions.Count > 1)
        {
            return Refuse(element, string.Join(", ", definitions.Select(BpmnXml.KindOf)));
        }

        var definition = definitions.Count == 1 ? definitions[0] : null;
        var activity = element.Name.LocalName switch
        {
            "startEvent" => Start(element, definition, top),
            "endEvent" => End(element, definition, top, parallel),
            "intermediateCatchEvent" => definition is null ? null : Catch(element, definition),
            "intermediateThrowEvent" => definition is null ? Nothing(element) : Throw(element, definition),
            _ => null,
        };
        if (activity is null)
        {
            return Refuse(element, definition is null ? null : BpmnXml.KindOf(definition));
        }

        BpmnKept.Keep(element, activity, [], context.Findings);
        if (definition is not null)
        {
            activity["customProperties"]![BpmnKept.Member]!["event"] = definition.Name.LocalName;
        }

        return new BpmnNode(element, activity);
    }

    /// <summary>What waits for the event: Delay, StartAt or Event; null when nothing here can.</summary>
    public JsonObject? Catch(XElement element, XElement definition) => definition.Name.LocalName switch
    {
        "timerEventDefinition" => Timer(element, definition),
        "messageEventDefinition" => Event(element, context.NameOf(definition, "messageRef")),
        "signalEventDefinition" => Event(element, context.NameOf(definition, "signalRef")),
        _ => null,
    };

    public static IReadOnlyList<XElement> Definitions(XElement element) =>
        [.. element.Elements().Where(e => e.Name.Namespace == BpmnXml.Model && (e.Name.LocalName.EndsWith("EventDefinition", StringComparison.Ordinal) || e.Name.LocalName == "eventDefinitionRef"))];

    /// <summary>Code of the error an event is about.</summary>
    public string ErrorCode(XElement definition) =>
        (string?)definition.Attribute("errorRef") is not { } reference ? AnyError
        : context.File.Find(reference) is { } error ? (string?)error.Attribute("errorCode") ?? BpmnXml.IdOf(error)!
        : BpmnXml.Reference(reference);

    private JsonObject? Start(XElement element, XElement? definition, bool top)
    {
        var id = BpmnXml.IdOf(element)!;
        if (definition is null)
        {
            return FlowJson.Activity(id, FlowJson.StartType, BpmnXml.Name(element));
        }

        if (!top || definition.Name.LocalName != "messageEventDefinition")
        {
            return null;
        }

        context.Findings.Changed("bpmn:startEvent", id, "flowFile.bpmn.messageStart", $"{id}.{definition.Name.LocalName}", ("value", context.NameOf(definition, "messageRef")));
        return FlowJson.Activity(id, FlowJson.StartType, BpmnXml.Name(element));
    }

    private JsonObject? End(XElement element, XElement? definition, bool top, bool parallel)
    {
        var (id, name) = (BpmnXml.IdOf(element)!, BpmnXml.Name(element));
        switch (definition?.Name.LocalName)
        {
            case null:
                // An End ends everything around it; beside other work only the own path may end.
                return parallel ? Nothing(element) : FlowJson.Activity(id, FlowJson.EndType, name);
            case "terminateEventDefinition":
                return FlowJson.Activity(id, top ? FlowJson.FinishType : FlowJson.EndType, name);
            case "errorEventDefinition":
                return Error(id, name, ErrorCode(definition), top);
            case "messageEventDefinition" or "signalEventDefinition":
                return Throw(element, definition);
            default:
                return null;
        }
    }

    /// <summary>An error ends the sub-process by a port of its own; in the process itself nobody is left to catch it.</summary>
    public static JsonObject Error(string id, string? name, string code, bool top)
    {
        var activity = FlowJson.Activity(id, top ? "Elsa.Fault" : "Elsa.Complete", name);
        if (top)
        {
            activity["code"] = FlowJson.Text(code);
            activity["message"] = FlowJson.Text(name ?? code);
        }
        else
        {
            activity["outcomes"] = FlowJson.Structure(new JsonArray(ErrorPort + code));
        }

        return activity;
    }

    /// <summary>A step that does nothing: a sequence of none.</summary>
    private static JsonObject Nothing(XElement element)
    {
        var activity = FlowJson.Activity(BpmnXml.IdOf(element)!, "Elsa.Sequence", BpmnXml.Name(element));
        activity["activities"] = new JsonArray();
        return activity;
    }

    private JsonObject? Throw(XElement element, XElement definition)
    {
        var name = definition.Name.LocalName switch
        {
            "messageEventDefinition" => context.NameOf(definition, "messageRef"),
            "signalEventDefinition" => context.NameOf(definition, "signalRef"),
            _ => "",
        };
        if (name?.Length == 0)
        {
            return null;
        }

        var activity = FlowJson.Activity(BpmnXml.IdOf(element)!, "Elsa.PublishEvent", BpmnXml.Name(element));
        activity["eventName"] = FlowJson.Text(name ?? BpmnXml.Name(element) ?? BpmnXml.IdOf(element)!);
        return activity;
    }

    private static JsonObject Event(XElement element, string? name)
    {
        var activity = FlowJson.Activity(BpmnXml.IdOf(element)!, "Elsa.Event", BpmnXml.Name(element));
        activity["eventName"] = FlowJson.Text(name ?? BpmnXml.Name(element) ?? BpmnXml.IdOf(element)!);
        return activity;
    }

    private static JsonObject? Timer(XElement element, XElement definition)
    {
        var (id, name) = (BpmnXml.IdOf(element)!, BpmnXml.Name(element));
        if (definition.Element(BpmnXml.Model + "timeDuration")?.Value is { } duration && IsoDuration.TryRead(duration, out var span))
        {
            var delay = FlowJson.Activity(id, "Elsa.Delay", name);
            delay["timeSpan"] = FlowJson.Input("TimeSpan", "Literal", span.ToString("c", CultureInfo.InvariantCulture));
            return delay;
        }

        if (definition.Element(BpmnXml.Model + "timeDate")?.Value is { } date
            && DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at))
        {
            var start = FlowJson.Activity(id, "Elsa.StartAt", name);
            start["dateTime"] = FlowJson.Input("DateTimeOffset", "Literal", at.ToString("yyyy-MM-ddTHH:mm:ssK", CultureInfo.InvariantCulture));
            return start;
        }

        return null;
    }

    private BpmnNode? Refuse(XElement element, string? definition)
    {
        var id = BpmnXml.IdOf(element)!;
        var timer = element.Descendants(BpmnXml.Model + "timerEventDefinition").Elements().FirstOrDefault();
        context.Findings.Unsupported(
            BpmnXml.KindOf(element), id, "flowFile.bpmn.event", definition is null ? id : $"{id}.{definition}", ("value", timer is null ? definition : $"{timer.Name.LocalName} {timer.Value.Trim()}"));
        return null;
    }
}
