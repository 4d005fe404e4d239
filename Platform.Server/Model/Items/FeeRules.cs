using System.Text.Json;
using Platform.Model.Decisions;
using Platform.Model.Forms;

namespace Platform.Model.Items;

/// <summary>What one line of the fees of an item comes to for one application.</summary>
/// <param name="Amount">Yuan; null while it is not known.</param>
/// <param name="DependsOn">What is still to be answered before it is known, as the decision table calls it; what no row that still fits asks for is not among it.</param>
/// <param name="Refused">Why there is no amount although everything is answered: <c>fee.tableMissing</c>, <c>fee.noRow</c>, <c>fee.notAmount</c>, or a refusal of the table itself.</param>
public sealed record DueFee(LocalizedText Name, decimal? Amount, IReadOnlyList<LocalizedText> DependsOn, Problem? Refused = null);

/// <summary>Works out the fees of one application, and checks the decision tables they come from.</summary>
public static class FeeRules
{
    /// <summary>No fee is higher.</summary>
    public const decimal MostYuan = 100_000_000;

    private const string InAnswers = "answers.";

    /// <summary>Keys of the tables that the fees come from, each once.</summary>
    public static IReadOnlyList<string> TablesOf(ItemFee fee) => [.. fee.Lines.Select(l => l.Table).OfType<string>().Where(t => t.Length > 0).Distinct(StringComparer.Ordinal)];

    /// <summary>What the lines come to, in the item's order; none where nothing is charged.</summary>
    /// <param name="tables">By key.</param>
    /// <param name="scenario">Option by question key; answers to questions that are not asked do not count.</param>
    /// <param name="isComplete">Nothing more will be answered: what is missing is missing, and the table decides without it.</param>
    public static IReadOnlyList<DueFee> Due(ServiceItem item, IReadOnlyDictionary<string, CompiledDecisionTable> tables, IReadOnlyDictionary<string, string> scenario, Answers answers, bool isComplete)
    {
        var facts = answers.With(MaterialRules.Scenario, MaterialRules.Asked(item.Scenario, scenario));
        var asked = MaterialRules.Questions(item.Scenario, scenario);
        return item.Fee.Charged ? [.. item.Fee.Lines.Select(l => l.Table is { Length: > 0 } table ? Ask(l, table, tables.GetValueOrDefault(table), facts, MayCome) : new DueFee(l.Name, l.Amount, []))] : [];

        // A question of the scenario that the answers leave out is asked no more, unless another one that is still open brings it.
        bool MayCome(string reads) => !isComplete && (!reads.StartsWith(MaterialRules.Scenario + ".", StringComparison.Ordinal)
            || asked.Any(q => !scenario.ContainsKey(q.Key) || reads == $"{MaterialRules.Scenario}.{q.Key}"));
    }

    /// <summary>Whether a table can say an amount by itself: <c>item.feeTable</c> where its result is not one number, <c>item.feeInput</c> for an input that reads nothing, <c>item.feeValue</c> for a result that is no amount.</summary>
    /// <param name="field">Where the item names it.</param>
    public static IReadOnlyList<Problem> Check(CompiledDecisionTable table, string field)
    {
        if (table.GivesList || table.Outputs is not [{ Column.Type: DecisionType.Number or DecisionType.Integer } output])
        {
            return [Problem.Invalid("item.feeTable", field, ("table", table.Table.Key))];
        }

        return
        [
            .. table.Inputs.Where(i => i.Column.Reads is null).Select(i => Problem.Invalid("item.feeInput", field, ("table", table.Table.Key), ("name", i.Column.Id))),
            .. (table.PossibleValues(output.Column.Name) ?? []).Where(v => AmountOf(v) is null)
                .Select(v => Problem.Invalid("item.feeValue", field, ("table", table.Table.Key), ("value", v.ToString()), ("expected", $"0 … {MostYuan}"))),
        ];
    }

    private static DueFee Ask(FeeLine line, string key, CompiledDecisionTable? found, Answers facts, Func<string, bool> mayCome)
    {
        if (found is null)
        {
            return Refuse(line, Problem.Conflict("fee.tableMissing", ("value", key)));
        }

        // Answers may be personal, and whoever reads why there is no amount need not be allowed to see them.
        var table = found.Hiding(_ => true);
        var read = DecisionEvaluation.ReadInputs(table, i => Value(i, facts));
        if (!read.TryGet(out var values))
        {
            return Refuse(line, read.Problems[0]);
        }

        var open = table.Inputs.Where(i => values[i.Index].IsNull && i.Column.Reads is { } reads && mayCome(reads)).Select(i => i.Index).ToHashSet();
        var possible = table.Rows.Where(r => r.When.Index().All(c => open.Contains(c.Index) || c.Item.Matches(values[c.Index]))).ToList();
        open.RemoveWhere(i => possible.TrueForAll(r => r.When[i] is UnaryTests.Any));
        if (open.Count > 0)
        {
            return new DueFee(line.Name, null, [.. table.Inputs.Where(i => open.Contains(i.Index)).Select(i => i.Column.Label)]);
        }

        var decided = DecisionEvaluation.Evaluate(table, values);
        return !decided.TryGet(out var result) ? Refuse(line, decided.Problems[0])
            : result.IsNothing ? Refuse(line, Problem.Conflict("fee.noRow", ("table", key)))
            : !table.GivesList && table.Outputs.Count == 1 && AmountOf(result.Results[0][0]) is { } amount ? new DueFee(line.Name, amount, [])
            : Refuse(line, Problem.Conflict("fee.notAmount", ("table", key), ("value", result.ToJson().ToString())));
    }

    private static DueFee Refuse(FeeLine line, Problem why) => new(line.Name, null, [], why);

    /// <summary>Yuan with two decimals at the most; null for anything else.</summary>
    private static decimal? AmountOf(DecisionValue value) =>
        value is DecisionValue.Number { Value: >= 0 and <= MostYuan } number && decimal.Round(number.Value, 2) == number.Value ? number.Value : null;

    private static JsonElement? Value(DecisionInput input, Answers facts) =>
        input.Reads is { } reads && facts.Get(reads.StartsWith(InAnswers, StringComparison.Ordinal) ? reads[InAnswers.Length..] : reads) is { } node
            ? JsonSerializer.SerializeToElement(node, ModelJson.Options) : null;
}
