using Platform.Model.Forms;

namespace Platform.Tests.Forms;

public sealed class FormPostTests
{
    [Fact]
    public void Posted_fields_become_typed_answers()
    {
        var answers = FormPost.Apply(SampleForm.Form, null, Answers.Empty,
        [
            new("applicantName", "张伟"), new("home.division", "330110005"), new("home.detail", "1号"), new("promise", "on"), new("area", "１,088.5"),
            new("needs", "food"), new("needs", "other"), new("papers", "f1"), new("email", ""), new("__RequestVerificationToken", "secret"), new("intro", "x"),
            new("members[4].name", "b"), new("members[4].income[9].amount", "5"), new("members[1].name", "a"), new("members[1].born", ""),
        ]);

        Assert.Equal(
            """{"applicantName":"张伟","home":{"division":"330110005","detail":"1号"},"members":[{"name":"a"},{"name":"b","income":[{"amount":"5"}]}],"needs":["food","other"],"area":1088.5,"papers":["f1"],"promise":true}""",
            answers.ToString());
    }

    [Fact]
    public void What_is_no_number_stays_for_validation_to_name()
    {
        var answers = FormPost.Apply(SampleForm.Form, null, Answers.Empty, [new("area", "wide"), new("promise", "maybe")]);

        Assert.Equal("""{"area":"wide","promise":"maybe"}""", answers.ToString());
    }

    [Fact]
    public void Posting_a_page_replaces_its_answers_and_leaves_the_others()
    {
        var page = SampleForm.Form.Pages.Single(p => p.Key == "rest");

        var answers = FormPost.Apply(SampleForm.Form, page, SampleForm.Right, [new("area", "5"), new("applicantName", "forged")]);

        Assert.Equal(5m, answers.Number("area"));
        Assert.Equal("张伟", answers.Text("applicantName"));
        Assert.All(["needs", "promise", "plate"], path => Assert.Null(answers.Get(path)));
    }

    [Fact]
    public void A_row_of_blanks_is_still_a_row()
    {
        var page = SampleForm.Form.Pages.Single(p => p.Key == "household");

        Assert.Equal("""{"members":[{}]}""", FormPost.Apply(SampleForm.Form, page, Answers.Empty, [new("members[0].name", "")]).ToString());
    }
}
