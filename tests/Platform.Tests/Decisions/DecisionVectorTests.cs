using System.Text.Json;
using Platform.Model.Decisions;

namespace Platform.Tests.Decisions;

/// <summary>Every vector of the hit policies: which rows fire, and what comes of it.</summary>
public sealed class DecisionVectorTests
{
    private static readonly Vectors All = TestData.Json<Vectors>("Decisions/Data/decisions.json");

    public static TheoryData<string> Names => [.. All.Cases.Select(v => v.Name)];

    [Theory, MemberData(nameof(Names))]
    public void A_table_answers_as_it_should(string name)
    {
        var vector = All.Cases.Single(v => v.Name == name);
        var table = Compiled(vector.Table);
        var decided = table.Decide(i => vector.Inputs.TryGetValue(i.Id, out var value) ? value : null);

        if (vector.Refused is { } code)
        {
            Assert.Equal(code, Assert.Single(decided.Problems).Code);
            return;
        }

        Assert.Empty(decided.Problems);
        var result = decided.Value;
        Assert.Equal(vector.Rows, result.Fired.Select(r => r.Rule.Id));
        Assert.Equal(vector.ByDefault, result.ByDefault);
        Assert.Equal(JsonSerializer.Serialize(vector.Result), JsonSerializer.Serialize(result.ToJson()));
        Assert.Equal(result.IsNothing, result.Results.Count == 0);
    }

    [Theory, MemberData(nameof(Names))]
    public void An_explanation_names_the_rows_and_the_cells_that_decided(string name)
    {
        var vector = All.Cases.Single(v => v.Name == name);
        var table = Compiled(vector.Table);
        if (!table.Decide(i => vector.Inputs.TryGetValue(i.Id, out var value) ? value : null).TryGet(out var result))
        {
            return;
        }

        var explained = DecisionWords.Explain(result);
        Assert.Equal(vector.Rows, explained.Rows.Select(r => r.Id));
        foreach (var row in explained.Rows)
        {
            var rule = table.Table.Rules[row.Number - 1];
            Assert.Equal(row.Id, rule.Id);
            Assert.Equal(table.Table.Inputs.Where((_, i) => rule.When[i].Trim() is not ("-" or "")).Select(i => i.Id), row.Because.Select(b => b.Input));
        }

        Assert.Equal(result.IsNothing, explained.Outputs.Count == 0);
        Assert.All(explained.Inputs.Select(i => i.Words).Concat(explained.Outputs.Select(o => o.Words)), w => Assert.Equal(2, w.Texts.Count));
    }

    private static CompiledDecisionTable Compiled(string key) => CompiledDecisionTable.Compile(All.Tables.Single(t => t.Key == key), key).Value;

    private sealed record Vectors(IReadOnlyList<DecisionTable> Tables, [property: System.Text.Json.Serialization.JsonPropertyName("vectors")] IReadOnlyList<Vector> Cases);

    private sealed record Vector(string Name, string Table, IReadOnlyDictionary<string, JsonElement> Inputs, IReadOnlyList<string>? Rows, JsonElement? Result, string? Refused, bool ByDefault);
}
