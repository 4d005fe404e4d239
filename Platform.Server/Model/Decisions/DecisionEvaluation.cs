using System.Text.Json;

namespace Platform.Model.Decisions;

/// <summary>What a table answered.</summary>
/// <param name="Inputs">As they were read, one per input.</param>
/// <param name="Fired">The rows that make up the result, in the order in which they do: for one that picks a row this one, for UNIQUE and ANY and figures all that fired.</param>
/// <param name="ByDefault">No row fired, and the default counted.</param>
/// <param name="Results">Values of the outputs: once, or for lists once per row; none when no row fired and there is no default.</param>
public sealed record DecisionResult(CompiledDecisionTable Table, IReadOnlyList<DecisionValue> Inputs, IReadOnlyList<CompiledRow> Fired, bool ByDefault, IReadOnlyList<IReadOnlyList<DecisionValue>> Results)
{
    /// <summary>No row fired, and there is no default: no result.</summary>
    public bool IsNothing => Fired.Count == 0 && !ByDefault;

    /// <summary>An object of output to value; for lists an array of them. Without a result null, or an empty array.</summary>
    public JsonElement ToJson() => Table.GivesList
        ? JsonSerializer.SerializeToElement(Results.Select(Named), ModelJson.Options)
        : JsonSerializer.SerializeToElement(IsNothing ? null : Named(Results[0]), ModelJson.Options);

    /// <summary>The value of one output; for lists an array. Without a result null, or an empty array.</summary>
    public JsonElement ValueOf(CompiledOutput output) => Table.GivesList
        ? JsonSerializer.SerializeToElement(Results.Select(r => r[output.Index].ToJson()), ModelJson.Options)
        : (IsNothing ? DecisionValue.Missing : Results[0][output.Index]).ToJson();

    private Dictionary<string, JsonElement> Named(IReadOnlyList<DecisionValue> values) => Table.Outputs.ToDictionary(o => o.Column.Name, o => values[o.Index].ToJson(), StringComparer.Ordinal);
}

/// <summary>Evaluates tables by the hit policies of DMN 1.3.</summary>
public static class DecisionEvaluation
{
    /// <summary>Reads and checks what is handed in.</summary>
    /// <param name="given">Value of an input; null = missing.</param>
    /// <returns>Refused with <c>decision.inputType</c> and <c>decision.inputNotAllowed</c>; the field is <c>inputs.age</c>. Hidden values are not repeated.</returns>
    public static Result<IReadOnlyList<DecisionValue>> ReadInputs(CompiledDecisionTable table, Func<DecisionInput, JsonElement?> given)
    {
        var problems = new List<Problem>();
        var values = new List<DecisionValue>(table.Inputs.Count);
        foreach (var input in table.Inputs)
        {
            var json = given(input.Column);
            var shown = input.Column.Hidden ? Hidden : json?.ToString();
            if (!DecisionValue.TryRead(json, input.Column.Type, out var value))
            {
                problems.Add(Problem.Invalid("decision.inputType", "inputs." + input.Column.Id, ("table", table.Table.Key), ("name", input.Column.Id), ("value", shown), ("expected", Word(input.Column.Type))));
            }
            else if (!value.IsNull && input.Allowed?.Matches(value) == false)
            {
                problems.Add(Problem.Invalid("decision.inputNotAllowed", "inputs." + input.Column.Id, ("table", table.Table.Key), ("name", input.Column.Id), ("value", shown), ("expected", input.Allowed.ToString())));
            }

            values.Add(value ?? DecisionValue.Missing);
        }

        return problems.Count > 0 ? Result<IReadOnlyList<DecisionValue>>.Refused(problems) : Result<IReadOnlyList<DecisionValue>>.Ok(values);
    }

