using Platform.Designer.Editors.Frame;
using Platform.Model;
using Platform.Model.Definitions;

namespace Platform.Tests.Editing;

/// <summary>Findings of a check at the lines of the text they are about.</summary>
public sealed class FindingMarksTests
{
    private const string Text = """
        {
          "key": "f",
          "title": { "zh-CN": "表" },
          "pages": [
            { "key": "p", "title": { "zh-CN": "页" } },
            {
              "key": "q",
              "title": { "zh-CN": "页二" },
              "limits": [1, 2]
            }
          ]
        }
        """;

    [Theory]
    [InlineData("title", 3, 3)]
    [InlineData("title.en", 3, 3)]
    [InlineData("pages[q].title", 8, 7)]
    [InlineData("pages[1].title", 8, 7)]
    [InlineData("pages[q]", 6, 5)]
    [InlineData("pages[q].limits[1]", 9, 18)]
    [InlineData("q", 6, 5)]
    [InlineData("q.title", 8, 7)]
    [InlineData("f.q", 6, 5)]
    [InlineData("pages[gone].title", 4, 3)]
    public void A_finding_is_marked_at_what_it_names_or_the_nearest_around_it(string field, int line, int column)
    {
        var mark = Assert.Single(Marks(Problem.Invalid("x.y", field)));
        Assert.Equal((line, column, true, "x.y"), (mark.Range.Line, mark.Range.Column, mark.IsError, mark.Words));
    }

    [Fact]
    public void A_finding_about_the_whole_has_no_line()
    {
        Assert.Empty(Marks(Problem.Invalid("x.y", null), Problem.Invalid("x.y", "nowhere"), Problem.Invalid("x.y", "[[")));
    }

    [Fact]
    public void A_step_is_found_by_its_id()
    {
        Assert.Equal(6, Assert.Single(Marks(Problem.Invalid("x.y", null, ("id", "q")))).Range.Line);
    }

    private static IReadOnlyList<Platform.Designer.Editors.Shapes.JsonMark> Marks(params Problem[] problems) =>
        FindingMarks.Of(Text, [.. problems.Select(p => new DefinitionFinding(p, Blocks: true))], f => f.Problem.Code);
}
