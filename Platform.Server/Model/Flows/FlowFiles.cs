using System.Text.Json;

namespace Platform.Model.Flows;

/// <summary>In what a flow can come in; <see cref="Digit"/> only comes in.</summary>
public enum FlowFormat
{
    /// <summary>Elsa 3 workflow definition, JSON: the format flows are kept in.</summary>
    Elsa,
    /// <summary>BPMN 2.0, XML.</summary>
    Bpmn,
    /// <summary>State machine of DIGIT, the JSON of a <c>BusinessService</c>.</summary>
    Digit,
}

/// <summary>What has become of an element of a file.</summary>
public enum FlowFindingKind
{
    /// <summary>Cannot be carried out here. It keeps its place in the flow under a type nobody knows, so that the flow cannot be published with it.</summary>
    Unsupported,
    /// <summary>Is carried out, but not quite as there.</summary>
    Changed,
    /// <summary>Has no effect here; it stands in the document as it was written.</summary>
    Kept,
    /// <summary>Worth knowing before the flow is published.</summary>
    Advice,
}

/// <summary>Something to be told about one element of a file.</summary>
/// <param name="Element">What it is there: <c>bpmn:userTask</c>, <c>activity</c>, <c>state</c> …</param>
/// <param name="ElementId">Its id there; null when it has none.</param>
/// <param name="Problem">The text; its field is the path in the file or in the document.</param>
public sealed record FlowFinding(FlowFindingKind Kind, string Element, string? ElementId, Problem Problem);

/// <summary>Whoever does something in the file, and the role here.</summary>
/// <param name="Source">Lane id, group or role as written in the file.</param>
/// <param name="Role">Key of a role; null when none was found and the steps keep their own.</param>
/// <param name="Applicant">The file means whoever applies, not somebody of the office.</param>
/// <param name="Steps">Ids of the activities it decides about.</param>
public sealed record FlowFileRole(string Source, string Name, string? Role, bool Applicant, IReadOnlyList<string> Steps);

/// <summary>What was read, and what there is to say about it.</summary>
/// <param name="Process">Name of what was read in the file.</param>
/// <param name="Read">How many elements of each kind there were.</param>
public sealed record FlowFileReport(
    FlowFormat Format,
    string Process,
    IReadOnlyDictionary<string, int> Read,
    IReadOnlyList<FlowFinding> Findings,
    IReadOnlyList<FlowFileRole> Roles)
{
    /// <summary>Nothing stands in it that cannot be carried out here.</summary>
    public bool Runs => Findings.All(f => f.Kind != FlowFindingKind.Unsupported);
}

/// <param name="Key">Key of the flow to be: its <c>definitionId</c>.</param>
/// <param name="Process">Which process or state machine of the file, by id or name; null when there is only one.</param>
/// <param name="Roles">Role keys by what the file calls the role; they count before what the reader guesses.</param>
public sealed record FlowFileOptions(string Key, string? Process, IReadOnlyDictionary<string, string> Roles);

/// <param name="Document">The flow as it would be saved.</param>
public sealed record FlowFileContent(JsonElement Document, FlowFileReport Report);

/// <summary>A flow as a file.</summary>
/// <param name="Notes">What the format cannot say; it stands in the file beside what others read, and comes back with it.</param>
public sealed record FlowFile(string Name, string MediaType, ReadOnlyMemory<byte> Bytes, IReadOnlyList<FlowFinding> Notes);

/// <summary>Reads flows from files of other systems and writes files for them. Pure: nothing is saved.</summary>
public interface IFlowFormats
{
    /// <returns>Refused when the file is none of this format, is too large, or contradicts itself.</returns>
    Result<FlowFileContent> Read(FlowFormat format, ReadOnlyMemory<byte> file, FlowFileOptions options);

    /// <param name="key">Name of the file.</param>
    /// <returns>Refused with <c>flowFile.writeFormat</c> or <c>flow.unreadable</c>.</returns>
    Result<FlowFile> Write(FlowFormat format, string key, FlowDefinition flow);
}
