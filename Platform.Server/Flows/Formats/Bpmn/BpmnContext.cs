using System.Text.Json.Nodes;
using System.Xml.Linq;
using Platform.Model.Flows;

namespace Platform.Server.Flows.Formats.Bpmn;

/// <summary>What the reading of one process has in common over all its scopes.</summary>
internal sealed class BpmnContext(BpmnFile file, FlowFileOptions options)
{
    private readonly HashSet<string> _made = new(StringComparer.Ordinal);
    private readonly List<string> _variables = [];

    public BpmnFile File { get; } = file;

    public BpmnDrawing Drawing { get; } = new(file.Definitions);

    public FlowFindings Findings { get; } = new();

    public BpmnRoles Roles => field ??= new BpmnRoles(File, Findings, options.Roles);

    /// <summary>Variables that conditions read, in the order they were met.</summary>
    public IReadOnlyList<string> Variables => _variables;

    public void Declare(string variable)
    {
        if (!_variables.Contains(variable))
        {
            _variables.Add(variable);
        }
    }

    /// <summary>An id for what stands in no file, unlike every other.</summary>
    public string Fresh(string wish)
    {
        var id = wish;
        for (var i = 2; File.Uses(id) || !_made.Add(id); i++)
        {
            id = $"{wish}-{i}";
        }

        return id;
    }

    /// <summary>An id that was written by us; false when another activity has it already, because somebody copied the element.</summary>
    /// <param name="elementId">Id of the element that carries it.</param>
    public bool Claim(string id, string? elementId) => (id == elementId || !File.Uses(id)) && _made.Add(id);

    /// <summary>Name of the message, signal or error an event refers to; its id when it has none.</summary>
    public string? NameOf(XElement definition, string reference) =>
        (string?)definition.Attribute(reference) is not { } written ? null
        : File.Find(written) is { } found ? BpmnXml.Name(found) ?? BpmnXml.IdOf(found)
        : BpmnXml.Reference(written);
}

/// <summary>A flow node and the activity that stands for it.</summary>
internal sealed class BpmnNode(XElement element, JsonObject activity)
{
    public XElement Element { get; } = element;

    /// <summary>Id in the file.</summary>
    public string Id { get; } = BpmnXml.IdOf(element)!;

    public JsonObject Activity { get; } = activity;

    public string ActivityId => FlowJson.Text(Activity, "id")!;

    /// <summary>Where arriving flows lead to.</summary>
    public string Entry { get; set; } = FlowJson.Text(activity, "id")!;

    /// <summary>Where flows leave that say nothing else.</summary>
    public (string Activity, string Port) Exit { get; set; } = (FlowJson.Text(activity, "id")!, StepOutcome.DoneKey);

    /// <summary>What is drawn where the node is drawn; null when it has gone into something else that is.</summary>
    public JsonObject? Drawn { get; set; } = activity;

    /// <summary>Written by us and put back as it was: its ports stand at the flows.</summary>
    public bool Restored { get; init; }

    /// <summary>Errors that leave it, when it is a sub-process.</summary>
    public IReadOnlyList<string> Errors { get; set; } = [];

    public string Kind => Element.Name.LocalName;
}
