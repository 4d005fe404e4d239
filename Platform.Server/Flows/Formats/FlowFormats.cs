using Platform.Model;
using Platform.Model.Flows;
using Platform.Model.Identity;
using Platform.Server.Flows.BuiltIn.Activities;
using Platform.Server.Flows.Formats.Bpmn;
using Platform.Server.Flows.Formats.Digit;
using Platform.Server.Flows.Formats.Elsa;

namespace Platform.Server.Flows.Formats;

/// <summary>The formats, and what publishing would say of what was read.</summary>
internal sealed class FlowFormats(ActivityTypes types, IEnumerable<IFlowChecks> checks) : IFlowFormats
{
    /// <summary>What a role of the file may be called here when it is nobody of the office.</summary>
    private const string Applicant = "applicant";

    /// <summary>What a half-drawn flow lacks: whoever imports it completes it, nothing in it is strange here.</summary>
    private static readonly HashSet<string> Unfinished = new(StringComparer.Ordinal) { "flow.unreachable", "flow.inputMissing", "flow.empty", "flow.tableUnknown" };

    /// <summary>The format an address names; null when it names none.</summary>
    public static FlowFormat? Named(string? word) => word switch
    {
        "elsa" => FlowFormat.Elsa,
        "bpmn" => FlowFormat.Bpmn,
        "digit" => FlowFormat.Digit,
        _ => null,
    };

    public Result<FlowFileContent> Read(FlowFormat format, ReadOnlyMemory<byte> file, FlowFileOptions options)
    {
        var unknown = options.Roles.Where(r => r.Value != Applicant && !Roles.All.ContainsKey(r.Value)).ToList();
        if (unknown.Count > 0)
        {
            return Result<FlowFileContent>.Refused(
                [.. unknown.Select(r => Problem.Invalid("flowFile.roleKey", "role", ("name", r.Key), ("value", r.Value), ("expected", string.Join(", ", Roles.All.Keys.Order(StringComparer.Ordinal).Append(Applicant)))))]);
        }

        var read = format switch
        {
            FlowFormat.Elsa => new ElsaReader(types).Read(file, options),
            FlowFormat.Bpmn => BpmnReader.Read(file, options),
            FlowFormat.Digit => DigitReader.Read(file, options),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such format."),
        };
        return read.Then<FlowFileContent>(content => content with { Report = content.Report with { Findings = [.. content.Report.Findings, .. Check(content)] } });
    }

    public Result<FlowFile> Write(FlowFormat format, string key, FlowDefinition flow) => format switch
    {
        FlowFormat.Elsa => new ElsaWriter(types).Write(flow, key).Then<FlowFile>(d => new FlowFile($"{key}.json", "application/json", System.Text.Encoding.UTF8.GetBytes(d.ToJsonString(ModelJson.Readable)), [])),
        FlowFormat.Bpmn => BpmnWriter.Write(flow, key, new BpmnElements(types)),
        _ => Problem.Invalid("flowFile.writeFormat", "format", ("value", format.ToString()), ("expected", "elsa, bpmn")),
    };

    /// <summary>What stands in the way of publishing, but for elements that have been named already.</summary>
    private IEnumerable<FlowFinding> Check(FlowFileContent content)
    {
        var flow = new FlowDefinition("import", content.Document);
        var steps = FlowStepNames.In(content.Document);
        var named = content.Report.Findings.Where(f => f.Kind == FlowFindingKind.Unsupported).Select(f => f.ElementId).ToHashSet();
        foreach (var problem in checks.SelectMany(c => c.Check(flow)).Where(p => !IsRefusedCondition(p)))
        {
            var finding = Of(Unfinished.Contains(problem.Code) ? FlowFindingKind.Advice : FlowFindingKind.Unsupported, problem);
            if (problem.Code is not ("flow.unknownActivity" or "flow.unreachable") || !named.Contains(finding.ElementId))
            {
                yield return finding with { Problem = steps.Name(problem) };
            }
        }

        foreach (var problem in checks.SelectMany(c => c.Warn(flow)))
        {
            yield return Of(FlowFindingKind.Advice, problem) with { Problem = steps.Name(problem) };
        }
    }

    /// <summary>The flow whose condition it is has been named.</summary>
    private static bool IsRefusedCondition(Problem problem) => problem.Code == "flow.expressionType" && ValueOf(problem, "type") == BpmnCondition.RefusedType;

    private static FlowFinding Of(FlowFindingKind kind, Problem problem) => new(kind, "activity", ValueOf(problem, "id") ?? ValueOf(problem, "name") ?? ValueOf(problem, "source"), problem);

    private static string? ValueOf(Problem problem, string name) => problem.Values is { } values && values.TryGetValue(name, out var value) ? value as string : null;
}
