using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Decisions;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>A definition made ready to run. Immutable and shared by all cases of its version.</summary>
internal sealed class CompiledFlow
{
    public const char LaneMark = '#';

    private const int LongestPlain = 128;

    private readonly Dictionary<string, FlowNode> _byKey;
    private readonly Dictionary<string, FlowNode>.AlternateLookup<ReadOnlySpan<char>> _byCharacters;
    private readonly ConcurrentDictionary<string, FlowNode> _inLanes = new(StringComparer.Ordinal);

    public CompiledFlow(FlowNode root, IReadOnlyList<FlowNode> nodes, IReadOnlyList<FlowVariable> variables, IReadOnlyList<Problem> problems)
    {
        (Root, Nodes, Variables, Problems) = (root, nodes, variables, problems);
        _byKey = nodes.ToDictionary(n => n.Key, StringComparer.Ordinal);
        _byCharacters = _byKey.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public string DefinitionId => Root.Flow.DefinitionId;

    public FlowNode Root { get; }

    /// <summary>Every activity, containers before what they contain; <see cref="FlowNode.Index"/> is the place in here.</summary>
    public IReadOnlyList<FlowNode> Nodes { get; }

    /// <summary>Variables of the definition and of all containers.</summary>
    public IReadOnlyList<FlowVariable> Variables { get; }

    /// <summary>What was found wrong while reading.</summary>
    public IReadOnlyList<Problem> Problems { get; }

    public bool TryFind(string key, [MaybeNullWhen(false)] out FlowNode node) => _byKey.TryGetValue(key, out node) || TryFindInLanes(key, out node);

    /// <param name="text">The key as it stands in a JSON text, between the quotes.</param>
    public bool TryFindText(ReadOnlySpan<byte> text, [MaybeNullWhen(false)] out FlowNode node)
    {
        if (!IsPlain(text))
        {
            return TryFind(Unescape(text), out node);
        }

        Span<char> key = stackalloc char[LongestPlain];
        key = key[..Encoding.UTF8.GetChars(text, key)];
        return _byCharacters.TryGetValue(key, out node) || TryFindInLanes(key.ToString(), out node);
    }

    /// <summary>The text between the quotes of a JSON text.</summary>
    public static string Unescape(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(text);
        }

        var json = new Utf8JsonReader([(byte)'"', .. text, (byte)'"']);
        json.Read();
        return json.GetString()!;
    }

    /// <summary>Short and without escapes.</summary>
    private static bool IsPlain(ReadOnlySpan<byte> text) => text.Length <= LongestPlain && !text.Contains((byte)'\\');

    /// <summary>The same activity and all it contains once more, so that it can be open beside itself: number <paramref name="number"/> of the lanes of its container.</summary>
    public FlowNode Lane(FlowNode body, int number)
    {
        var depth = BodiesAround(body).IndexOf(body);
        var suffix = depth == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{LaneMark}{number}")
            : string.Create(CultureInfo.InvariantCulture, $"{LaneMark}{depth}.{number}");
        if (_inLanes.TryGetValue(body.Key + suffix, out var known))
        {
            return known;
        }

        lock (_inLanes)
        {
            return _inLanes.TryGetValue(body.Key + suffix, out known) ? known : MakeLane(body, suffix);
        }
    }

    private FlowNode MakeLane(FlowNode body, string suffix)
    {
        var copies = new List<FlowNode>();
        var own = body.Parent!.Declared.Where(v => v.IsLoop).ToDictionary(v => v, v => v with { Slot = v.Slot + suffix });
        var lane = body.InLane(body.Parent, suffix, own, copies);

        // The first one last: who finds it counts on all of it.
        foreach (var copy in copies.AsEnumerable().Reverse())
        {
            _inLanes[copy.Key] = copy;
        }

        return lane;
    }

    /// <summary>
    /// Keys in lanes are the key of the original and one mark per lane it stands in, from the outside in: <c>#2</c> for lane 2 of the outermost body around it,
    /// <c>#1.2</c> for lane 2 of the next one.
    /// </summary>
    private bool TryFindInLanes(string key, [MaybeNullWhen(false)] out FlowNode node)
    {
        if (_inLanes.TryGetValue(key, out node))
        {
            return true;
        }

        var parts = key.Split(LaneMark);
        if (!_byKey.TryGetValue(parts[0], out node))
        {
            return false;
        }

        foreach (var part in parts.Skip(1))
        {
            var bodies = BodiesAround(node);
            var dot = part.IndexOf('.', StringComparison.Ordinal);
            var depth = 0;
            if (!int.TryParse(part.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || (dot >= 0 && !int.TryParse(part.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out depth))
                || depth >= bodies.Count)
            {
                return false;
            }

            Lane(bodies[depth], number);
            node = _inLanes[node.Key + LaneMark + part];
        }

        return true;
    }

    /// <summary>What a node stands in, itself included, that can be open several times at once; from the outside in.</summary>
    private static List<FlowNode> BodiesAround(FlowNode node) => [.. node.Ancestry().Where(n => n.Parent is { Activity.OpensLanes: true }).Reverse()];
}

/// <summary>One of the flows of a <see cref="CompiledFlow"/>: the flow itself, or one that it runs within itself.</summary>
/// <param name="Version">Number of its version as the document has it.</param>
/// <param name="Inputs">Names of its inputs.</param>
/// <param name="Tables">The decision tables it asks, by key.</param>
internal sealed record FlowIdentity(
    string DefinitionId, string VersionId, int Version, IReadOnlyList<string> Inputs, bool IsChild, IReadOnlyDictionary<string, CompiledDecisionTable> Tables);

/// <param name="Id">What references and the stored state use.</param>
/// <param name="Slot">Where its value stands in the state; differs from the id in flows within a flow and in lanes.</param>
/// <param name="IsLoop">Given by a loop to its body.</param>
internal sealed record FlowVariable(string Id, string Name, JsonElement? Default, string Slot, bool IsLoop = false)
{
    /// <summary>Name as it stands in <c>getX()</c> and <c>setX()</c>: as Elsa writes it.</summary>
    public string ScriptName { get; } = Pascal(Name);

