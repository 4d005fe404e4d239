using System.Text.Json;
using Platform.Model;
using Platform.Model.Forms;

namespace Platform.Tests.Forms;

public sealed class FormulaWordsTests
{
    private const string Area = """{"op":"field","field":"area"}""";
    private const string Total = """{"op":"field","field":"total"}""";
    private const string Head = """{"op":"field","field":"perHead"}""";

    [Theory]
    [InlineData($$$"""{"op":"mul","operands":[{{{Area}}},{{{Total}}}]}""", "‘面积’ × ‘家庭收入’；‘面积’或‘家庭收入’未填写时为空", "‘Area’ × ‘Household income’; empty while ‘Area’ or ‘Household income’ is not answered")]
    [InlineData($$$"""{"op":"add","operands":[{{{Area}}},{{{Total}}}]}""", "‘面积’ + ‘家庭收入’", "‘Area’ + ‘Household income’")]
    [InlineData($$$"""{"op":"add","operands":[{{{Area}}},{"op":"mul","operands":[{{{Area}}},{{{Total}}}]}]}""", "‘面积’ + ‘面积’ × ‘家庭收入’；‘面积’未填写时为空", "‘Area’ + ‘Area’ × ‘Household income’; empty while ‘Area’ is not answered")]
    [InlineData($$$"""{"op":"mul","operands":[{"op":"add","operands":[{{{Area}}},{{{Total}}}]},{"op":"literal","value":2}]}""", "（‘面积’ + ‘家庭收入’） × 2", "(‘Area’ + ‘Household income’) × 2")]
    [InlineData("""{"op":"sum","repeat":"members","value":{"op":"field","field":"memberIncome"}}""", "‘家庭成员’各项的‘成员收入’之和", "the sum of ‘Member income’ over ‘Members’")]
    [InlineData(
        """{"op":"div","left":{"op":"sum","repeat":"members","value":{"op":"field","field":"memberIncome"},"where":{"op":"compare","field":"memberIncome","is":"greater","value":"0"}},"right":{"op":"count","repeat":"members"}}""",
        "（‘家庭成员’中‘成员收入’大于0的各项的‘成员收入’之和） ÷ ‘家庭成员’的项数；除数为零时为空",
        "(the sum of ‘Member income’ over those of ‘Members’ where ‘Member income’ is more than 0) ÷ the number of ‘Members’; empty while the divisor is 0")]
    [InlineData("""{"op":"sum","repeat":"members","value":{"op":"sum","repeat":"income","value":{"op":"field","field":"amount"}}}""", "‘家庭成员’各项的（‘收入’各项的‘金额’之和）之和", "the sum of (the sum of ‘Amount’ over ‘Income’) over ‘Members’")]
    [InlineData("""{"op":"count","repeat":"members","where":{"op":"compare","field":"years","is":"less","value":6}}""", "‘家庭成员’中‘周岁’小于6的项数", "the number of ‘Members’ where ‘Years’ is less than 6")]
    [InlineData($$$"""{"op":"max","operands":[{{{Area}}},{"op":"literal","value":1}],"repeat":"members","value":{"op":"field","field":"years"}}""", "‘面积’、1、‘家庭成员’各项的‘周岁’中的最大值", "the greatest of ‘Area’, 1, the ‘Years’ of each of ‘Members’")]
    [InlineData("""{"op":"ageInYears","date":{"op":"field","field":"idNumber"}}""", "按‘公民身份号码’计算到当天的周岁；‘公民身份号码’未填写时为空", "completed years from ‘Citizen id’ to today; empty while ‘Citizen id’ is not answered")]
    [InlineData("""{"op":"concat","operands":[{"op":"field","field":"applicantName"},{"op":"literal","value":"户"}],"separator":"-"}""", "‘姓名’、‘户’依次连成的文字，以‘-’隔开", "‘Name’, ‘户’ joined as text with ‘-’ in between")]
    [InlineData(
        $$$"""{"op":"if","when":{"op":"not","condition":{"op":"isEmpty","field":"area"}},"then":{"op":"mul","operands":[{{{Area}}},{{{Head}}}]}}""",
        "当‘面积’已填写时为‘面积’ × ‘人均收入’，否则为空；‘人均收入’未填写时为空",
        "‘Area’ × ‘Income per head’ when ‘Area’ is answered, otherwise empty; empty while ‘Income per head’ is not answered")]
    [InlineData(
        """{"op":"if","when":{"op":"compare","field":"kind","is":"equals","value":"person"},"then":{"op":"literal","value":10},"else":{"op":"if","when":{"op":"compare","field":"kind","is":"equals","value":"company"},"then":{"op":"literal","value":20},"else":{"op":"literal","value":0}}}""",
        "当‘申请人类型’是‘个人’时为10，当‘申请人类型’是‘单位’时为20，否则为0",
        "10 when ‘Applicant type’ is ‘Person’, 20 when ‘Applicant type’ is ‘Company’, otherwise 0")]
    [InlineData("""{"op":"sub","left":{"op":"literal","value":"2025-01-01"},"right":{"op":"literal","value":-3}}""", "2025-01-01 − （-3）", "2025-01-01 − (-3)")]
    [InlineData("""{"op":"add","operands":[]}""", "空", "empty")]
    [InlineData("""{"op":"field","field":""}""", "…", "…")]
    public void A_formula_prints_itself_in_words(string json, string chinese, string english)
    {
        Assert.Equal(chinese, FormulaWords.Print(Read(json), SampleForm.Form, "zh-CN", codeTables: SampleForm.Tables));
        Assert.Equal(english, FormulaWords.Print(Read(json), SampleForm.Form, "en", codeTables: SampleForm.Tables));
    }

    [Theory]
    [InlineData("sub", "sub", "‘Area’ − ‘Area’ − 1", "1 − (‘Area’ − ‘Area’)")]
    [InlineData("div", "div", "‘Area’ ÷ ‘Area’ ÷ 1", "1 ÷ (‘Area’ ÷ ‘Area’)")]
    [InlineData("sub", "div", "‘Area’ ÷ ‘Area’ − 1", "1 − ‘Area’ ÷ ‘Area’")]
    [InlineData("div", "sub", "(‘Area’ − ‘Area’) ÷ 1", "1 ÷ (‘Area’ − ‘Area’)")]
    public void Brackets_stand_only_where_they_are_needed(string outer, string inner, string left, string right)
    {
        var part = $$$"""{"op":"{{{inner}}}","left":{{{Area}}},"right":{{{Area}}}}""";
        Assert.StartsWith(left, FormulaWords.Print(Read($$$"""{"op":"{{{outer}}}","left":{{{part}}},"right":{"op":"literal","value":1}}"""), SampleForm.Form, "en"), StringComparison.Ordinal);
        Assert.StartsWith(right, FormulaWords.Print(Read($$$"""{"op":"{{{outer}}}","left":{"op":"literal","value":1},"right":{{{part}}}}"""), SampleForm.Form, "en"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_of_a_repeat_says_what_its_neighbours_are_called_and_a_choice_what_its_options_are()
    {
        Assert.Equal("the sum of ‘Amount’ over ‘Income’", FormulaWords.Print(Read("""{"op":"sum","repeat":"income","value":{"op":"field","field":"amount"}}"""), SampleForm.Form, "en", "members.memberIncome"));
        Assert.Equal("‘Company’", FormulaWords.Print(Read("""{"op":"literal","value":"company"}"""), SampleForm.Form, "en", "kind"));
    }

    private static Formula Read(string json) => JsonSerializer.Deserialize<Formula>(json, ModelJson.Options)!;
}
