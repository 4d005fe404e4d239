using System.Globalization;
using Platform.Designer.Editors.Decisions;
using Platform.Designer.Editors.Forms;
using Platform.Model.Decisions;
using Platform.Model.Definitions;
using Platform.Model.Localities;

namespace Platform.Tests.Editing;

/// <summary>What the columns of a decision table are offered to read.</summary>
public sealed class TableFactsTests
{
    private static readonly LocalityCode Here = LocalityCode.Parse("330110");
    private static readonly LocalityCode Elsewhere = LocalityCode.Parse("330106");

    [Fact]
    public async Task A_path_that_several_forms_ask_is_there_once_with_what_they_agree_on()
    {
        var facts = await ReadAsync(
            Form("one", Here, """{"type":"choice","key":"kind","label":{"en":"Kind"},"options":[{"value":"a","label":{"en":"A"}},{"value":"b","label":{"en":"B"}}]}""", """{"type":"integer","key":"area","label":{"en":"Area"}}"""),
            Form("two", Here, """{"type":"choice","key":"kind","label":{"en":"Kind"},"options":[{"value":"b","label":{"en":"Bee"}},{"value":"c","label":{"en":"C"}}]}""", """{"type":"date","key":"area","label":{"en":"Since"}}"""));
        Assert.Equal(["answers.kind", "answers.area"], facts.All.Select(f => f.Path));
        var (kind, area) = (facts.Find("answers.kind")!, facts.Find("answers.area")!);
        Assert.Equal(["one", "two"], kind.Sources);
        Assert.Equal(DecisionType.Text, kind.Type);
        Assert.Equal("Kind", kind.Title);
        Assert.Equal("""{"en":"Kind"}""", kind.Label!.ToJsonString());
        Assert.Equal(["a {\"en\":\"A\"}", "b ", "c {\"en\":\"C\"}"], kind.Options.Select(o => $"{o.Value} {o.Label?.ToJsonString()}"));
        Assert.Null(area.Type);
        Assert.Equal("Area / Since", area.Title);
        Assert.Null(area.Label);
    }

    [Fact]
    public async Task Forms_of_other_places_leave_room_for_those_of_the_place()
    {
        var others = Enumerable.Range(0, 250).Select(i => Form(string.Create(CultureInfo.InvariantCulture, $"a{i}"), Elsewhere, """{"type":"text","key":"theirs","label":{"en":"Theirs"}}"""));
        var facts = await ReadAsync([.. others, Form("z", Here, """{"type":"text","key":"ours","label":{"en":"Ours"}}""")]);
        Assert.Equal(["answers.ours"], facts.All.Select(f => f.Path));
    }

    private static ValueTask<TableFacts> ReadAsync(params Definition[] forms) =>
        TableFacts.ReadAsync(new SupposedDefinitions(NoDefinitions.Instance, forms), QuestionLibrary.None, Here, CancellationToken.None);

    private static Definition Form(string key, LocalityCode owner, params string[] fields) =>
        new(new(DefinitionKind.Form, key, owner, 1), DefinitionState.Active, $$"""{"key":"{{key}}","title":{"en":"{{key}}"},"pages":[{"sections":[{"elements":[{{string.Join(',', fields)}}]}]}]}""", "", default, "test", null);
}
