using System.Text.Json;
using Platform.Model;
using Platform.Model.Forms;

namespace Platform.Tests.Forms;

public sealed class AnswerSheetTests
{
    private static readonly CompiledForm Form = CompiledForm.Compile(JsonSerializer.Deserialize<Form>(
        """
        {
          "key": "f", "title": { "zh-CN": "表", "en": "Form" },
          "pages": [{ "key": "p", "title": { "zh-CN": "页", "en": "Page" }, "sections": [
            { "key": "who", "title": { "zh-CN": "申请人", "en": "Applicant" }, "elements": [
              { "key": "name", "type": "personName", "label": { "zh-CN": "姓名", "en": "Name" }, "mask": "name" },
              { "key": "note", "type": "text", "label": { "zh-CN": "备注", "en": "Note" } },
              { "key": "staff", "type": "repeat", "label": { "zh-CN": "员工", "en": "Staff" }, "itemLabel": { "zh-CN": "人员", "en": "Person" }, "elements": [
                { "key": "post", "type": "choice", "label": { "zh-CN": "岗位", "en": "Post" }, "options": [{ "value": "s", "label": { "zh-CN": "服务", "en": "Service" } }] }] }] },
            { "key": "empty", "title": { "zh-CN": "空", "en": "Empty" }, "elements": [
              { "key": "nothing", "type": "text", "label": { "zh-CN": "无", "en": "Nothing" } }] }] }]
        }
        """,
        ModelJson.Options)!);

    [Fact]
    public void Answers_stand_under_their_headings_and_empty_ones_are_left_out()
    {
        var sheet = AnswerSheet.Of(Form, Answers.Parse("""{"name":"王小明","staff":[{"post":"s"},{"post":"s"}]}"""), "zh-CN");
        var section = Assert.Single(sheet);
        Assert.Equal("申请人", section.Title);
        Assert.Equal([new("姓名", "王小明"), new("人员 1 · 岗位", "服务"), new("人员 2 · 岗位", "服务")], section.Fields);
    }

    [Fact]
    public void Personal_answers_can_be_masked_and_labels_follow_the_language()
    {
        var field = AnswerSheet.Of(Form, Answers.Parse("""{"name":"王小明"}"""), "en", masked: true)[0].Fields[0];
        Assert.Equal(new AnswerSheetField("Name", "王**"), field);
    }
}
