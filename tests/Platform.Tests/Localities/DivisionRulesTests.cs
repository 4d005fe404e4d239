using Platform.Model;
using Platform.Model.Localities;

namespace Platform.Tests.Localities;

/// <summary>A list of divisions against the tree: the traps of the codes, what is refused, and that the same list twice changes nothing.</summary>
public sealed class DivisionRulesTests
{
    private static readonly DateOnly Today = new(2026, 3, 2);

    private static readonly DivisionLine[] Country =
    [
        Row("11", "北京市"), Row("1101", "市辖区"), Row("110101", "东城区"), Row("110101001", "东华门街道"),
        Row("33", "浙江省"), Row("3301", "杭州市"), Row("330110", "余杭区"), Row("330110012", "仓前街道"), Row("330110012001", "葛巷社区"),
        Row("41", "河南省"), Row("4190", "省直辖县级行政区划"), Row("419001", "济源市"), Row("419001001", "沁园街道"),
        Row("44", "广东省"), Row("4419", "东莞市"), Row("441900", "东莞市"), Row("441900003", "东城街道"), Row("441900003001", "岗贝社区"),
        Row("35", "福建省"), Row("3505", "泉州市"), Row("350527", "金门县"), Row("350527000", "金门县"),
        Row("62", "甘肃省"), Row("6202", "嘉峪关市"), Row("620201", "嘉峪关市"), Row("620201100", "新城镇"),
    ];

    [Fact]
    public void The_traps_of_the_codes_are_understood()
    {
        var plan = Plan(Country);
        Assert.Empty(plan.Findings);
        var tree = new LocalityTree(plan.Added);
        Assert.Equal(Country.Length - 2, plan.Added.Count);
        Assert.Equal(["东城区"], Below(tree, "11"));
        Assert.Equal(["济源市"], Below(tree, "41"));
        Assert.Equal(["东城街道"], Below(tree, "4419"));
        Assert.Equal("广东省 东莞市 东城街道 岗贝社区", tree.FullName(Code("441900003001")));
        Assert.Equal("北京市 东城区 东华门街道", tree.FullName(Code("110101001")));
        Assert.Equal(["嘉峪关市"], Below(tree, "6202"));
        Assert.False(tree.HasBelow(Code("350527"), Today));
        Assert.True(Code("4419").Covers(Code("441900003")));
        Assert.Equal(["北京市", "浙江省", "福建省", "河南省", "广东省", "甘肃省"], tree.Below(LocalityCode.Root, Today).Select(l => l.Name.In("zh-CN")));
    }

    [Fact]
    public void The_same_list_again_changes_nothing()
    {
        var again = Plan(Country, Plan(Country).Added, complete: true);
        Assert.Empty(again.Added);
        Assert.Empty(again.Changed);
        Assert.Empty(again.Retired);
        Assert.Equal(Country.Length - 2, again.Unchanged);
    }

    [Theory]
    [InlineData("33A110", "余杭区", null, null, "locality.code")]
    [InlineData("3301101", "余杭区", null, null, "locality.code")]
    [InlineData("990110", "余杭区", null, null, "locality.province")]
    [InlineData("330113", " ", null, null, "locality.name")]
    [InlineData("330113", "临平区", null, "4", "locality.levelOther")]
    [InlineData("330113", "临平区", "3302", null, "locality.parentOther")]
    [InlineData("330213", "奉化区", null, null, "locality.parentMissing")]
    [InlineData("330110", "另一个区", null, null, "locality.codeTwice")]
    public void A_row_that_cannot_be_is_named_and_the_others_stand(string code, string name, string? parent, string? level, string problem)
    {
        var plan = Plan([.. Country, new DivisionLine("x.csv", 99, code, name, null, parent, level)]);
        var finding = Assert.Single(plan.Findings);
        Assert.Equal((problem, 99), (finding.Problem.Code, finding.Line.Number));
        Assert.Equal(Country.Length - 2, plan.Added.Count);
    }

    [Fact]
    public void Codes_filled_up_with_zeros_and_stated_parents_are_read()
    {
        var plan = Plan(
        [
            new("full.csv", 2, "330000000000", "浙江省", null, "0", "1"), new("full.csv", 3, "330100000000", "杭州市", null, "330000000000", "2"),
            new("full.csv", 4, "330110000000", "余杭区", "Yuhang District", "330100", "3"), new("full.csv", 5, "330110012000", "仓前街道", null, "330110", "4"),
            new("full.csv", 6, "330110012001", "葛巷社区", null, "330110012000", "5"),
        ]);
        Assert.Empty(plan.Findings);
        Assert.Equal(["33", "3301", "330110", "330110012", "330110012001"], plan.Added.Select(l => l.Code.Value));
        Assert.Equal("Yuhang District", plan.Added[2].Name.In("en"));
    }

