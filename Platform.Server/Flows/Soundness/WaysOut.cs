using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows.Soundness;

/// <summary>The sets of outcomes an activity can end with, whatever the data. A step ends with one of its outcomes at a time.</summary>
internal sealed class WaysOut
{
    /// <summary>Stands for an outcome nothing is connected to, where what a script says cannot be known.</summary>
    public const string Other = "?";

    /// <summary>Of that many outcomes every combination is tried.</summary>
    private const int MostCombined = 5;

    private readonly Dictionary<FlowNode, IReadOnlyList<IReadOnlyList<string>>> _known = [];

    /// <summary>Activities of which not everything is tried: more combinations of outcomes than can be, or a container of an unknown kind.</summary>
    public HashSet<FlowNode> Untried { get; } = [];

    /// <param name="activity">How the node behaves when it runs.</param>
    public IReadOnlyList<IReadOnlyList<string>> Of(FlowNode node, Activity activity)
    {
        if (!_known.TryGetValue(node, out var ways))
        {
            _known[node] = ways = Find(node, activity);
        }

        return ways;
    }

    /// <summary>What a condition can be: one value when it is written there, otherwise both.</summary>
    public static IReadOnlyList<bool> Of(FlowExpression? condition)
    {
        try
        {
            return condition is null or FlowExpression.Literal ? [FlowValue.ToBoolean(condition?.Constant, "condition")] : [true, false];
        }
        catch (FlowExpressionException)
        {
            return [true, false];
        }
    }

    /// <summary>What a container that ends with outcomes of a Complete in it can end with.</summary>
    public IReadOnlyList<IReadOnlyList<string>> OfComplete(FlowNode node, FlowNode? container)
    {
        var written = node.Inputs.GetValueOrDefault("outcomes");
        return written is null or FlowExpression.Literal ? [FlowValue.ToTexts(written?.Constant, "outcomes")] : Unknown(node, container);
    }

    private List<IReadOnlyList<string>> Find(FlowNode node, Activity activity) => activity switch
    {
        FlowDecisionActivity => [.. Of(node.Inputs.GetValueOrDefault("condition")).Select(holds => (IReadOnlyList<string>)[holds ? "True" : "False"])],
        FlowSwitchActivity => [.. Cases(node).Select(c => (IReadOnlyList<string>)(c.Count > 0 ? [.. c.Select(b => b.Label)] : ["Default"]))],
        RunJavaScriptActivity => OfScript(node),
        StepActivity step when activity.Outcomes(node) is { } outcomes => outcomes.Count > 0
            ? [.. outcomes.Where(o => node.Leads(o) || !step.Step.Description.TakesOnlyConnected.Contains(o)).Select(o => (IReadOnlyList<string>)[o])]
            : [[StepOutcome.DoneKey]],
        _ => activity.Outcomes(node) is { } together ? [together] : Unknown(node, node),
    };

    /// <summary>The sets of cases of a FlowSwitch or Switch that can hold together; an empty one where none does.</summary>
    public IReadOnlyList<IReadOnlyList<FlowCaseBranch>> Cases(FlowNode node)
    {
        var mode = node.Inputs.GetValueOrDefault("mode");
        return mode is null or FlowExpression.Literal
            ? SwitchCases.TakesAll(mode?.Constant) ? AllThatHold(node) : FirstThatHolds(node)
            : [.. FirstThatHolds(node), .. AllThatHold(node).Where(c => c.Count > 1)];
    }

    private static List<IReadOnlyList<FlowCaseBranch>> FirstThatHolds(FlowNode node)
    {
        var sets = new List<IReadOnlyList<FlowCaseBranch>>();
        foreach (var branch in node.Cases)
        {
            var can = Of(branch.Condition);
            if (can.Contains(true))
            {
                sets.Add([branch]);
            }

            if (!can.Contains(false))
            {
                return sets;
            }
        }

        sets.Add([]);
        return sets;
    }

    private List<IReadOnlyList<FlowCaseBranch>> AllThatHold(FlowNode node)
    {
        var certain = node.Cases.Where(c => !Of(c.Condition).Contains(false)).ToHashSet();
        var possible = node.Cases.Where(c => Of(c.Condition).Count == 2).ToList();
        return [.. Combinations(node, possible).Select(some => (IReadOnlyList<FlowCaseBranch>)[.. node.Cases.Where(c => certain.Contains(c) || some.Contains(c))])];
    }

    private List<IReadOnlyList<string>> OfScript(FlowNode node)
    {
        if (node.Inputs.GetValueOrDefault("script") is not FlowExpression.Script script)
        {
            return [[StepOutcome.DoneKey]];
        }

        var facts = ScriptFacts.Of(script, node);
        return facts.Outcomes is not { } sets ? Unknown(node, node)
            : facts.SetsOutcomes ? [.. sets]
            : [.. sets, [StepOutcome.DoneKey]];
    }

    /// <param name="source">Whose connections would be followed.</param>
    private List<IReadOnlyList<string>> Unknown(FlowNode node, FlowNode? source)
    {
        var ports = source?.Parent?.Graph is { } graph ? graph.Connections.Where(c => c.Source == source.Position).Select(c => c.Port).Distinct().ToList() : [];
        return [.. Combinations(node, ports).Select(some => (IReadOnlyList<string>)(some.Count > 0 ? some : [Other]))];
    }

    /// <summary>All of them where there are few; otherwise none, each alone, and all together.</summary>
    private IEnumerable<IReadOnlyList<T>> Combinations<T>(FlowNode node, List<T> of)
    {
        if (of.Count <= MostCombined)
        {
            return Enumerable.Range(0, 1 << of.Count).Reverse().Select(mask => (IReadOnlyList<T>)[.. of.Where((_, i) => (mask & (1 << i)) != 0)]);
        }

        Untried.Add(node);
        return of.Select(one => (IReadOnlyList<T>)[one]).Append(of).Append([]);
    }
}
