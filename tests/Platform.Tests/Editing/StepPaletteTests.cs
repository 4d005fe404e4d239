using Platform.Designer.Editors.Flows;
using Platform.Model.Flows;
using Platform.Server.Cases.Steps;
using Platform.Server.Flows.BuiltIn.Activities;

namespace Platform.Tests.Editing;

public sealed class StepPaletteTests
{
    private static readonly IReadOnlyList<StepDescription> Steps = new ActivityTypes(CaseSteps.All()).Steps;

    [Fact]
    public void Every_kind_stands_in_it_once_and_those_of_an_approval_first()
    {
        var groups = StepPalette.Of(Steps);
        var shown = groups.SelectMany(g => g.Steps).Select(s => s.Type).ToList();
        Assert.Equal(Steps.Select(s => s.Type).Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
        Assert.Equal(["Platform.Accept", "Platform.Supplement", "Platform.Review", "Platform.Decide", "Platform.SpecialProcedure", "Platform.Deliver", "Elsa.Finish"], groups[0].Steps.Select(s => s.Type));
        Assert.Equal([false, false, false, false, true], groups.Take(5).Select(g => g.IsRare));
        Assert.All(groups.Where(g => g.IsRare).SelectMany(g => g.Steps), s => Assert.StartsWith("Elsa.", s.Type, StringComparison.Ordinal));
    }

    [Fact]
    public void A_kind_of_a_plugin_is_not_folded_away()
    {
        var own = Steps[0] with { Type = "Plugin.Own" };
        Assert.Contains(own, Assert.Single(StepPalette.Of([.. Steps, own]), g => g.Key == "others").Steps);
    }

    [Theory]
    [InlineData("送达", "Platform.Deliver")]
    [InlineData(" fork", "Elsa.FlowFork")]
    [InlineData("Elsa.Cron", "Elsa.Cron")]
    public void A_search_finds_by_title_summary_or_type(string search, string type)
    {
        var found = StepPalette.Find(StepPalette.Of(Steps), search).SelectMany(g => g.Steps).ToList();
        Assert.Contains(found, s => s.Type == type);
        Assert.True(found.Count < Steps.Count);
    }

    [Fact]
    public void What_nobody_has_is_not_found() => Assert.Empty(StepPalette.Find(StepPalette.Of(Steps), "no such kind"));
}
