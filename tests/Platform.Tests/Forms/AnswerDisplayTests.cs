using System.Text.Json.Nodes;
using Platform.Model.Forms;

namespace Platform.Tests.Forms;

public sealed class AnswerDisplayTests
{
    [Theory]
    [InlineData("members.born", "\"2015-05-05\"", "2015年5月5日", "5 May 2015")]
    [InlineData("total", "\"1234567.50\"", "1,234,567.50 元", "CNY 1,234,567.50")]
    [InlineData("area", "1088.5", "1,088.5 平方米", "1,088.5 m²")]
    [InlineData("promise", "true", "是", "Yes")]
    [InlineData("promise", "false", "否", "No")]
    [InlineData("kind", "\"company\"", "单位", "Company")]
    [InlineData("kind", "\"club\"", "club", "club")]
    [InlineData("needs", "[\"food\",\"care\"]", "餐饮、照护", "Catering, Care")]
    [InlineData("street", "\"330110004\"", "五常街道", "Wuchang")]
    [InlineData("home", "{\"division\":\"330110005\",\"detail\":\"1号\"}", "仓前街道1号", "1号, Cangqian")]
    [InlineData("home", "{\"detail\":\"1号\"}", "1号", "1号")]
    [InlineData("papers", "[\"a\",\"b\"]", "2 个文件", "2 files")]
    [InlineData("papers", "[\"a\"]", "1 个文件", "1 file")]
    [InlineData("applicantName", "\"张伟\"", "张伟", "张伟")]
    [InlineData("area", "\"wide\"", "wide 平方米", "wide m²")]
    [InlineData("members.born", "\"soon\"", "soon", "soon")]
    [InlineData("email", null, "", "")]
    public void An_answer_reads_as_people_say_it(string path, string? json, string chinese, string english)
    {
        var value = json is null ? null : JsonNode.Parse(json);

        Assert.Equal(chinese, AnswerDisplay.Format(Field(path), value, "zh-CN", SampleForm.Tables));
        Assert.Equal(english, AnswerDisplay.Format(Field(path), value, "en", SampleForm.Tables));
    }

    [Fact]
    public void A_masked_answer_keeps_its_secret()
    {
        Assert.Equal("110105********002X", AnswerDisplay.Format(Field("idNumber"), "11010519491231002X", "zh-CN", masked: true));
        Assert.Equal("x@y.cn", AnswerDisplay.Format(Field("email"), "x@y.cn", "zh-CN", masked: true));
    }

    private static FormField Field(string path) => (FormField)FormIndex.Of(SampleForm.Form).Find(FieldPath.Parse(path))!.Element;
}
