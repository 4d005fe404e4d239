using System.Text.Json;
using Platform.Model;
using Platform.Model.Decisions;
using Platform.Model.Forms;
using Platform.Model.Items;

namespace Platform.Tests.Items;

/// <summary>A fee is the same for everybody, or a decision table says it from what was answered.</summary>
public sealed class FeeRulesTests
{
    private const string Rates = """
        {"key":"rates","name":"标准","hitPolicy":"unique",
         "inputs":[{"id":"area","label":"面积","type":"number","reads":"answers.home.area"},{"id":"way","label":"方式","type":"text","reads":"scenario.way"}],
         "outputs":[{"name":"fee","label":"费用","type":"number"}],
         "rules":[{"id":"a","when":["<= 100","-"],"then":["50"]},{"id":"b","when":["> 100","\"fast\""],"then":["120.50"]}]}
        """;

    private const string Item = """
        {"key":"i","name":"事项","authority":{"code":"c","name":"局"},"statutoryLimit":{"amount":1,"unit":"workingDay"},"promisedLimit":{"amount":1,"unit":"workingDay"},"form":"f","flow":"w",
         "scenario":[{"key":"way","question":"方式","options":[{"value":"fast","label":"快"},{"value":"slow","label":"慢"}]}],
         "fee":{"charged":true,"lines":[{"name":"工本费","amount":5},{"name":"登记费","table":"rates"}]}}
        """;

