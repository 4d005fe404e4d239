using System.Globalization;
using System.Resources;

namespace Platform.Model.Decisions;

/// <summary>Says cells, values and results in plain words, in all languages of the platform.</summary>
public static class DecisionWords
{
    private static readonly ResourceManager Resources = new("Platform.Model.Decisions.DecisionWords", typeof(DecisionWords).Assembly);

    /// <summary>"小于 60", "between 1 and 10 (10 excluded)".</summary>
    /// <param name="labels">What texts are called; null = as they are.</param>
    public static string Say(UnaryTests tests, string culture, IReadOnlyDictionary<string, LocalizedText>? labels = null) => tests switch
    {
        UnaryTests.Any => Get("any", culture),
        UnaryTests.Some { Negated: true } some => Get("not", culture, Join(some.Tests, culture, labels)),
        UnaryTests.Some some => Join(some.Tests, culture, labels),
        _ => throw new InvalidOperationException($"Unexpected tests {tests}."),
    };

    /// <summary>"2026年1月1日", "yes", "not given".</summary>
    public static string Say(DecisionValue value, string culture, IReadOnlyDictionary<string, LocalizedText>? labels = null) => value switch
    {
        DecisionValue.Null => Get("null", culture),
        DecisionValue.Text text => Get("text", culture, labels is not null && labels.TryGetValue(text.Value, out var label) ? label.In(culture) : text.Value),
        DecisionValue.Date date => date.Value.ToString(Get("date", culture), CultureInfo.GetCultureInfo(culture)),
        DecisionValue.Truth truth => Get(truth.Value ? "true" : "false", culture),
        _ => value.ToString(),
    };

    /// <summary>The value in all languages.</summary>
    internal static LocalizedText Say(DecisionValue value, IReadOnlyDictionary<string, LocalizedText>? labels) => InAll(c => Say(value, c, labels));

    /// <summary>The values with a word of the resource between them.</summary>
    internal static LocalizedText Say(string between, IReadOnlyList<DecisionValue> values, IReadOnlyDictionary<string, LocalizedText>? labels) =>
        InAll(c => string.Join(Get(between, c), values.Select(v => Say(v, c, labels))));

    /// <summary>A sentence of the resource; texts among the values are said in the same language.</summary>
    internal static LocalizedText Say(string key, params object?[] values) => InAll(c => Get(key, c, [.. values.Select(v => v is LocalizedText text ? text.In(c) : v)]));

    /// <summary>"经营类别：“宠物店”；面积：100".</summary>
    internal static LocalizedText Describe(CompiledDecisionTable table, IReadOnlyList<DecisionValue> inputs) => InAll(c => string.Join(
        Get("and", c), table.Inputs.Select(i => Get("test", c, DecisionPlaces.Called(i.Column).In(c), i.Column.Hidden ? DecisionEvaluation.Hidden : Say(inputs[i.Index], c, i.Column.Labels)))));

    /// <summary>What can be written in a cell of a column: "a number such as 100, ≥ 100 or 100–200".</summary>
    /// <param name="isInput">Several values may stand there, and ranges.</param>
    public static LocalizedText Expected(DecisionType type, bool isInput) => Say($"expected.{(isInput ? "tests" : "value")}.{type}");

    /// <summary>What can be written as the values an output may have: "numbers with commas between, such as 1, 2, 3".</summary>
    public static LocalizedText ExpectedValues(DecisionType type) => Say($"expected.values.{type}");

    /// <summary>Which rows fired and why.</summary>
    public static DecisionExplanation Explain(DecisionResult result)
    {
        var table = result.Table;
        return new(
            table.Table.Key,
            table.VersionId,
            table.Table.Name,
            table.Table.HitPolicy,
            table.Table.Aggregation,
            [.. table.Inputs.Select(i => Explain(i, result.Inputs[i.Index]))],
            [.. result.Fired.Select(r => Explain(table, r))],
            result.ByDefault,
            result.IsNothing ? [] : [.. table.Outputs.Select(o => Explain(o, result))],
            table.Table.ShownToApplicant);
    }

    private static ExplainedInput Explain(CompiledInput input, DecisionValue value) => input.Column.Hidden
        ? new(input.Column.Id, input.Column.Label, null, InAll(_ => DecisionEvaluation.Hidden))
        : new(input.Column.Id, input.Column.Label, value.ToJson(), InAll(c => Say(value, c, input.Column.Labels)));

    private static ExplainedRow Explain(CompiledDecisionTable table, CompiledRow row) => new(
        row.Rule.Id,
        row.Index + 1,
        row.Rule.Annotation,
        [.. table.Inputs.Where(i => !i.Column.Hidden && row.When[i.Index] is not UnaryTests.Any).Select(i => new ExplainedTest(
            i.Column.Id, row.When[i.Index].ToString(), InAll(c => Get("test", c, i.Column.Label.In(c), Say(row.When[i.Index], c, i.Column.Labels)))))]);

    private static ExplainedOutput Explain(CompiledOutput output, DecisionResult result) => new(
        output.Column.Name,
        output.Column.Label,
        result.ValueOf(output),
        InAll(c => string.Join(Get("list", c), result.Results.Select(r => Say(r[output.Index], c, output.Column.Labels)))));

    private static LocalizedText InAll(Func<string, string> say) => LocalizedText.Of(say(LocalizedText.Chinese), say(LocalizedText.English));

    private static string Join(IReadOnlyList<UnaryTest> tests, string culture, IReadOnlyDictionary<string, LocalizedText>? labels) =>
        string.Join(Get("or", culture), tests.Select(t => Say(t, culture, labels)));

    private static string Say(UnaryTest test, string culture, IReadOnlyDictionary<string, LocalizedText>? labels) => test switch
    {
        UnaryTest.Is { Value: var value } => Say(value, culture, labels),
        UnaryTest.Compares { Comparison: var comparison, Bound: var bound } => Get(Kind(comparison, bound), culture, Say(bound, culture)),
        UnaryTest.Between { From: var from, To: var to } between => Get((between.FromOpen, between.ToOpen) switch
        {
            (false, false) => "between",
            (true, false) => "between.fromOpen",
            (false, true) => "between.toOpen",
            (true, true) => "between.open",
        }, culture, Say(from, culture), Say(to, culture)),
        _ => throw new InvalidOperationException($"Unexpected test {test}."),
    };

    /// <summary>Days are earlier and later where numbers are less and more.</summary>
    private static string Kind(Comparison comparison, DecisionValue bound) => (bound is DecisionValue.Date ? "date." : "number.") + comparison;

    private static string Get(string key, string culture, params object?[] values) =>
        string.Format(CultureInfo.GetCultureInfo(culture), Resources.GetString(key, CultureInfo.GetCultureInfo(culture)) ?? throw new ArgumentException($"There is no word '{key}'.", nameof(key)), values);
}
