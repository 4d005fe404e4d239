using System.Xml.Linq;
using Platform.Model;

namespace Platform.Server.Flows.Formats.Bpmn;

/// <summary>A BPMN file that does not contradict itself, with the one process in it that is read.</summary>
internal sealed class BpmnFile
{
    private static readonly HashSet<string> NodeNames = new(StringComparer.Ordinal)
    {
        "task", "userTask", "manualTask", "serviceTask", "scriptTask", "sendTask", "receiveTask", "businessRuleTask", "callActivity", "subProcess", "adHocSubProcess", "transaction",
        "exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway",
        "startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent", "implicitThrowEvent",
    };

    private readonly Dictionary<string, XElement> _byId;

    private BpmnFile(XElement definitions, XElement process, Dictionary<string, XElement> byId) => (Definitions, Process, _byId) = (definitions, process, byId);

    public XElement Definitions { get; }

    public XElement Process { get; }

    /// <returns>Refused with <c>flowFile.idTwice</c>, <c>flowFile.idMissing</c>, <c>flowFile.nothing</c>, <c>flowFile.several</c>, <c>flowFile.processUnknown</c>, <c>flowFile.flowEnd</c> or <c>flowFile.tooMany</c>.</returns>
    public static Result<BpmnFile> Open(XElement definitions, string? wanted)
    {
        var byId = new Dictionary<string, XElement>(StringComparer.Ordinal);
        var problems = new List<Problem>();
        foreach (var element in definitions.DescendantsAndSelf().Where(e => e.Name.Namespace == BpmnXml.Model || e.Name.Namespace == BpmnXml.Diagram))
        {
            if (BpmnXml.IdOf(element) is { } id ? !byId.TryAdd(id, element) : IsNode(element) || element.Name == BpmnXml.Model + "sequenceFlow")
            {
                problems.Add(BpmnXml.IdOf(element) is { } twice
                    ? Problem.Invalid("flowFile.idTwice", twice, ("id", twice), ("value", BpmnXml.KindOf(element)))
                    : Problem.Invalid("flowFile.idMissing", null, ("value", BpmnXml.KindOf(element))));
            }
        }

        if (problems.Count > 0)
        {
            return Result<BpmnFile>.Refused(problems);
        }

        var process = Choose(definitions, wanted);
        return process.Then(p => Check(new BpmnFile(definitions, p, byId)));
    }

    public static bool IsNode(XElement element) => element.Name.Namespace == BpmnXml.Model && NodeNames.Contains(element.Name.LocalName);

    public XElement? Find(string? reference) => reference is null ? null : _byId.GetValueOrDefault(reference) ?? _byId.GetValueOrDefault(BpmnXml.Reference(reference));

    public bool Uses(string id) => _byId.ContainsKey(id);

    private static Result<XElement> Choose(XElement definitions, string? wanted)
    {
        var processes = definitions.Elements(BpmnXml.Model + "process").ToList();
        if (wanted is not null)
        {
            var pool = definitions.Descendants(BpmnXml.Model + "participant").FirstOrDefault(p => BpmnXml.Name(p) == wanted || BpmnXml.IdOf(p) == wanted);
            var reference = pool is null ? null : BpmnXml.Reference((string?)pool.Attribute("processRef") ?? "");
            return processes.Find(p => BpmnXml.IdOf(p) == wanted || BpmnXml.Name(p) == wanted || (reference is not null && BpmnXml.IdOf(p) == reference)) is { } named
                ? named
                : Problem.Invalid("flowFile.processUnknown", "process", ("value", wanted), ("expected", string.Join(", ", processes.Select(BpmnXml.IdOf))));
        }

        var filled = processes.Where(p => p.Elements().Any(IsNode)).ToList();
        return filled.Count switch
        {
            0 => Problem.Invalid("flowFile.nothing", null, ("expected", "bpmn:process")),
            1 => filled[0],
            _ => Problem.Invalid("flowFile.several", "process", ("value", filled.Count), ("expected", string.Join(", ", filled.Select(BpmnXml.IdOf)))),
        };
    }

    private static Result<BpmnFile> Check(BpmnFile file)
    {
        if (file.Process.Descendants().Count(IsNode) is > FormatLimits.Nodes and var count)
        {
            return FormatLimits.TooMany(count, FormatLimits.Nodes);
        }

        var flows = file.Process.Descendants(BpmnXml.Model + "sequenceFlow").ToList();
        if (flows.Count > FormatLimits.Flows)
        {
            return FormatLimits.TooMany(flows.Count, FormatLimits.Flows);
        }

        var problems = new List<Problem>();
        foreach (var flow in flows)
        {
            foreach (var end in (ReadOnlySpan<string>)["sourceRef", "targetRef"])
            {
                var reference = (string?)flow.Attribute(end);
                if (file.Find(reference) is not { } node || !IsNode(node) || node.Parent != flow.Parent)
                {
                    problems.Add(Problem.Invalid("flowFile.flowEnd", BpmnXml.IdOf(flow), ("id", BpmnXml.IdOf(flow)), ("value", reference), ("expected", end)));
                }
            }
        }

        return problems.Count > 0 ? Result<BpmnFile>.Refused(problems) : file;
    }
}
