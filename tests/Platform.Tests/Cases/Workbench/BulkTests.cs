using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Flows;
using Platform.Server.Cases.Tasks;
using Platform.Server.Cases.Workbench;

namespace Platform.Tests.Cases.Workbench;

/// <summary>Several tasks at once, without a browser.</summary>
public sealed class BulkTests
{
    [Fact]
    public void Only_outcomes_of_all_that_need_nothing_but_an_opinion_are_offered()
    {
        Assert.Equal(["Accept"], Keys(Task(TaskKind.Accept, "Accept", "Supplement", "Refuse", "NotRequired")));
        Assert.Equal(["Pass", "SendBack"], Keys(Task(TaskKind.Review, "Pass", "SendBack"), Task(TaskKind.Review, "Reject", "SendBack", "Pass")));
        Assert.Equal(["SendBack"], Keys(Task(TaskKind.Decide, "Grant", "Deny", "SendBack"), Task(TaskKind.Review, "Pass", "SendBack")));
        Assert.Empty(Keys(Task(TaskKind.Deliver, "Delivered")));
        Assert.Empty(Keys(Task(TaskKind.Accept, "Accept"), Task(TaskKind.Review, "Pass")));
        // Somebody else's task offers nothing.
        Assert.Empty(Keys(Task(TaskKind.Review, "Pass"), Task(TaskKind.Review)));
        Assert.Empty(Keys());
    }

    [Fact]
    public void An_outcome_that_needs_an_opinion_for_one_needs_it_for_all()
    {
        var (free, strict) = (Task(TaskKind.Review, "Pass"), Task(TaskKind.Review, "Pass"));
        strict = strict with { Outcomes = [strict.Outcomes[0] with { OpinionRequired = true, Style = "danger" }] };
        foreach (var tasks in new[] { new[] { free, strict }, [strict, free] })
        {
            var outcome = Assert.Single(BulkOffer.OutcomesOf(tasks));
            Assert.Equal((true, "danger"), (outcome.OpinionRequired, outcome.Style));
        }
    }

    [Fact]
    public void A_selection_counts_what_can_still_be_done_in_the_order_of_the_list()
    {
        var rows = TaskRows.Of(new([Line(1), Line(2), Line(3) with { Role = null }, Line(4)], null));
        var all = TaskSelection.All(rows);
        Assert.Equal([Id(1), Id(2), Id(4)], all.In(rows).Select(t => t.Id));
        Assert.Equal([Id(1), Id(4)], TaskSelection.None.Set(Id(4), true).Set(Id(1), true).Set(Id(2), true).Set(Id(2), false).In(rows).Select(t => t.Id));

        var later = rows.Refreshed(new([Line(2), Line(4)], null));
        Assert.Equal([Id(2), Id(4)], all.In(later).Select(t => t.Id));
    }

    private static IReadOnlyList<string> Keys(params TaskResource[] tasks) => [.. BulkOffer.OutcomesOf(tasks).Select(o => o.Key)];

    private static Guid Id(int n) => new(n, 0, 0, new byte[8]);

    private static TaskResource Task(TaskKind kind, params string[] outcomes) => new(
        Id(1), "C1", 1, LocalizedText.Of("任务"), kind, "step", "open", CaseState.InReview, "reviewer", "A", null, null, false,
        [.. outcomes.Select(o => new TaskOutcome(o, LocalizedText.Of(o), "normal", false))], new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero), null, ClockDue.None, null, LocalizedText.Of("事项"));

    private static TaskSummary Line(int n) => new(
        Id(n), $"C{n}", LocalizedText.Of("受理审查"), TaskKind.Accept, "item", LocalizedText.Of("事项"), "王*", CaseState.Received, "330110", "A", "acceptance-officer", null, false,
        new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero), null, ClockDue.None);
}
