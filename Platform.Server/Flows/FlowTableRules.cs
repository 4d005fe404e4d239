using Platform.Model;
using Platform.Model.Decisions;
using Platform.Model.Flows;
using Platform.Server.Flows.BuiltIn;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Server.Flows;

/// <summary>Whether a step that asks a decision table fits it: the table is in force, gets what it needs, and gives what the step wants of it.</summary>
internal static class FlowTableRules
{
    private const string InputPrefix = "inputs.";
    private const string OutputPrefix = "outputs.";

    public static IEnumerable<Problem> Check(FlowNode node)
    {
        if (node.Activity is not StepActivity { Step.Description.OutcomesOfTable: { } of })
        {
            return [];
        }

        // A missing table has been named as a missing input.
        var written = node.Inputs.GetValueOrDefault(of.Table);
        return written is null or FlowExpression.Literal { Value: null } ? []
            : FlowValue.ToText(written.Constant) is not { } key ? [Problem.Invalid("flow.tableNotLiteral", $"{node.Path}.{of.Table}", ("id", node.Id))]
            : node.Flow.Tables.GetValueOrDefault(key) is not { } table ? [Problem.Invalid("flow.tableUnknown", $"{node.Path}.{of.Table}", ("id", node.Id), ("value", key))]
            : [.. CheckInputs(node, table), .. CheckOutputs(node, table), .. CheckOutcome(node, table, of.Output)];
    }

    private static IEnumerable<Problem> CheckInputs(FlowNode node, CompiledDecisionTable table)
    {
        var given = node.Inputs.Keys.Where(n => n.StartsWith(InputPrefix, StringComparison.Ordinal)).Select(n => n[InputPrefix.Length..]).ToHashSet(StringComparer.Ordinal);
        foreach (var name in given.Where(n => table.Inputs.All(i => i.Column.Id != n)))
        {
            yield return Problem.Invalid(
                "flow.tableInputUnknown", $"{node.Path}.{InputPrefix}{name}", ("id", node.Id), ("name", name), ("table", table.Table.Key), ("expected", string.Join(", ", table.Inputs.Select(i => i.Column.Id))));
        }

        foreach (var input in table.Inputs.Where(i => i.Column.Reads is null && !given.Contains(i.Column.Id)))
        {
            yield return Problem.Invalid("flow.tableInputMissing", $"{node.Path}.inputs", ("id", node.Id), ("name", input.Column.Id), ("table", table.Table.Key));
        }
    }

    private static IEnumerable<Problem> CheckOutputs(FlowNode node, CompiledDecisionTable table) =>
        node.Outputs.Keys
            .Where(n => n.StartsWith(OutputPrefix, StringComparison.Ordinal) && table.FindOutput(n[OutputPrefix.Length..]) is null)
            .Select(n => Unknown(node, n, n[OutputPrefix.Length..], table));

    private static IEnumerable<Problem> CheckOutcome(FlowNode node, CompiledDecisionTable table, string member)
    {
        if (!node.Inputs.TryGetValue(member, out var written) || FlowValue.ToText(written.Constant) is not { Length: > 0 } name)
        {
            return written is null or FlowExpression.Literal ? [] : [Problem.Invalid("flow.tableNotLiteral", $"{node.Path}.{member}", ("id", node.Id))];
        }

        return table.FindOutput(name) is not { } output ? [Unknown(node, member, name, table)]
            : output.Column.Type != DecisionType.Text || table.GivesList || table.Table.Aggregation is not null
                ? [Problem.Invalid("flow.tableOutcome", $"{node.Path}.{member}", ("id", node.Id), ("name", name), ("table", table.Table.Key))]
            : [];
    }

    private static Problem Unknown(FlowNode node, string member, string name, CompiledDecisionTable table) => Problem.Invalid(
        "flow.tableOutputUnknown", $"{node.Path}.{member}", ("id", node.Id), ("name", name), ("table", table.Table.Key), ("expected", string.Join(", ", table.Outputs.Select(o => o.Column.Name))));
}
