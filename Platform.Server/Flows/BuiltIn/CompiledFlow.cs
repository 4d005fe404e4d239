using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Platform.Model;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>A definition made ready to run. Immutable and shared by all cases of its version.</summary>
internal sealed class CompiledFlow
{
    private readonly Dictionary<string, FlowNode> _byKey;

    public CompiledFlow(string definitionId, FlowNode root, IReadOnlyList<FlowNode> nodes, IReadOnlyList<FlowVariable> variables, IReadOnlyList<Problem> problems)
    {
        (DefinitionId, Root, Nodes, Variables, Problems) = (definitionId, root, nodes, variables, problems);
        _byKey = nodes.ToDictionary(n => n.Key, StringComparer.Ordinal);
    }

    public string DefinitionId { get; }

    public FlowNode Root { get; }

    /// <summary>Every activity, containers before what they contain; <see cref="FlowNode.Index"/> is the place in here.</summary>
    public IReadOnlyList<FlowNode> Nodes { get; }

    /// <summary>Variables of the definition and of all containers.</summary>
    public IReadOnlyList<FlowVariable> Variables { get; }

    /// <summary>What was found wrong while reading.</summary>
    public IReadOnlyList<Problem> Problems { get; }

    public bool TryFind(string key, [MaybeNullWhen(false)] out FlowNode node) => _byKey.TryGetValue(key, out node);
}

/// <param name="Id">What references and the stored state use.</param>
/// <param name="Owner">The container that declares it; null for the definition itself.</param>
internal sealed record FlowVariable(string Id, string Name, JsonElement? Default, FlowNode? Owner)
{
    /// <summary>Name as it stands in <c>getX()</c> and <c>setX()</c>.</summary>
    public string ScriptName { get; } = Name.Length == 0 ? Name : char.ToUpperInvariant(Name[0]) + Name[1..];
}

/// <summary>One activity of a definition.</summary>
internal sealed class FlowNode
{
    public required int Index { get; init; }

    public required string Id { get; init; }

    /// <summary>The id, or the path of ids where the id alone is not unique: names the activity in states, traces and effects.</summary>
    public required string Key { get; init; }

    public required string Type { get; init; }

    /// <summary>Where it stands in the document, for findings: <c>root.activities[review]</c>.</summary>
    public required string Path { get; init; }

    public required LocalizedText? Title { get; init; }

    public required FlowNode? Parent { get; init; }

    /// <summary>Place among the children of its parent.</summary>
    public required int Position { get; init; }

    public required JsonElement Json { get; init; }

    public required Activity Activity { get; init; }

    /// <summary>Input members by name.</summary>
    public required IReadOnlyDictionary<string, FlowExpression> Inputs { get; init; }

    /// <summary>Ids of the variables its outputs are bound to, by output name.</summary>
    public required IReadOnlyDictionary<string, string> Outputs { get; init; }

    /// <summary>Cases of a FlowSwitch or Switch, in order.</summary>
    public required IReadOnlyList<FlowCaseBranch> Cases { get; init; }

    public bool CanStart { get; init; }

    /// <summary>Activities inside, in document order; filled once by the parser.</summary>
    public IReadOnlyList<FlowNode> Children { get; internal set; } = [];

    /// <summary>Embedded activities by port (<c>then</c>, <c>body</c> …); filled once by the parser.</summary>
    public IReadOnlyDictionary<string, FlowNode> Ports { get; internal set; } = new Dictionary<string, FlowNode>();

    /// <summary>Only flowcharts have one.</summary>
    public FlowGraph? Graph { get; internal set; }

    /// <summary>Variables that scripts and expressions here can name, innermost first.</summary>
    public IReadOnlyList<FlowVariable> Scope { get; internal set; } = [];

    /// <summary>Variables this container declares; they begin anew at each visit.</summary>
    public IReadOnlyList<FlowVariable> Declared { get; internal set; } = [];

    public FlowVariable? FindVariable(string idOrName) =>
        Scope.FirstOrDefault(v => v.Id == idOrName) ?? Scope.FirstOrDefault(v => v.Name == idOrName) ?? Scope.FirstOrDefault(v => v.ScriptName == idOrName);

    public override string ToString() => $"{Key} ({Type})";
}

/// <param name="Branch">Place among <see cref="FlowNode.Children"/> of what a Switch runs; null in a FlowSwitch.</param>
internal sealed record FlowCaseBranch(string Label, FlowExpression Condition, FlowNode? Branch);
