using Platform.Designer.Ui.Forms;
using Platform.Model.Forms;
using Platform.Tests.Forms;

namespace Platform.Tests.Portal;

public sealed class PageActionTests
{
    private static readonly CompiledForm Form = SampleForm.Compiled;
    private static readonly Answers Two = Answers.Parse("""{"members":[{"name":"甲"},{"name":"乙","income":[{"source":"wage"}]}],"papers":["a","b"]}""");

    [Theory]
    [InlineData("add:members", "甲,乙,", "members[2]")]
    [InlineData("remove:members[0]", "乙", "members")]
    [InlineData("up:members[1]", "乙,甲", "members[0]")]
    [InlineData("down:members[0]", "乙,甲", "members[1]")]
    [InlineData("up:members[0]", "甲,乙", "members[0]")]
    public void Rows_come_go_and_move(string action, string names, string focus)
    {
        var done = PageAction.Apply(Form, Two, action)!;

        Assert.Equal(names, string.Join(',', Enumerable.Range(0, done.Answers.Count("members")).Select(i => done.Answers.Text($"members[{i}].name"))));
        Assert.Equal(focus, done.Focus);
    }

    [Fact]
    public void Rows_inside_rows_come_and_go()
    {
        Assert.Equal(2, PageAction.Apply(Form, Two, "add:members[1].income")!.Answers.Count("members[1].income"));
        Assert.Equal(0, PageAction.Apply(Form, Two, "remove:members[1].income[0]")!.Answers.Count("members[1].income"));
    }

    [Fact]
    public void A_file_is_taken_away_by_its_id()
    {
        Assert.Equal(1, PageAction.Apply(Form, Two, "unfile:papers:a")!.Answers.Count("papers"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("next")]
    [InlineData("remove:members[7]")]
    [InlineData("remove:members")]
    [InlineData("add:")]
    [InlineData("add:../x")]
    [InlineData("add:papers[0]")]
    public void What_names_nothing_does_nothing(string? action)
    {
        Assert.Null(PageAction.Apply(Form, Two, action));
    }

    [Fact]
    public void A_repeat_that_needs_an_item_is_shown_with_an_empty_one()
    {
        var page = Form.Form.Pages.First(p => p.Key == "household");
        var shown = PageAction.WithNeededItems(Form, page, Answers.Parse("""{"kind":"person"}"""));

        Assert.Equal(1, shown.Count("members"));
        Assert.Equal(2, PageAction.WithNeededItems(Form, page, Two.With("kind", "person")).Count("members"));
    }

    [Fact]
    public void Ids_tell_all_paths_apart_and_need_no_escaping()
    {
        string[] paths = ["members", "members[1]", "members[1].name", "members[11].name", "members[1].income[1].amount", "home", "home.detail"];

        var ids = paths.Select(FormNames.Id).ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[A-Za-z][A-Za-z0-9_-]*$", id));
    }

    [Fact]
    public void Only_answers_that_others_depend_on_ask_the_server()
    {
        Assert.True(FormNames.OthersDependOn(Form, "kind"));
        Assert.True(FormNames.OthersDependOn(Form, "members[3].income[0].amount"));
        Assert.False(FormNames.OthersDependOn(Form, "email"));
    }
}
