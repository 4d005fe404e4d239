using System.Text.Json;
using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.Soundness;

/// <summary>
/// Which activities read and write the variables that have no value of their own, as sets of bits by place in <see cref="Tracked"/>. Reading is taken to happen on
/// entering and writing on ending; an output counts as written whatever the outcome, a script as writing what it writes in some branch.
/// </summary>
internal sealed class VariableUse
{
    private const int Most = 64;

    private readonly ulong[] _reads;
    private readonly ulong[] _writes;
    private readonly ulong[] _writesOnEntering;
    private readonly ulong[] _declares;
    private readonly Dictionary<FlowVariable, int> _places = [];

    /// <param name="flow">As it runs, so that scripts and outputs are known.</param>
    public VariableUse(CompiledFlow flow)
    {
        var count = flow.Nodes.Count;
        (_reads, _writes, _writesOnEntering, _declares) = (new ulong[count], new ulong[count], new ulong[count], new ulong[count]);
        Tracked = [.. flow.Variables.Where(v => v.Default is null or { ValueKind: JsonValueKind.Null }).Take(Most)];
        for (var i = 0; i < Tracked.Count; i++)
        {
            _places[Tracked[i]] = i;
        }

        foreach (var node in Tracked.Count == 0 ? [] : flow.Nodes)
        {
            Look(node);
        }
    }

    /// <summary>Variables without a default, at most 64.</summary>
    public IReadOnlyList<FlowVariable> Tracked { get; }

    public bool Reads(FlowNode node, int variable) => Has(_reads, node, variable);

    public bool Writes(FlowNode node, int variable) => Has(_writes, node, variable);

    /// <summary>Loops hand their item out before the first round.</summary>
    public bool WritesOnEntering(FlowNode node, int variable) => Has(_writesOnEntering, node, variable);

    /// <summary>The variable begins anew whenever the container is entered.</summary>
    public bool Declares(FlowNode node, int variable) => Has(_declares, node, variable);

    /// <summary>One of two parts of a flow reads what the other writes.</summary>
    /// <param name="entered">By index: what may be entered in one part.</param>
    /// <param name="ending">What ends there.</param>
    public bool Conflict(bool[] entered, FlowNode ending, bool[] otherEntered, IEnumerable<FlowNode> otherEnding)
    {
        if (Tracked.Count == 0)
        {
            return false;
        }

        var (reads, writes) = Sum(entered);
        var (otherReads, otherWrites) = Sum(otherEntered);
        writes |= _writes[ending.Index];
        otherWrites |= otherEnding.Aggregate(0UL, (sum, n) => sum | _writes[n.Index]);
        return ((reads & otherWrites) | (writes & otherReads)) != 0;
    }

    private static bool Has(ulong[] bits, FlowNode node, int variable) => (bits[node.Index] & (1UL << variable)) != 0;

    private (ulong Reads, ulong Writes) Sum(bool[] entered)
    {
        var (reads, writes) = (0UL, 0UL);
        for (var i = 0; i < entered.Length; i++)
        {
            if (entered[i])
            {
                reads |= _reads[i];
                writes |= _writes[i] | _writesOnEntering[i];
            }
        }

        return (reads, writes);
    }

    private void Look(FlowNode node)
    {
        foreach (var variable in node.Declared)
        {
            _declares[node.Index] |= Bit(variable);
        }

        foreach (var reference in node.Outputs.Values)
        {
            (node.Activity is LoopActivity ? _writesOnEntering : _writes)[node.Index] |= Bit(node.FindVariable(reference));
        }

        foreach (var (name, expression) in node.Inputs)
        {
            if (node.Activity is SetVariableActivity && name == "variable")
            {
                _writes[node.Index] |= Bit(Named(expression, node));
            }
            else
            {
                Look(node, expression);
            }
        }

        foreach (var branch in node.Cases)
        {
            Look(node, branch.Condition);
        }
    }

    private void Look(FlowNode node, FlowExpression expression)
    {
        _reads[node.Index] |= Bit(Named(expression, node));
        if (expression is FlowExpression.Script script)
        {
            var facts = ScriptFacts.Of(script, node);
            _reads[node.Index] |= facts.Reads.Aggregate(0UL, (sum, v) => sum | Bit(v));
            _writes[node.Index] |= facts.WritesUnknown ? ulong.MaxValue : facts.Writes.Aggregate(0UL, (sum, v) => sum | Bit(v));
        }
    }

    private static FlowVariable? Named(FlowExpression expression, FlowNode node) =>
        expression is FlowExpression.Variable { VariableId: { } id } ? node.Scope.FirstOrDefault(v => v.Id == id) : null;

    private ulong Bit(FlowVariable? variable) => variable is not null && _places.TryGetValue(variable, out var place) ? 1UL << place : 0;
}