    [Theory]
    [InlineData("""{"home":{"area":80}}""", "fast", "50")]
    [InlineData("""{"home":{"area":120}}""", "fast", "120.50")]
    public void A_table_says_the_amount_when_all_it_reads_is_answered(string answers, string way, string amount)
    {
        var due = Due(answers, way);
        Assert.Equal([5m, decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture)], due.Select(d => d.Amount!.Value));
        Assert.All(due, d => Assert.Empty(d.DependsOn));
    }

    [Fact]
    public void What_is_not_answered_yet_is_what_the_fee_depends_on()
    {
        var open = Due("{}", null)[1];
        Assert.Equal((null, null, "面积 方式"), (open.Amount, open.Refused, string.Join(' ', open.DependsOn)));
        Assert.Equal("方式", Assert.Single(Due("""{"home":{"area":120}}""", null)[1].DependsOn).ToString());
    }

    [Fact]
    public void What_no_row_asks_for_any_more_leaves_nothing_open()
    {
        Assert.Equal(50, Due("""{"home":{"area":80}}""", null)[1].Amount);
        var slow = Due("{}", "slow")[1];
        Assert.Equal((null, "面积"), (slow.Amount, Assert.Single(slow.DependsOn).ToString()));
    }

    [Theory]
    [InlineData("no", null)]
    [InlineData("yes", "方式")]
    [InlineData(null, "方式")]
    public void A_question_that_is_not_asked_leaves_nothing_open_unless_another_one_may_still_bring_it(string? hurry, string? open)
    {
        var item = Read(Item.Replace(
            "\"scenario\":[",
            """ "scenario":[{"key":"hurry","question":"急","options":[{"value":"yes","label":"是"},{"value":"no","label":"否"}]},""",
            StringComparison.Ordinal).Replace("\"question\":\"方式\"", """ "question":"方式","visibleWhen":{"op":"compare","field":"scenario.hurry","is":"equals","value":"yes"} """, StringComparison.Ordinal));
        var scenario = hurry is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["hurry"] = hurry };
        var due = FeeRules.Due(item, Tables(Rates), scenario, JsonSerializer.Deserialize<Answers>("""{"home":{"area":120}}""", ModelJson.Options)!, isComplete: false)[1];
        Assert.Equal((open, open is null ? "fee.noRow" : null), (due.DependsOn.SingleOrDefault()?.ToString(), due.Refused?.Code));
    }

    [Fact]
    public void A_line_that_says_nothing_has_no_amount_and_one_that_is_none_does_not_count()
    {
        var item = Read(Item.Replace("{\"name\":\"工本费\",\"amount\":5},", "null,{\"name\":\"工本费\"},", StringComparison.Ordinal));
        var due = FeeRules.Due(item, Tables(Rates), new Dictionary<string, string>(), Answers.Empty, isComplete: false);
        Assert.Equal(["工本费", "登记费"], due.Select(d => d.Name.ToString()));
        Assert.Null(due[0].Amount);
    }

    [Fact]
    public void Nothing_more_will_be_answered_the_table_decides_without_it()
    {
        Assert.Equal(50, Due("""{"home":{"area":80}}""", null, isComplete: true)[1].Amount);
        var nothing = Due("{}", null, isComplete: true)[1];
        Assert.Equal((null, "fee.noRow"), (nothing.Amount, nothing.Refused?.Code));
    }

    [Theory]
    [InlineData("""{"home":{"area":120}}""", "slow", "fee.noRow")]
    [InlineData("""{"home":{"area":"large"}}""", "fast", "decision.inputType")]
    public void No_amount_has_a_reason(string answers, string way, string code) => Assert.Equal((null, code), (Due(answers, way)[1].Amount, Due(answers, way)[1].Refused?.Code));

    [Fact]
    public void Why_there_is_no_amount_repeats_no_answer() =>
        Assert.DoesNotContain("large", string.Join(' ', Due("""{"home":{"area":"large"}}""", "fast")[1].Refused!.Values!.Select(v => v.Value)), StringComparison.Ordinal);

    [Fact]
    public void A_table_that_is_not_there_and_a_result_that_is_no_amount_are_told()
    {
        Assert.Equal("fee.tableMissing", FeeRules.Due(Read(), new Dictionary<string, CompiledDecisionTable>(), new Dictionary<string, string>(), Answers.Empty, true)[1].Refused?.Code);
        Assert.Equal("fee.notAmount", Due("""{"home":{"area":80}}""", "fast", rates: Rates.Replace("[\"50\"]", "[\"-50\"]", StringComparison.Ordinal))[1].Refused?.Code);
        Assert.Empty(FeeRules.Due(Read(Item.Replace("\"charged\":true", "\"charged\":false", StringComparison.Ordinal)), Tables(Rates), new Dictionary<string, string>(), Answers.Empty, true));
    }

    [Theory]
    [InlineData("", "", "")]
    [InlineData("\"type\":\"number\"}],\n \"rules\"", "\"type\":\"text\"}],\n \"rules\"", "item.feeTable")]
    [InlineData("\"unique\"", "\"ruleOrder\"", "item.feeTable")]
    [InlineData(",\"reads\":\"scenario.way\"", "", "item.feeInput")]
    [InlineData("120.50", "120.505", "item.feeValue")]
    [InlineData("[\"50\"]", "[\"-1\"]", "item.feeValue")]
    public void A_table_that_cannot_say_one_amount_does_not_fit(string was, string now, string code)
    {
        var table = was.Length == 0 ? Rates : Rates.ReplaceLineEndings("\n").Replace(was, now, StringComparison.Ordinal);
        if (code == "item.feeTable" && was.Contains("type", StringComparison.Ordinal))
        {
            table = table.Replace("[\"50\"]", "[\"\\\"a\\\"\"]", StringComparison.Ordinal).Replace("[\"120.50\"]", "[\"\\\"b\\\"\"]", StringComparison.Ordinal);
        }

        Assert.NotEqual(was.Length > 0, table == Rates);
        Assert.Equal(code.Length == 0 ? [] : [code], FeeRules.Check(Compile(table), "fee.lines[0].table").Select(p => p.Code));
    }

    [Theory]
    [InlineData("""{"charged":true,"lines":[{"name":"b","table":"rates"}]}""", true)]
    [InlineData("""{"charged":true,"lines":[{"name":"a","amount":3}]}""", true)]
    [InlineData("""{"charged":true,"lines":[{"name":"b","table":"others"}]}""", false)]
    [InlineData("""{"charged":true,"lines":[{"name":"b","table":"rates"},{"name":"c","table":"rates"}]}""", false)]
    [InlineData("""{"charged":true,"lines":[{"name":"a","amount":6}]}""", false)]
    public void A_place_below_keeps_to_the_table_above_or_asks_less(string fee, bool isTighter)
    {
        var above = new ItemLayer(Platform.Model.Localities.LocalityCode.Parse("33"), JsonElement.Parse(Item));
        var below = new ItemLayer(Platform.Model.Localities.LocalityCode.Parse("330110"), JsonElement.Parse($$"""{"key":"i","fee":{{fee}}}"""));
        Assert.Equal(isTighter ? [] : ["item.notTighter"], ItemLayers.Check([above, below]).Select(p => p.Code));
    }

    private static IReadOnlyList<DueFee> Due(string answers, string? way, bool isComplete = false, string rates = Rates) =>
        FeeRules.Due(Read(), Tables(rates), way is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["way"] = way }, JsonSerializer.Deserialize<Answers>(answers, ModelJson.Options)!, isComplete);

    private static Dictionary<string, CompiledDecisionTable> Tables(string rates) => new() { ["rates"] = Compile(rates) };

    private static CompiledDecisionTable Compile(string table) => CompiledDecisionTable.Compile(JsonSerializer.Deserialize<DecisionTable>(table, ModelJson.Options)!, "v1").Value;

    private static ServiceItem Read(string item = Item) => JsonSerializer.Deserialize<ServiceItem>(item, ModelJson.Options)!;
}