    [Fact]
    public void What_a_complete_list_no_longer_names_ends_the_day_before_with_all_below_it()
    {
        var present = Plan(Country).Added;
        var now = Country.Where(l => l.Code is not "330110" and not "330110012" and not "330110012001").Append(Row("330113", "临平区")).ToList();
        Assert.Empty(Plan(now, present).Retired);

        var plan = Plan(now, present, complete: true);
        Assert.Equal(["330110", "330110012", "330110012001"], plan.Retired.Select(l => l.Code.Value));
        Assert.All(plan.Retired, l => Assert.Equal(new DateOnly(2026, 3, 1), l.ValidTo));
        var tree = new LocalityTree(present.ExceptBy(plan.Retired.Select(r => r.Code), l => l.Code).Concat(plan.Retired).Concat(plan.Added));
        Assert.Equal(["临平区"], Below(tree, "3301"));
        Assert.NotNull(tree.Find(Code("330110")));
        Assert.Empty(DivisionRules.Plan(now, tree, Today, complete: true).Retired);
    }

    [Fact]
    public void A_list_of_one_province_retires_nothing_of_another() =>
        Assert.Equal(["441900003", "441900003001"], Plan([.. Country.Where(l => l.Code is "44" or "4419"), Row("441900004", "南城街道")], Plan(Country).Added, complete: true).Retired.Select(l => l.Code.Value));

    [Fact]
    public void A_code_used_again_begins_anew_and_a_new_Chinese_name_drops_the_old_English_one()
    {
        Locality ended = new(Code("330110"), LocalizedText.Of("余杭县", "Yuhang County"), null, new DateOnly(1994, 4, 1));
        Locality kept = new(Code("3301"), LocalizedText.Of("杭州市", "Hangzhou"));
        var plan = Plan([Row("33", "浙江省"), Row("3301", "杭州市"), Row("330110", "余杭区")], [ended, kept]);
        var again = Assert.Single(plan.Changed);
        Assert.Equal((Today, (DateOnly?)null, "余杭区"), (again.ValidFrom, again.ValidTo, again.Name.In("en")));
        Assert.Equal(1, plan.Unchanged);
    }

    [Fact]
    public void Names_are_found_exact_ones_first_in_both_languages()
    {
        var tree = new LocalityTree([.. Plan(Country).Added.Where(l => l.Code.Value != "330110"), new(Code("330110"), LocalizedText.Of("余杭区", "Yuhang District"))]);
        Assert.Equal(["110101", "110101001", "441900003"], tree.Search("东", Today, 9).Where(l => l.Code.Level > LocalityLevel.City).Select(l => l.Code.Value).Order(StringComparer.Ordinal));
        Assert.Equal("110101", tree.Search("东城区", Today, 9)[0].Code.Value);
        Assert.Equal(["330110"], tree.Search("yuhang", Today, 9).Select(l => l.Code.Value));
        Assert.Equal("3301", tree.Search("3301", Today, 9)[0].Code.Value);
        Assert.Empty(tree.Search("市辖区", Today, 9));
        Assert.Empty(tree.Search(" ", Today, 9));
    }

    [Fact]
    public void A_form_offers_streets_nearby_and_only_cities_far_away() =>
        Assert.Equal(
            ["11", "33", "3301", "330110", "330110012", "330110012001", "35", "3505", "41", "44", "4419", "62", "6202"],
            new LocalityTree(Plan(Country).Added).Near(Code("330110"), Today).Select(l => l.Code.Value).Order(StringComparer.Ordinal));

    private static DivisionPlan Plan(IReadOnlyList<DivisionLine> lines, IEnumerable<Locality>? present = null, bool complete = false) =>
        DivisionRules.Plan(lines, new LocalityTree(present ?? []), Today, complete);

    private static IEnumerable<string> Below(LocalityTree tree, string code) => tree.Below(Code(code), Today).Select(l => l.Name.In("zh-CN"));

    private static LocalityCode Code(string code) => LocalityCode.Parse(code);

    private static DivisionLine Row(string code, string name) => new("list.csv", 1, code, name);
}
