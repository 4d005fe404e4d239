using System.Text.Json;
using Platform.Model.Flows;

namespace Platform.Server.Flows.BuiltIn;

/// <summary>Expressions, variables and outputs during an advance.</summary>
internal sealed partial class FlowTurn
{
    private const string ResultOutput = "result";

    private Dictionary<(string Step, string Output), JsonElement?>? _outputs;
    private Random? _random;

    /// <summary>Draws the same numbers in a replay.</summary>
    public Random Random => _random ??= new Random(Run.Seed);

    /// <summary>What a script set as its outcomes, until the activity that ran it takes it.</summary>
    public IReadOnlyList<string>? ScriptOutcomes { get; set; }

    /// <summary>What the activity of this advance that ended last and has a result gave.</summary>
    public JsonElement? LastResult { get; private set; }

    public JsonElement? Evaluate(FlowExpression? expression, FlowNode node, string name) => expression switch
    {
        null => null,
        FlowExpression.Literal literal => literal.Value,
        FlowExpression.Variable { VariableId: { } id } => State.Variable(node.Scope.First(v => v.Id == id)),
        FlowExpression.Variable variable => throw new FlowExpressionException($"{Where(node, name)}: there is no variable '{variable.Reference}'."),
        FlowExpression.Input input => State.Input(node, input.Name),
        FlowExpression.Script script => FlowScripts.Evaluate(script, this, node, Where(node, name)),
        FlowExpression.Liquid liquid => FlowLiquid.Evaluate(liquid, this, node, Where(node, name)),
        FlowExpression.Broken broken => throw new FlowExpressionException($"{Where(node, name)}: {broken.Message}"),
        _ => throw new InvalidOperationException($"Unexpected expression {expression}."),
    };

    public JsonElement? Evaluate(FlowNode node, string name) => Evaluate(node.Inputs.GetValueOrDefault(name), node, name);

    public static FlowWhere Where(FlowNode node, string name) => new(node, name);

    public void SetVariable(FlowVariable variable, JsonElement? value) => State.Store(variable.Slot, value ?? FlowValue.Null);

    /// <summary>Gives an output of an activity: to the variable it is bound to, and to the scripts of this advance.</summary>
    public void SetOutput(FlowNode node, string name, JsonElement? value)
    {
        (_outputs ??= [])[(node.Key, name)] = value;
        if (name == ResultOutput)
        {
            LastResult = value;
        }

        if (node.Outputs.TryGetValue(name, out var reference) && node.FindVariable(reference) is { } variable)
        {
            SetVariable(variable, value);
        }
    }

    /// <summary>An output given in this advance, by id or name of the activity; null when there is none.</summary>
    public JsonElement? OutputOf(FlowNode asking, string activity, string name)
    {
        var step = Flow.Nodes.FirstOrDefault(n => ReferenceEquals(n.Flow, asking.Flow) && (n.Id == activity || n.Name == activity));
        return step is null || _outputs is null ? null : _outputs.FirstOrDefault(o => o.Key.Step == step.Key && o.Key.Output.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
    }
}
