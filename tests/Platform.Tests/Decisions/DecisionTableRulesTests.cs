using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Decisions;
using Platform.Model.Forms;
using Platform.Model.Items;

namespace Platform.Tests.Decisions;

/// <summary>What is said of a table before it comes into force: the cell, and an example.</summary>
public sealed class DecisionTableRulesTests
{
    private const string Sound = """
        {
          "key": "t", "name": {"zh-CN":"表","en":"Table"}, "hitPolicy": "unique",
          "inputs": [
            {"id":"age","label":{"zh-CN":"年龄","en":"Age"},"type":"integer","allowed":"[0..150]"},
            {"id":"kind","label":{"zh-CN":"种类","en":"Kind"},"type":"text","allowed":"\"a\", \"b\""}
          ],
          "outputs": [{"name":"fee","label":{"zh-CN":"费用","en":"Fee"},"type":"number"}],
          "rules": [
            {"id":"r1","when":["< 60","-"],"then":["1"]},
            {"id":"r2","when":[">= 60","\"a\""],"then":["2"]},
            {"id":"r3","when":[">= 60","\"b\""],"then":["3"]}
          ]
        }
        """;

    [Fact]
    public void A_sound_table_has_no_findings() => Assert.Empty(Check(Sound));

    [Fact]
    public void The_example_of_the_documentation_has_no_findings() => Assert.Empty(Check(Documentation.Examples("decision-tables.md")[0]));

    [Theory]
    [InlineData("rules[1].when[0]", "\">= 61\"", "decisionTable.notCovered", "rules", false, "age = 60, kind = \"a\"")]
    [InlineData("rules[1].when[1]", "\"null\"", "decisionTable.notCovered", "rules", false, "age = 60, kind = \"a\"")]
    [InlineData("rules[0].when[0]", "\"<= 60\"", "decisionTable.overlap", "rules[r1]", true, "age = 60, kind = \"a\"")]
    [InlineData("rules[0].when[0]", "\"-\"", "decisionTable.overlap", "rules[r1]", true, "age = 60, kind = \"a\"")]
    public void A_gap_and_an_overlap_come_with_an_example(string path, string value, string code, string field, bool blocks, string example)
    {
        var found = Check(Sound, path, value).First(f => f.Problem.Code == code);
        Assert.Equal((field, blocks, example), (found.Problem.Field, found.Blocks, found.Problem.Values!["example"]));
    }

    [Theory]
    [InlineData("rules[1].when[0]", "\">= sixty\"", "decisionTable.cellName", "rules[r2].when[age]", "sixty")]
    [InlineData("rules[1].when[0]", "\"\\\"60\\\"\"", "decisionTable.cell", "rules[r2].when[age]", "\"60\"")]
    [InlineData("rules[1].when[0]", "\"60.5\"", "decisionTable.cell", "rules[r2].when[age]", "60.5")]
    [InlineData("rules[2].then[0]", "\"\\\"much\\\"\"", "decisionTable.cell", "rules[r3].then[fee]", "\"much\"")]
    [InlineData("rules[2].then[0]", "\"fee + 1\"", "decisionTable.cellName", "rules[r3].then[fee]", "fee")]
    [InlineData("inputs[1].allowed", "\"a, b\"", "decisionTable.cellName", "inputs[kind].allowed", "a")]
    [InlineData("rules[1].when[1]", "\"\\\"c\\\"\"", "decisionTable.never", "rules[r2]", null)]
    [InlineData("rules[1].id", "\"r1\"", "decisionTable.twice", "rules[r1]", "r1")]
    [InlineData("rules[1].id", "\"1st\"", "decisionTable.name", "rules[1st]", "1st")]
    [InlineData("inputs[0].id", "\"a b\"", "decisionTable.name", "inputs[a b]", "a b")]
    [InlineData("inputs[0].reads", "\"variables.x\"", "decisionTable.reads", "inputs[age].reads", "variables.x")]
    [InlineData("rules[1].then", "[]", "decisionTable.cells", "rules[r2].then", "0")]
    [InlineData("rules", "[]", "decisionTable.count", "rules", "0")]
    [InlineData("default", "[\"1\",\"2\"]", "decisionTable.cells", "default", "2")]
    [InlineData("default", "[\"x\"]", "decisionTable.cellName", "default[fee]", "x")]
    [InlineData("outputs[0].allowed", "\"1, 2\"", "decisionTable.notAllowed", "rules[r3].then[fee]", "3")]
    [InlineData("hitPolicy", "\"priority\"", "decisionTable.noPriority", "outputs[fee].allowed", "Priority")]
    [InlineData("aggregation", "\"sum\"", "decisionTable.aggregation", "aggregation", "Sum")]
    [InlineData("name", "{\"zh-CN\":\"表\"}", "decisionTable.text", "name", null)]
    [InlineData("shownToApplicant", "true", "decisionTable.text", "rules[r1].annotation", null)]
    public void What_is_wrong_names_its_cell(string path, string value, string code, string field, string? said)
    {
        var problem = Check(Sound, path, value).First(f => f.Problem.Code == code).Problem;
        Assert.Equal(field, problem.Field);
        Assert.Equal(said, problem.Values!.TryGetValue("value", out var shown) ? Convert.ToString(shown, CultureInfo.InvariantCulture) : null);
    }

