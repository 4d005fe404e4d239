using Microsoft.Extensions.Primitives;
using Platform.Designer.Ui.Forms;
using Platform.Model.Forms;
using Platform.Tests.Forms;

namespace Platform.Tests.Portal;

public sealed class PostedAnswersTests
{
    private static readonly CompiledForm Form = SampleForm.Compiled;

    [Fact]
    public void What_the_page_did_not_show_keeps_its_answer()
    {
        var before = Answers.Parse("""{"applicantName":"王芳","members":[{"name":"王小明","born":"2015-01-02"}]}""");

        var after = Read("applicant", before, ("a.phone", "13800001234"));

        Assert.Equal("王芳", after.Text("applicantName"));
        Assert.Equal("13800001234", after.Text("phone"));
        Assert.Equal("王小明", after.Text("members[0].name"));
    }

    [Fact]
    public void A_box_that_was_shown_and_not_ticked_takes_the_answer_away()
    {
        var before = Answers.Parse("""{"needs":["food","care"]}""");

        Assert.Equal(["care"], List(Read("rest", before, ("a.needs", ""), ("a.needs", "care")), "needs"));
        Assert.Null(Read("rest", before, ("a.needs", "")).Get("needs"));
    }

    [Fact]
    public void A_blank_text_takes_the_answer_away()
    {
        Assert.Null(Read("applicant", Answers.Parse("""{"email":"a@example.com"}"""), ("a.email", "")).Get("email"));
    }

    [Fact]
    public void One_marked_field_of_a_row_leaves_the_others_alone()
    {
        var before = Answers.Parse("""{"members":[{"name":"王小明","born":"2015-01-02"},{"name":"王小红","born":"2017-01-02"}]}""");

        var after = Read(null, before, ("a.members[1].born", "2016-05-06"));

        Assert.Equal("2015-01-02", after.Text("members[0].born"));
        Assert.Equal("王小红", after.Text("members[1].name"));
        Assert.Equal("2016-05-06", after.Text("members[1].born"));
    }

    [Fact]
    public void A_row_whose_fields_are_blank_stays_a_row()
    {
        var after = Read("household", Answers.Empty, ("a.members[0].name", "王小明"), ("a.members[1].name", ""));

        Assert.Equal(2, after.Count("members"));
    }

    [Fact]
    public void Names_that_are_no_fields_are_passed_over()
    {
        var after = Read("applicant", Answers.Empty, ("a.__proto__", "x"), ("a.members[99999999].name", "x"), ("do", "next"), ("a.", "x"), ("a.applicantName", "王芳"));

        Assert.Equal("""{"applicantName":"王芳"}""", after.ToString());
    }

    [Fact]
    public void Two_hundred_rows_are_read()
    {
        var posted = Enumerable.Range(0, 200).SelectMany(i => new[] { ($"a.members[{i}].name", $"成员{i}"), ($"a.members[{i}].born", "2015-01-02") }).ToArray();

        var after = Read("household", Answers.Empty, posted);

        Assert.Equal(200, after.Count("members"));
        Assert.Equal("成员199", after.Text("members[199].name"));
    }

    private static Answers Read(string? page, Answers before, params (string Name, string Value)[] posted) =>
        PostedAnswers.Read(Form, page is null ? null : Form.Form.Pages.First(p => p.Key == page), before,
            posted.GroupBy(p => p.Name).Select(g => KeyValuePair.Create(g.Key, new StringValues([.. g.Select(v => v.Value)]))));

    private static IEnumerable<string?> List(Answers answers, string path) => answers.Get(path)!.AsArray().Select(i => i?.GetValue<string>());
}