    /// <param name="inputs">One per input, of its type.</param>
    /// <returns>Refused with <c>decision.notUnique</c>, <c>decision.notSame</c> or <c>decision.tooLarge</c>. That no row fires is no refusal: <see cref="DecisionResult.IsNothing"/>.</returns>
    public static Result<DecisionResult> Evaluate(CompiledDecisionTable table, IReadOnlyList<DecisionValue> inputs)
    {
        var fired = table.Rows.Where(r => r.Fires(inputs)).ToList();
        if (fired.Count == 0)
        {
            return new DecisionResult(table, inputs, [], ByDefault: table.Default is not null, table.Default is { } otherwise ? [otherwise] : []);
        }

        return table.Table.HitPolicy switch
        {
            HitPolicy.Unique when fired.Count > 1 => Refuse("decision.notUnique", table, inputs, fired),
            HitPolicy.Any when fired.Any(r => !r.Then.SequenceEqual(fired[0].Then)) => Refuse("decision.notSame", table, inputs, fired),
            HitPolicy.Unique or HitPolicy.Any => new DecisionResult(table, inputs, fired, false, [fired[0].Then]),
            HitPolicy.First => One(table, inputs, fired[0]),
            HitPolicy.Priority => One(table, inputs, ByPriority(table, fired)[0]),
            HitPolicy.OutputOrder => All(table, inputs, ByPriority(table, fired)),
            HitPolicy.RuleOrder => All(table, inputs, fired),
            HitPolicy.Collect when table.Table.Aggregation is { } figure => Aggregate(table, inputs, fired, figure),
            HitPolicy.Collect => All(table, inputs, fired),
            _ => throw new InvalidOperationException($"Unexpected hit policy {table.Table.HitPolicy}."),
        };
    }

    /// <summary>Inputs with their values, as cells say them: <c>age = 59, household = "local"</c>.</summary>
    internal static string Describe(CompiledDecisionTable table, IReadOnlyList<DecisionValue> inputs) =>
        string.Join(", ", table.Inputs.Select(i => $"{i.Column.Id} = {(i.Column.Hidden ? Hidden : inputs[i.Index].ToString())}"));

    internal const string Hidden = "******";

    private static Result<DecisionResult> One(CompiledDecisionTable table, IReadOnlyList<DecisionValue> inputs, CompiledRow row) => new DecisionResult(table, inputs, [row], false, [row.Then]);

    private static Result<DecisionResult> All(CompiledDecisionTable table, IReadOnlyList<DecisionValue> inputs, List<CompiledRow> rows) =>
        new DecisionResult(table, inputs, rows, false, [.. rows.Select(r => r.Then)]);

    /// <summary>By the first output, among the same by the second, and so on; rows of the same priority keep their order.</summary>
    private static List<CompiledRow> ByPriority(CompiledDecisionTable table, List<CompiledRow> fired)
    {
        IOrderedEnumerable<CompiledRow> ordered = fired.OrderBy(r => 0);
        foreach (var output in table.Outputs.Where(o => o.Allowed is not null))
        {
            ordered = ordered.ThenBy(r => output.PriorityOf(r.Then[output.Index]));
        }

        return [.. ordered];
    }

    /// <summary>Missing values do not count, except that every row counts for the number of them.</summary>
    private static Result<DecisionResult> Aggregate(CompiledDecisionTable table, IReadOnlyList<DecisionValue> inputs, List<CompiledRow> fired, Aggregation figure)
    {
        var values = fired.Select(r => r.Then[0]).Where(v => !v.IsNull).ToList();
        try
        {
            var result = figure switch
            {
                Aggregation.Count => new DecisionValue.Number(fired.Count),
                _ when values.Count == 0 => DecisionValue.Missing,
                Aggregation.Sum => new DecisionValue.Number(values.Sum(v => ((DecisionValue.Number)v).Value)),
                Aggregation.Min => values.Aggregate((a, b) => DecisionValue.Compare(a, b) <= 0 ? a : b),
                Aggregation.Max => values.Aggregate((a, b) => DecisionValue.Compare(a, b) >= 0 ? a : b),
                _ => throw new InvalidOperationException($"Unexpected figure {figure}."),
            };
            return new DecisionResult(table, inputs, fired, false, [[result]]);
        }
        catch (OverflowException)
        {
            return Refuse("decision.tooLarge", table, inputs, fired);
        }
    }

    private static Problem Refuse(string code, CompiledDecisionTable table, IReadOnlyList<DecisionValue> inputs, List<CompiledRow> fired) =>
        Problem.Conflict(code, ("table", table.Table.Key), ("rows", string.Join(", ", fired.Select(r => r.Rule.Id))), ("value", Describe(table, inputs)));

    private static string Word(DecisionType type) => JsonNamingPolicy.CamelCase.ConvertName(type.ToString());
}
