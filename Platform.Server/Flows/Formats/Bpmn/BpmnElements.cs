using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.Formats.Bpmn;

/// <summary>Which element of BPMN an activity is drawn as.</summary>
internal sealed class BpmnElements(ActivityTypes types)
{
    /// <param name="ports">Port of every connection that leaves it.</param>
    /// <returns>Local name of the element.</returns>
    public string NameOf(JsonObject activity, IReadOnlyList<string> ports)
    {
        var type = FlowJson.Text(activity, "type") ?? "";
        var was = activity["customProperties"] is JsonObject custom && custom[BpmnKept.Member] is JsonObject kept ? FlowJson.Text(kept, BpmnKept.Element) : null;
        return type switch
        {
            FlowJson.StartType => "startEvent",
            FlowJson.EndType or FlowJson.FinishType or "Elsa.Complete" or "Elsa.Fault" => ports.Count > 0 ? "intermediateThrowEvent" : "endEvent",
            "Elsa.Sequence" when activity["activities"] is not JsonArray { Count: > 0 } => ports.Count > 0 ? "intermediateThrowEvent" : "endEvent",
            "Elsa.FlowDecision" => ports.Distinct().Count() < ports.Count ? "inclusiveGateway" : "exclusiveGateway",
            "Elsa.FlowSwitch" => MatchesAny(activity) || ports.Distinct().Count() < ports.Count ? "inclusiveGateway" : "exclusiveGateway",
            "Elsa.FlowFork" => "parallelGateway",
            "Elsa.FlowJoin" => ModeOf(activity) switch
            {
                "WaitAll" => "parallelGateway",
                "WaitAllActive" => was == "exclusiveGateway" ? was : "inclusiveGateway",
                _ => "complexGateway",
            },
            "Elsa.Delay" or "Elsa.Timer" or "Elsa.StartAt" or "Elsa.Cron" => "intermediateCatchEvent",
            "Elsa.Event" => was == "receiveTask" ? was : "intermediateCatchEvent",
            "Elsa.PublishEvent" => was is "sendTask" or "intermediateThrowEvent" ? was : ports.Count > 0 ? "intermediateThrowEvent" : "endEvent",
            "Elsa.RunJavaScript" => "scriptTask",
            "Elsa.SetVariable" or "Elsa.SetName" or "Elsa.Correlate" or "Elsa.WriteLine" => "serviceTask",
            "Elsa.ExecuteWorkflow" or "Elsa.DispatchWorkflow" => "callActivity",
            FlowJson.FlowchartType => "subProcess",
            _ when types.Find(type) is StepActivity { Step.Description: var step } => Step(step, was),
            // An element nobody can carry out goes out as it came, where it needs nothing else beside it.
            _ when type.StartsWith("Bpmn.", StringComparison.Ordinal) && was is not null && (was.EndsWith("Task", StringComparison.Ordinal) || was == "complexGateway") => was,
            _ => "task",
        };
    }

    public static bool IsEvent(string name) => name.EndsWith("Event", StringComparison.Ordinal);

    public static bool IsGateway(string name) => name.EndsWith("Gateway", StringComparison.Ordinal);

    private static string Step(StepDescription step, string? was) =>
        step.Inputs.Any(i => i.Editor == StepEditor.MessageTemplate) ? "sendTask"
        : step.Inputs.Any(i => i.Name is "title" or "signers" || i.Editor == StepEditor.Role) ? was is "manualTask" or "task" ? was : "userTask"
        : step.Type == FlowTables.Step ? BpmnDecisions.Element
        : "serviceTask";

    private static bool MatchesAny(JsonObject activity) => "MatchAny".Equals(LiteralOf(activity["mode"]), StringComparison.OrdinalIgnoreCase);

    private static string ModeOf(JsonObject activity) => LiteralOf(activity["mode"]) ?? "WaitAny";

    /// <summary>The text of an input that is written as it stands, or null; see <see cref="FlowActivities.TextIn"/>.</summary>
    public static string? LiteralOf(JsonNode? input) => input is null ? null : FlowActivities.TextIn(JsonSerializer.SerializeToElement(input));
}
