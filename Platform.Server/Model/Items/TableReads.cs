using Platform.Model.Decisions;
using Platform.Model.Forms;

namespace Platform.Model.Items;

/// <summary>Whether an item asks what a decision table of its flow or of its fees reads of the application.</summary>
public static class TableReads
{
    /// <summary>
    /// One problem per input: <c>item.tableReads</c> for what neither form nor scenario asks or what can be there several times, <c>item.tableType</c> for an answer of
    /// another type.
    /// </summary>
    /// <param name="field">Where the item names what asks the table.</param>
    public static IReadOnlyList<Problem> Check(DecisionTable table, Form form, IReadOnlyList<ScenarioQuestion> scenario, string field = "flow") =>
        [.. table.Inputs.Where(i => i.Reads is not null).Select(i => Check(table, i, form, scenario, field)).OfType<Problem>()];

    private static Problem? Check(DecisionTable table, DecisionInput input, Form form, IReadOnlyList<ScenarioQuestion> scenario, string field)
    {
        if (TypesOf(input.Reads!, form, scenario) is not { } types)
        {
            return Problem.Invalid("item.tableReads", field, ("table", table.Key), ("name", input.Id), ("value", input.Reads));
        }

        return types.Contains(input.Type) ? null
            : Problem.Invalid("item.tableType", field, ("table", table.Key), ("name", input.Id), ("value", input.Reads), ("type", input.Type), ("expected", string.Join(", ", types)));
    }

    /// <summary>What a column may be that reads it; null when it is not asked, or has no single value.</summary>
    private static IReadOnlyList<DecisionType>? TypesOf(string reads, Form form, IReadOnlyList<ScenarioQuestion> scenario)
    {
        var (source, path) = (reads[..reads.IndexOf('.', StringComparison.Ordinal)], reads[(reads.IndexOf('.', StringComparison.Ordinal) + 1)..]);
        if (source == MaterialRules.Scenario)
        {
            return scenario.Any(q => q.Key == path) ? [DecisionType.Text] : null;
        }

        var found = FieldPath.TryParse(path, out var parsed) ? FormIndex.Of(form).Find(parsed) : null;
        return found is not { Repeat: null, Element: FormField field } ? null : field.Type switch
        {
            FieldType.Number or FieldType.Money => [DecisionType.Number],
            FieldType.Integer => [DecisionType.Integer, DecisionType.Number],
            FieldType.Date => [DecisionType.Date],
            FieldType.Boolean => [DecisionType.Boolean],
            FieldType.Address => path.Contains('.', StringComparison.Ordinal) ? [DecisionType.Text] : null,
            _ => FormTypes.IsWritten(field.Type) || field.Type == FieldType.Choice ? [DecisionType.Text] : null,
        };
    }
}
