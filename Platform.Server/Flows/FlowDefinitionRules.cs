using System.Text.Json;
using Jint;
using Platform.Model;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows;

/// <summary>
/// What must hold before a flow is published. Findings name the element by its path. What the runs of the flow come to is for <see cref="IFlowSoundness"/>.
/// </summary>
internal sealed class FlowDefinitionRules(ActivityTypes types) : IFlowChecks
{
    /// <summary>Names every script knows because JavaScript has them.</summary>
    private static readonly Lazy<HashSet<string>> JavaScriptNames = new(() =>
    {
        using var engine = new Engine();
        return [.. engine.Global.GetOwnProperties().Select(p => p.Key.ToString())];
    });

    public IReadOnlyList<Problem> Check(FlowDefinition flow)
    {
        CompiledFlow compiled;
        try
        {
            compiled = new FlowParser(types).Parse(flow);
        }
        catch (FlowUnreadableException e)
        {
            return [e.Problem];
        }

        return [.. compiled.Problems, .. compiled.Nodes.Where(n => !n.Flow.IsChild).SelectMany(n => CheckNode(n, compiled))];
    }

    public IReadOnlyList<Problem> Warn(FlowDefinition flow)
    {
        try
        {
            return [.. new FlowParser(types).Parse(flow).Nodes.Where(n => !n.Flow.IsChild).SelectMany(n => WarnNode(n).Concat(OpenWays(n)))];
        }
        catch (FlowUnreadableException)
        {
            return [];
        }
    }

    private static IEnumerable<Problem> CheckNode(FlowNode node, CompiledFlow flow) =>
        [.. CheckInputs(node), .. CheckLiterals(node), .. CheckChoices(node), .. FlowTableRules.Check(node), .. CheckScripts(node, flow), .. node.Graph is null ? [] : CheckChart(node, node.Graph)];

    private static IEnumerable<Problem> CheckInputs(FlowNode node)
    {
        // What a child flow is called has findings of its own.
        return (node.Activity is ChildFlowActivity ? [] : node.Activity.Description?.Inputs.Where(i => i.Required && i.Default is null).Select(i => i.Name) ?? [])
            .Where(name => !node.Inputs.TryGetValue(name, out var input) || input is FlowExpression.Literal { Value: null or { ValueKind: JsonValueKind.Null } })
            .Select(name => Problem.Invalid("flow.inputMissing", $"{node.Path}.{name}", ("id", node.Id), ("name", name)));
    }

    /// <summary>Values that are written down and would fail when the flow gets there.</summary>
    private static IEnumerable<Problem> CheckLiterals(FlowNode node)
    {
        var name = FlowValue.ToText(node.Inputs.GetValueOrDefault("eventName")?.Constant);
        if (node.Activity is PublishEventActivity && name is not null && FlowSignals.IsReserved(name))
        {
            yield return Problem.Invalid("flow.eventReserved", $"{node.Path}.eventName", ("id", node.Id), ("name", name));
        }

        var cron = FlowValue.ToText(node.Inputs.GetValueOrDefault("cronExpression")?.Constant);
        if (node.Activity is CronActivity && cron is not null && !FlowTimes.IsCron(cron))
        {
            yield return Problem.Invalid("flow.cronSyntax", $"{node.Path}.cronExpression", ("id", node.Id), ("value", cron));
        }
    }

    /// <summary>A choice that is written down has to be one of those the step offers.</summary>
    private static IEnumerable<Problem> CheckChoices(FlowNode node) => node.Activity is not StepActivity { Description.Inputs: var inputs } ? [] : inputs
        .Where(i => i is { Editor: StepEditor.Choice, Choices.Count: > 0 })
        .Select(i => (Input: i, Value: FlowValue.ToText(node.Inputs.GetValueOrDefault(i.Name)?.Constant)))
        .Where(c => c.Value is { Length: > 0 } && c.Input.Choices!.All(o => o.Key != c.Value))
        .Select(c => Problem.Invalid(
            "flow.choiceUnknown", $"{node.Path}.{c.Input.Name}", ("id", node.Id), ("name", c.Input.Name), ("value", c.Value), ("expected", string.Join(", ", c.Input.Choices!.Select(o => o.Key)))));

