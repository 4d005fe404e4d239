using System.Text.Json;
using Platform.Model;
using Platform.Model.Forms;

namespace Platform.Tests.Forms;

public sealed class ConditionTests
{
    private static readonly Answers Household = Answers.Parse("""
        {
          "kind": "person", "limit": 10, "rate": "5.00", "day": "2025-03-03", "yes": true, "needs": ["food","care"], "text": "一二三", "blank": " ",
          "scenario": { "place": "bath" },
          "members": [
            { "name": "a", "age": 4, "cap": 3, "income": [ { "amount": "100.00" } ] },
            { "name": "b", "age": 30, "income": [] }
          ]
        }
        """);

    [Theory]
    [InlineData("""{"op":"compare","field":"kind","is":"equals","value":"person"}""", true)]
    [InlineData("""{"op":"compare","field":"kind","is":"notEquals","value":"person"}""", false)]
    [InlineData("""{"op":"compare","field":"missing","is":"equals","value":"person"}""", false)]
    [InlineData("""{"op":"compare","field":"missing","is":"notEquals","value":"person"}""", true)]
    [InlineData("""{"op":"compare","field":"missing","is":"less","value":5}""", false)]
    [InlineData("""{"op":"compare","field":"missing","is":"greaterOrEqual","value":5}""", false)]
    [InlineData("""{"op":"compare","field":"limit","is":"greater","value":9.5}""", true)]
    [InlineData("""{"op":"compare","field":"rate","is":"equals","value":5}""", true)]
    [InlineData("""{"op":"compare","field":"rate","is":"less","other":"limit"}""", true)]
    [InlineData("""{"op":"compare","field":"day","is":"less","value":"2025-12-01"}""", true)]
    [InlineData("""{"op":"compare","field":"yes","is":"equals","value":true}""", true)]
    [InlineData("""{"op":"compare","field":"scenario.place","is":"equals","value":"bath"}""", true)]
    [InlineData("""{"op":"in","field":"kind","values":["company","person"]}""", true)]
    [InlineData("""{"op":"in","field":"missing","values":["company"]}""", false)]
    [InlineData("""{"op":"isEmpty","field":"blank"}""", true)]
    [InlineData("""{"op":"isEmpty","field":"missing"}""", true)]
    [InlineData("""{"op":"isEmpty","field":"kind"}""", false)]
    [InlineData("""{"op":"contains","field":"needs","value":"care"}""", true)]
    [InlineData("""{"op":"contains","field":"text","value":"二"}""", true)]
    [InlineData("""{"op":"contains","field":"needs","value":"rest"}""", false)]
    [InlineData("""{"op":"anyItem","repeat":"members","where":{"op":"compare","field":"age","is":"less","value":6}}""", true)]
    [InlineData("""{"op":"everyItem","repeat":"members","where":{"op":"compare","field":"age","is":"less","value":6}}""", false)]
    [InlineData("""{"op":"everyItem","repeat":"missing","where":{"op":"compare","field":"age","is":"less","value":6}}""", true)]
    [InlineData("""{"op":"count","repeat":"members","is":"equals","value":2}""", true)]
    [InlineData("""{"op":"count","repeat":"members","where":{"op":"compare","field":"age","is":"greater","value":6},"is":"equals","value":1}""", true)]
    [InlineData("""{"op":"anyItem","repeat":"members","where":{"op":"compare","field":"age","is":"greater","other":"limit"}}""", true)]
    [InlineData("""{"op":"anyItem","repeat":"members","where":{"op":"anyItem","repeat":"income","where":{"op":"all","conditions":[{"op":"compare","field":"amount","is":"greater","other":"limit"},{"op":"compare","field":"age","is":"less","value":6}]}}}""", true)]
    [InlineData("""{"op":"all","conditions":[]}""", true)]
    [InlineData("""{"op":"any","conditions":[]}""", false)]
    [InlineData("""{"op":"not","condition":{"op":"always"}}""", false)]
    public void A_condition_holds_or_not(string json, bool expected) => Assert.Equal(expected, ConditionRules.Evaluate(Read(json), Household));

    [Fact]
    public void A_name_is_looked_up_in_the_item_first_then_outward()
    {
        var own = Read("""{"op":"compare","field":"age","is":"greater","other":"cap"}""");
        var outer = Read("""{"op":"compare","field":"age","is":"less","other":"limit"}""");

        Assert.True(ConditionRules.Evaluate(own, Household, "members[0]"));
        Assert.False(ConditionRules.Evaluate(own, Household, "members[1]"));
        Assert.True(ConditionRules.Evaluate(outer, Household, "members[0].income[0]"));
        Assert.False(ConditionRules.Evaluate(outer, Household, "members[1]"));
    }

