using System.Text.Json;
using Platform.Designer.Editors.Templates;
using Platform.Model.Cases;
using Platform.Server.Hosting;

namespace Platform.Tests.Editing;

public sealed class TemplateInsertTests
{
    private static readonly SampleVariable[] Variables =
    [
        new("case.number", "330110-2026-000001", false, null), new("data.acceptedOn", "2026-03-05", false, null), new("materials", "× 2", true, null), new("data.reasons", "× 1", true, null),
    ];

    [Fact]
    public void Whatever_a_tool_puts_in_can_be_read()
    {
        var inserts = Variables.SelectMany(v => new[] { TemplateInsert.Of(v, isPaper: true), TemplateInsert.Of(v, isPaper: false), TemplateInsert.OnlyIf(v) }).Concat(TemplateInsert.OfPaper.Select(p => p.Insert));
        Assert.All(inserts, i => Assert.Null(Liquid.Check(i.Before + "x" + i.After)));
    }

    [Fact]
    public void Days_are_written_as_in_papers_and_lists_entry_by_entry()
    {
        Assert.Equal("{{ case.number }}", TemplateInsert.Of(Variables[0], isPaper: true).Before);
        Assert.Equal("{{ data.acceptedOn | zh_date }}", TemplateInsert.Of(Variables[1], isPaper: true).Before);
        Assert.Contains("<li>{{ material.name }}</li>", TemplateInsert.Of(Variables[2], isPaper: true).Before, StringComparison.Ordinal);
        Assert.DoesNotContain("<", TemplateInsert.Of(Variables[2], isPaper: false).Before, StringComparison.Ordinal);
        Assert.Contains("、", TemplateInsert.Of(Variables[2], isPaper: false).Before, StringComparison.Ordinal);
        Assert.Contains("{% unless forloop.last %}, {% endunless %}", TemplateInsert.Of(Variables[2], isPaper: false, "en").Before, StringComparison.Ordinal);
        Assert.Equal("{% if materials.size > 0 %}", TemplateInsert.OnlyIf(Variables[2]).Before);
    }

    [Theory]
    [InlineData("""{"phone":"12345"}""", true)]
    [InlineData("""{"phone":0}""", true)]
    [InlineData("""{"phone":""}""", false)]
    [InlineData("""{"phone":"  "}""", false)]
    [InlineData("""{"phone":null}""", false)]
    [InlineData("""{}""", false)]
    public void What_is_said_only_if_there_is_something_is_not_said_of_an_empty_text(string item, bool said)
    {
        var insert = TemplateInsert.OnlyIf(new SampleVariable("item.phone", "12345", false, null));
        Assert.Equal(said ? "电话" : "", new Liquid().RenderText($"{insert.Before}电话{insert.After}", "zh-CN", JsonElement.Parse($$"""{"item":{{item}}}""")));
    }
}