    private static IEnumerable<Problem> CheckScripts(FlowNode node, CompiledFlow flow)
    {
        var scripts = node.Inputs.Select(i => (i.Key, i.Value)).Concat(node.Cases.Select(c => ($"cases[{c.Label}].condition", c.Condition)));
        foreach (var (name, expression) in scripts)
        {
            IEnumerable<string> unknown = expression switch
            {
                FlowExpression.Script script => script.Prepared.ReferencedGlobals!.Where(g => !JavaScriptNames.Value.Contains(g) && !FlowScripts.Knows(g, node, flow)),
                FlowExpression.Liquid liquid => FlowLiquid.Unknown(liquid),
                _ => [],
            };
            foreach (var found in unknown)
            {
                yield return Problem.Invalid("flow.scriptName", $"{node.Path}.{name}", ("id", node.Id), ("name", found));
            }
        }
    }

    private static IEnumerable<Problem> CheckChart(FlowNode chart, FlowGraph graph)
    {
        if (chart.Children.Count == 0)
        {
            yield return Problem.Invalid("flow.empty", chart.Path, ("id", chart.Id));
        }

        foreach (var connection in graph.Connections)
        {
            var source = chart.Children[connection.Source];
            if (source.Activity.Outcomes(source) is { } outcomes && !outcomes.Contains(connection.Port))
            {
                yield return Problem.Invalid("flow.portUnknown", source.Path, ("id", source.Id), ("port", connection.Port), ("expected", string.Join(", ", outcomes)));
            }
        }

        foreach (var child in chart.Children.Where(c => !graph.Reachable[c.Position]))
        {
            yield return Problem.Invalid("flow.unreachable", child.Path, ("id", child.Id));
        }
    }

    /// <summary>
    /// Ways that lead nowhere although others of the step lead on, which may be meant: branches, and outcomes that settle the case. Of steps that settle nothing the
    /// runs of the flow tell.
    /// </summary>
    private static IEnumerable<Problem> OpenWays(FlowNode node) =>
        node.Parent?.Graph is { } graph && graph.Connections.Any(c => c.Source == node.Position)
            ? EndingWays(node).Where(o => !node.Leads(o)).Select(o => Problem.Invalid("flow.outcomeOpen", node.Path, ("id", node.Id), ("port", o)))
            : [];

    private static IEnumerable<string> EndingWays(FlowNode node) => node.Activity switch
    {
        StepActivity step => (step.Outcomes(node) ?? []).Where(step.Step.Description.Settles.Contains),
        FlowForkActivity or FlowSwitchActivity => node.Activity.Outcomes(node) ?? [],
        _ => [],
    };

    private static IEnumerable<Problem> WarnNode(FlowNode node)
    {
        if (node.Graph is { } graph && node.Children.Count > 0 && node.Json.TryGetProperty("start", out var start) && start.ValueKind == JsonValueKind.String
            && node.Children[graph.Start] is var first && start.GetString() != first.Id)
        {
            yield return Problem.Invalid("flow.startIgnored", $"{node.Path}.start", ("value", start.GetString()), ("expected", first.Id));
        }

        if (node is { CanStart: true, Activity: (TimedActivity and not DelayActivity) or EventActivity })
        {
            yield return Problem.Invalid("flow.triggerWaits", node.Path, ("id", node.Id));
        }

        if (node.Activity is StepActivity { Step.Description: var step })
        {
            foreach (var name in node.Inputs.Keys.Where(n => !step.Inputs.Any(i => i.Name == n.Split('.')[0])))
            {
                yield return Problem.Invalid("flow.inputUnknown", $"{node.Path}.{name}", ("id", node.Id), ("name", name), ("expected", string.Join(", ", step.Inputs.Select(i => i.Name))));
            }
        }
    }
}