    [Fact]
    public void No_condition_holds() => Assert.True(ConditionRules.Evaluate(null, Answers.Empty));

    [Fact]
    public void Unknown_members_of_a_condition_survive()
    {
        const string json = """{"op":"compare","field":"a","is":"equals","value":1,"x-note":"by law"}""";

        Assert.Equal(json, JsonSerializer.Serialize(Read(json), ModelJson.Options));
    }

    [Theory]
    [InlineData("""{"op":"guess"}""")]
    [InlineData("""{"op":5}""")]
    [InlineData("""{"field":"a"}""")]
    [InlineData("""{"op":"not"}""")]
    [InlineData("""{"op":"not","condition":null}""")]
    [InlineData("""{"op":"all","conditions":[null]}""")]
    [InlineData("[]")]
    [InlineData("5")]
    public void What_is_no_condition_is_refused(string json) => Assert.Throws<JsonException>(() => Read(json));

    [Fact]
    public void The_operator_may_stand_anywhere() =>
        Assert.Equal("""{"op":"isEmpty","field":"a"}""", JsonSerializer.Serialize(Read("""{"field":"a","op":"isEmpty"}"""), ModelJson.Options));

    [Theory]
    [InlineData("""{"op":"compare","field":"kind","is":"equals","value":"company"}""", "当‘申请人类型’是‘单位’", "when ‘Applicant type’ is ‘Company’")]
    [InlineData(
        """{"op":"all","conditions":[{"op":"compare","field":"kind","is":"equals","value":"person"},{"op":"any","conditions":[{"op":"contains","field":"needs","value":"food"},{"op":"compare","field":"area","is":"greater","value":50}]}]}""",
        "当‘申请人类型’是‘个人’并且（‘需要’包含‘餐饮’或者‘面积’大于50）",
        "when ‘Applicant type’ is ‘Person’ and (‘Needs’ includes ‘Catering’ or ‘Area’ is more than 50)")]
    [InlineData(
        """{"op":"anyItem","repeat":"members","where":{"op":"compare","field":"born","is":"greaterOrEqual","value":"2019-01-01"}}""",
        "当‘家庭成员’中至少有一项‘出生日期’不早于2019-01-01",
        "when for at least one of ‘Members’, ‘Born’ is no earlier than 2019-01-01")]
    [InlineData("""{"op":"count","repeat":"members","is":"greater","value":3}""", "当‘家庭成员’的项数大于3", "when the number of ‘Members’ is more than 3")]
    [InlineData("""{"op":"in","field":"street","values":["330110005","330110004"]}""", "当‘街道’是‘仓前街道’、‘五常街道’之一", "when ‘Street’ is one of ‘Cangqian’, ‘Wuchang’")]
    [InlineData("""{"op":"not","condition":{"op":"isEmpty","field":"email"}}""", "当‘邮箱’已填写", "when ‘E-mail’ is answered")]
    [InlineData("""{"op":"compare","field":"promise","is":"equals","value":true}""", "当‘承诺属实’是‘是’", "when ‘I promise’ is ‘Yes’")]
    [InlineData("""{"op":"compare","field":"total","is":"less","other":"perHead"}""", "当‘家庭收入’小于‘人均收入’", "when ‘Household income’ is less than ‘Income per head’")]
    [InlineData("""{"op":"compare","field":"scenario.place","is":"equals","value":"bath"}""", "当‘scenario.place’是‘bath’", "when ‘scenario.place’ is ‘bath’")]
    public void A_condition_prints_itself_in_words(string json, string chinese, string english)
    {
        Assert.Equal(chinese, ConditionWords.Print(Read(json), SampleForm.Form, "zh-CN", codeTables: SampleForm.Tables));
        Assert.Equal(english, ConditionWords.Print(Read(json), SampleForm.Form, "en", codeTables: SampleForm.Tables));
    }

    [Fact]
    public void A_condition_inside_a_repeat_prints_the_labels_of_the_repeat() =>
        Assert.Equal("when ‘Years’ is at least 6", ConditionWords.Print(Read("""{"op":"compare","field":"years","is":"greaterOrEqual","value":6}"""), SampleForm.Form, "en", "members"));

    private static Condition Read(string json) => JsonSerializer.Deserialize<Condition>(json, ModelJson.Options)!;
}