    /// <summary>Whether <c>get</c> or <c>set</c> with this name is about it.</summary>
    public bool Answers(ReadOnlySpan<char> name) => name.SequenceEqual(ScriptName) || (name.Length == Name.Length && name[1..].SequenceEqual(Name.AsSpan(1)) && name[0] == char.ToUpperInvariant(Name[0]));

    /// <summary>Every word begins with a capital, and underscores and spaces are gone.</summary>
    public static string Pascal(string name) =>
        string.Concat(name.Split(['_', ' '], StringSplitOptions.RemoveEmptyEntries).Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
}

/// <summary>One activity of a definition.</summary>
internal sealed class FlowNode
{
    private Dictionary<string, FlowNode>? _childById;

    public required int Index { get; init; }

    public required string Id { get; init; }

    /// <summary>The id, or the path of ids where the id alone is not unique: names the activity in states, traces and effects.</summary>
    public required string Key
    {
        get;
        init => (field, KeyText) = (value, JsonEncodedText.Encode(value, FlowStateWriter.Encoder));
    }

    /// <summary>The key as it stands in states.</summary>
    public JsonEncodedText KeyText { get; private init; }

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

    /// <summary>An activity inside by its id.</summary>
    /// <param name="text">The id as it stands in a JSON text, between the quotes.</param>
    public bool TryFindChildText(ReadOnlySpan<byte> text, [MaybeNullWhen(false)] out FlowNode child)
    {
        var children = _childById ??= Children.DistinctBy(c => c.Id).ToDictionary(c => c.Id, StringComparer.Ordinal);
        return children.TryGetValue(CompiledFlow.Unescape(text), out child);
    }

    public FlowVariable? FindVariable(string idOrName) =>
        Scope.FirstOrDefault(v => v.Id == idOrName) ?? Scope.FirstOrDefault(v => v.Name == idOrName) ?? Scope.FirstOrDefault(v => v.ScriptName == idOrName);

    /// <summary>The flow it belongs to.</summary>
    public required FlowIdentity Flow { get; init; }

    /// <summary>What a script calls it: its name, or its id.</summary>
    public required string Name { get; init; }

    /// <summary>One of several copies beside each other; null for the original.</summary>
    public string? Lane { get; private init; }

    /// <summary>The first activity of the flow it belongs to.</summary>
    public FlowNode Top => Ancestry().First(n => n.Parent is null || !ReferenceEquals(n.Parent.Flow, Flow));

    /// <summary>The outcomes something is connected to, each once.</summary>
    public IEnumerable<string> Connected => Parent?.Graph?.Connections.Where(c => c.Source == Position).Select(c => c.Port).Distinct() ?? [];

    /// <summary>Whether anything is connected to the outcome.</summary>
    public bool Leads(string outcome) => Connected.Contains(outcome);

    /// <summary>From itself to the root.</summary>
    public IEnumerable<FlowNode> Ancestry()
    {
        for (var node = this; node is not null; node = node.Parent)
        {
            yield return node;
        }
    }

    /// <summary>A copy whose keys and variables end with <paramref name="suffix"/>.</summary>
    /// <param name="copies">Gets the copy and those of all it contains.</param>
    public FlowNode InLane(FlowNode parent, string suffix, Dictionary<FlowVariable, FlowVariable> variables, List<FlowNode> copies)
    {
        foreach (var variable in Declared)
        {
            variables.TryAdd(variable, variable with { Slot = variable.Slot + suffix });
        }

        var cases = new List<FlowCaseBranch>();
        var copy = new FlowNode
        {
            Index = Index, Id = Id, Key = Key + suffix, Type = Type, Path = Path, Title = Title, Parent = parent, Position = Position, Json = Json, Activity = Activity,
            Inputs = Inputs, Outputs = Outputs, Cases = cases, CanStart = CanStart, Flow = Flow, Name = Name, Lane = suffix, Graph = Graph,
            Scope = [.. Scope.Select(v => variables.GetValueOrDefault(v, v))],
            Declared = [.. Declared.Select(v => variables[v])],
        };
        copies.Add(copy);
        copy.Children = [.. Children.Select(c => c.InLane(copy, suffix, variables, copies))];
        copy.Ports = Ports.ToDictionary(p => p.Key, p => copy.Children[p.Value.Position], StringComparer.Ordinal);
        cases.AddRange(Cases.Select(c => c with { Branch = c.Branch is { } branch ? copy.Children[branch.Position] : null }));
        return copy;
    }

    public override string ToString() => $"{Key} ({Type})";
}

/// <param name="Branch">Place among <see cref="FlowNode.Children"/> of what a Switch runs; null in a FlowSwitch.</param>
internal sealed record FlowCaseBranch(string Label, FlowExpression Condition, FlowNode? Branch);
