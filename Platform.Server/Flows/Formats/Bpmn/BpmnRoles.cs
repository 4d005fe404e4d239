using System.Text.RegularExpressions;
using System.Xml.Linq;
using Platform.Model.Flows;

namespace Platform.Server.Flows.Formats.Bpmn;

/// <summary>Who does the tasks of a process: groups named at a task, else the lane it stands in.</summary>
internal sealed partial class BpmnRoles
{
    private readonly Dictionary<string, XElement> _lanes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (FlowFileRole Role, List<string> Steps)> _found = new(StringComparer.Ordinal);
    private readonly FlowFindings _findings;
    private readonly IReadOnlyDictionary<string, string> _given;

    public BpmnRoles(BpmnFile file, FlowFindings findings, IReadOnlyDictionary<string, string> given)
    {
        (_findings, _given) = (findings, given);
        foreach (var lane in file.Process.Descendants(BpmnXml.Model + "lane"))
        {
            foreach (var reference in lane.Elements(BpmnXml.Model + "flowNodeRef").Select(r => BpmnXml.Reference(r.Value)))
            {
                Remember(file, lane, reference);
            }
        }
    }

    public IReadOnlyList<FlowFileRole> All => [.. _found.Values.Select(f => f.Role)];

    /// <summary>Tells of lanes nobody's task stands in; to be called at the end.</summary>
    public void TellOfIdle(BpmnFile file)
    {
        foreach (var lane in file.Process.Descendants(BpmnXml.Model + "lane").Where(l => !_found.ContainsKey(BpmnXml.IdOf(l) ?? BpmnXml.Name(l) ?? "")))
        {
            _findings.Kept("bpmn:lane", BpmnXml.IdOf(lane), "flowFile.bpmn.part", BpmnXml.IdOf(lane), ("name", "bpmn:lane"), ("owner", BpmnXml.IdOf(file.Process)));
        }
    }

    /// <summary>The role of a task, noted for the report.</summary>
    /// <param name="taken">Attributes and elements that were read for it.</param>
    public RoleMeant Of(XElement task, ICollection<XObject> taken)
    {
        var groups = Groups(task, taken);
        var id = BpmnXml.IdOf(task)!;
        if (groups.Length > 1)
        {
            _findings.Changed(BpmnXml.KindOf(task), id, "flowFile.rolesMore", id, ("value", string.Join(", ", groups)), ("role", groups[0]));
        }

        return groups.Length > 0 ? Note(groups[0], groups[0], task)
            : _lanes.TryGetValue(id, out var lane) ? Note(BpmnXml.IdOf(lane) ?? BpmnXml.Name(lane) ?? "", BpmnXml.Name(lane) ?? BpmnXml.IdOf(lane) ?? "", task)
            : default;
    }

    private void Remember(BpmnFile file, XElement lane, string reference)
    {
        var laneId = BpmnXml.IdOf(lane) ?? BpmnXml.Name(lane);
        if (file.Find(reference) is not { } node || !BpmnFile.IsNode(node))
        {
            _findings.Advice("bpmn:lane", laneId, "flowFile.bpmn.laneNode", $"{laneId}.flowNodeRef", ("value", reference));
        }
        else if (!_lanes.TryGetValue(reference, out var other) || lane.Ancestors().Contains(other))
        {
            _lanes[reference] = lane;
        }
        else if (!other.Ancestors().Contains(lane))
        {
            _findings.Advice("bpmn:lane", laneId, "flowFile.bpmn.laneTwice", $"{laneId}.flowNodeRef", ("value", reference), ("other", BpmnXml.IdOf(other)));
        }
    }

    private RoleMeant Note(string source, string name, XElement task)
    {
        var meant = RoleGuess.Of(source, name, _given);
        if (!_found.TryGetValue(source, out var known))
        {
            List<string> steps = [];
            _found[source] = known = (new FlowFileRole(source, name, meant.Role, meant.Applicant, steps), steps);
            if (meant is { Role: null, Applicant: false })
            {
                _findings.Advice("role", source, "flowFile.roleUnknown", null, ("name", name));
            }
        }

        known.Steps.Add(BpmnXml.IdOf(task)!);
        return meant;
    }

    /// <summary>As Camunda 7, Flowable and Activiti write them (an attribute), as Camunda 8 does (an extension), and as the standard does (a resource).</summary>
    private static string[] Groups(XElement task, ICollection<XObject> taken)
    {
        if (task.Attributes().FirstOrDefault(a => a.Name.LocalName == "candidateGroups" && a.Name.Namespace != XNamespace.None) is { } attribute && IsPlain(attribute.Value))
        {
            taken.Add(attribute);
            return Split(attribute.Value);
        }

        var extensions = task.Element(BpmnXml.Model + "extensionElements");
        if (extensions?.Elements().FirstOrDefault(e => e.Name.LocalName == "assignmentDefinition" && e.Attribute("candidateGroups") is { } a && IsPlain(a.Value) && e.Attributes().Count(x => !x.IsNamespaceDeclaration) == 1) is { } definition)
        {
            taken.Add(definition);
            return Split(definition.Attribute("candidateGroups")!.Value);
        }

        if (task.Element(BpmnXml.Model + "potentialOwner") is { } owner && Group().Match(owner.Value) is { Success: true } match)
        {
            taken.Add(owner);
            return [match.Groups[1].Value];
        }

        return [];
    }

    private static bool IsPlain(string text) => text.Trim().Length > 0 && !text.Contains("${", StringComparison.Ordinal) && !text.TrimStart().StartsWith('=');

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [GeneratedRegex(@"^\s*(?:group\()?\s*([^\s()$,][^()$,]*?)\s*\)?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Group();
}