    [Fact]
    public void A_range_as_what_a_result_may_be_is_answered_with_a_list()
    {
        var problem = Check(Sound, "outputs[0].allowed", "\"[1..5]\"").First(f => f.Problem.Code == "decisionTable.cell").Problem;
        Assert.Equal("outputs[fee].allowed", problem.Field);
        Assert.Equal("numbers with commas between, such as 1, 2.5, 3, and no range", Assert.IsType<LocalizedText>(problem.Values!["expected"]).In("en"));
    }

    [Fact]
    public void Rows_of_first_that_others_always_come_before_are_named_with_them()
    {
        var found = Assert.Single(Check(With(Sound, "hitPolicy", "\"first\""), "rules[0].when[0]", "\"-\""), f => f.Problem.Field == "rules[r2]");
        Assert.Equal(("decisionTable.shadowed", false, "r1"), (found.Problem.Code, found.Blocks, found.Problem.Values!["rows"]));
    }

    [Fact]
    public void Rows_that_say_the_same_may_meet_under_any_and_others_may_not()
    {
        var any = With(With(Sound, "hitPolicy", "\"any\""), "rules[0].when[0]", "\"<= 60\"");
        Assert.Equal(["decisionTable.contradiction r1 r2", "decisionTable.contradiction r1 r3"], Check(any).Select(f => $"{f.Problem.Code} {f.Problem.Values!["row"]} {f.Problem.Values["other"]}"));
        Assert.Empty(Check(With(With(any, "rules[1].then[0]", "\"1\""), "rules[2].then[0]", "\"1\"")));
    }

    [Fact]
    public void A_figure_needs_one_output_of_its_type()
    {
        var collect = With(With(Sound, "hitPolicy", "\"collect\""), "aggregation", "\"sum\"");
        Assert.Empty(Check(collect));
        var texts = With(With(With(With(collect, "outputs[0].type", "\"text\""), "rules[0].then[0]", "\"\\\"x\\\"\""), "rules[1].then[0]", "\"\\\"x\\\"\""), "rules[2].then[0]", "\"\\\"x\\\"\"");
        Assert.Equal("decisionTable.aggregatedType outputs[fee].type", $"{Check(texts)[0].Problem.Code} {Check(texts)[0].Problem.Field}");
        Assert.Empty(Check(With(texts, "aggregation", "\"count\"")));
    }

    [Theory]
    [InlineData(HitPolicy.Unique)]
    [InlineData(HitPolicy.First)]
    public void The_largest_table_is_checked_in_bounded_time(HitPolicy policy)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var inputs = Enumerable.Range(0, 6).Select(i => new DecisionInput($"i{i}", LocalizedText.Of("i", "i"), DecisionType.Integer)).ToList();
        var rules = Enumerable.Range(0, CompiledDecisionTable.MostRules)
            .Select(r => new DecisionRule($"r{r}", [$"[{r * 10}..{(r * 10) + 10})", .. inputs.Skip(1).Select((_, i) => (r + i) % 3 == 0 ? "-" : $">= {(r * 7) % 500}")], ["1"])).ToList();
        var found = DecisionTableRules.Check(new DecisionTable("t", LocalizedText.Of("t", "t"), policy, inputs, [new("o", LocalizedText.Of("o", "o"), DecisionType.Number)], rules));

        Assert.Equal("decisionTable.notCovered", Assert.Single(found).Problem.Code);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"{clock.Elapsed}");
    }

    [Fact]
    public void A_search_that_would_never_end_says_that_nothing_is_proven()
    {
        var inputs = Enumerable.Range(0, 24).Select(i => new DecisionInput($"i{i}", LocalizedText.Of("i", "i"), DecisionType.Integer)).ToList();
        var rules = Enumerable.Range(0, 200).Select(r => new DecisionRule($"r{r}", [.. inputs.Select((_, i) => ((r * 7) + (i * 13)) % 5 == 0 ? $"not({r % 3})" : $">= {((r * i) % 11) - 20}")], ["1"])).ToList();
        var found = DecisionTableRules.Check(new DecisionTable("t", LocalizedText.Of("t", "t"), HitPolicy.Collect, inputs, [new("o", LocalizedText.Of("o", "o"), DecisionType.Number)], rules));
        Assert.All(found, f => Assert.False(f.Blocks));
        Assert.NotEmpty(found);
    }

    [Theory]
    [InlineData("answers.name", DecisionType.Text, "")]
    [InlineData("answers.born", DecisionType.Date, "")]
    [InlineData("answers.born", DecisionType.Text, "item.tableType")]
    [InlineData("answers.children", DecisionType.Integer, "")]
    [InlineData("answers.children", DecisionType.Number, "")]
    [InlineData("answers.rent", DecisionType.Number, "")]
    [InlineData("answers.rent", DecisionType.Integer, "item.tableType")]
    [InlineData("answers.home.division", DecisionType.Text, "")]
    [InlineData("answers.home", DecisionType.Text, "item.tableReads")]
    [InlineData("answers.members", DecisionType.Text, "item.tableReads")]
    [InlineData("answers.nothing", DecisionType.Text, "item.tableReads")]
    [InlineData("scenario.way", DecisionType.Text, "")]
    [InlineData("scenario.way", DecisionType.Number, "item.tableType")]
    [InlineData("scenario.other", DecisionType.Text, "item.tableReads")]
    public void What_a_table_reads_has_to_be_asked_by_the_item(string reads, DecisionType type, string code)
    {
        var form = JsonSerializer.Deserialize<Form>(
            """
            {"key":"f","title":{"zh-CN":"f"},"pages":[{"key":"p","title":{"zh-CN":"p"},"sections":[{"key":"s","elements":[
              {"key":"name","type":"personName","label":{"zh-CN":"n"}},{"key":"born","type":"date","label":{"zh-CN":"b"}},{"key":"children","type":"integer","label":{"zh-CN":"c"}},
              {"key":"rent","type":"money","label":{"zh-CN":"r"}},{"key":"home","type":"address","label":{"zh-CN":"h"}},
              {"key":"members","type":"repeat","label":{"zh-CN":"m"},"elements":[{"key":"first","type":"text","label":{"zh-CN":"n"}}]}]}]}]}
            """,
            ModelJson.Options)!;
        var table = new DecisionTable("t", LocalizedText.Of("t"), HitPolicy.First, [new("x", LocalizedText.Of("x"), type) { Reads = reads }], [new("y", LocalizedText.Of("y"), DecisionType.Number)], [new("r", ["-"], ["1"])]);
        Assert.Equal(code, string.Join(' ', TableReads.Check(table, form, [new ScenarioQuestion("way", LocalizedText.Of("?"), [])]).Select(p => p.Code)));
    }

    [Theory]
    [InlineData("rules[1].when[0]", "\"-宠物店\"", "第 2 行“年龄”列", "整数，例如 100、≥ 100 或 100–200；不填表示任意")]
    [InlineData("rules[1].when[1]", "\"宠物店\"", "第 2 行“种类”列", "文字，例如 宠物店；几个之间用逗号隔开；不填表示任意")]
    [InlineData("rules[2].then[0]", "\"\"", "第 3 行“费用”列", "一个数字，例如 100")]
    [InlineData("default", "[\"x\"]", "“费用”的默认结果", "一个数字，例如 100")]
    [InlineData("inputs[1].allowed", "\"a\"", "“种类”列允许的值", "文字，例如 宠物店；几个之间用逗号隔开；不填表示任意")]
    public void A_cell_that_cannot_be_read_is_told_by_row_and_column_with_what_was_expected(string path, string value, string where, string expected)
    {
        var said = Check(Sound, path, value).First(f => f.Problem.Code.StartsWith("decisionTable.cell", StringComparison.Ordinal)).Problem.Values!;
        Assert.Equal((where, expected), (Assert.IsType<LocalizedText>(said["where"]).In("zh-CN"), Assert.IsType<LocalizedText>(said["expected"]).In("zh-CN")));
    }

    private static IReadOnlyList<DecisionFinding> Check(string json, string? path = null, string value = "") =>
        DecisionTableRules.Check(JsonSerializer.Deserialize<DecisionTable>(path is null ? json : With(json, path, value), ModelJson.Options)!);

    /// <param name="path">rules[1].when[0].</param>
    private static string With(string json, string path, string value)
    {
        var root = JsonNode.Parse(json)!;
        var parts = path.Split('.', '[').Select(p => p.TrimEnd(']')).ToList();
        var at = root;
        foreach (var part in parts[..^1])
        {
            at = int.TryParse(part, CultureInfo.InvariantCulture, out var index) ? at[index]! : at[part]!;
        }

        if (int.TryParse(parts[^1], CultureInfo.InvariantCulture, out var last))
        {
            at[last] = JsonNode.Parse(value);
        }
        else
        {
            at[parts[^1]] = JsonNode.Parse(value);
        }

        return root.ToJsonString();
    }
}
