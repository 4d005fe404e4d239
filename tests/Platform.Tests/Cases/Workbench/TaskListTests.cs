using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Flows;
using Platform.Model.Localities;
using Platform.Server.Cases.Tasks;
using Platform.Server.Cases.Workbench;

namespace Platform.Tests.Cases.Workbench;

/// <summary>What the work list shows, without a browser.</summary>
public sealed class TaskListTests
{
    [Fact]
    public void A_filter_survives_its_address()
    {
        var filter = new TaskFilter
        {
            Scope = TaskFilter.Group,
            Item = "public-place-hygiene-permit",
            Kind = TaskKind.Decide,
            State = CaseState.InReview,
            DueBefore = new(2026, 3, 9),
            Area = LocalityCode.Parse("330110"),
            Number = "1133",
            Sort = TaskFilter.Opened,
        };
        Assert.Equal("/workbench?scope=group&item=public-place-hygiene-permit&kind=Decide&state=InReview&due=2026-03-09&area=330110&q=1133&sort=opened", filter.ToUrl());
        Assert.Equal(filter, TaskFilter.Of("group", "public-place-hygiene-permit", "Decide", "InReview", "2026-03-09", "1133", "opened", "330110"));
        Assert.Equal("/workbench?scope=group&sort=opened", filter.Unnarrowed.ToUrl());
        Assert.Equal(filter, TaskFilter.Of(filter.ToView()));
        Assert.Equal(new DateOnly(2026, 3, 10), filter.ToView().DueBefore);
        Assert.Equal(new TaskFilter { DueIn = "week" }, TaskFilter.Of(new TaskFilter { DueIn = "week" }.ToView()));
        Assert.Equal(new TaskFilter(), TaskFilter.Of(new TaskViewFilter(DueBefore: DateOnly.MinValue, Kind: TaskKind.Supplement)));
    }

    [Fact]
    public void What_an_address_says_wrongly_counts_as_not_said()
    {
        var filter = TaskFilter.Of("everything", " ", "Supplement", "Draft", "tomorrow", "", "size");
        Assert.Equal(new TaskFilter(), filter);
        Assert.False(filter.IsNarrowed);
        Assert.Equal("/workbench", filter.ToUrl());
    }

    [Fact]
    public void Due_by_a_day_includes_that_day() =>
        Assert.Equal(new DateOnly(2026, 3, 10), new TaskFilter { DueBefore = new(2026, 3, 9) }.ToQuery(null, 50, new(2026, 3, 1)).DueBefore);

    [Fact]
    public void The_last_of_all_days_is_a_day_like_others() =>
        Assert.Equal(DateOnly.MaxValue, new TaskFilter { DueBefore = DateOnly.MaxValue }.ToQuery(null, 50, new(2026, 3, 1)).DueBefore);

    [Theory]
    [InlineData("overdue", null, "2026-03-04")]
    [InlineData("today", "2026-03-04", "2026-03-05")]
    [InlineData("week", "2026-03-04", "2026-03-11")]
    public void Due_by_a_word_counts_from_today(string word, string? from, string before)
    {
        var filter = TaskFilter.Of("all", null, null, null, word, null, null);
        Assert.Equal(("/workbench?scope=all&due=" + word, true), (filter.ToUrl(), filter.IsNarrowed));
        var query = filter.ToQuery(null, 50, new(2026, 3, 4));
        Assert.Equal((from is null ? null : DateOnly.Parse(from, null), (DateOnly?)DateOnly.Parse(before, null)), (query.DueFrom, query.DueBefore));
    }

    [Fact]
    public void A_refresh_moves_no_row_and_counts_what_is_new()
    {
        var (a, b, c, d) = (Task(1), Task(2), Task(3), Task(4));
        var shown = TaskRows.Of(new([a, b, c], null));

        var after = shown.Refreshed(new([d, a with { Assignee = "王磊" }, c], null));

        Assert.Equal([a.Id, b.Id, c.Id], after.Rows.Select(r => r.Task.Id));
        Assert.Equal([false, true, false], after.Rows.Select(r => r.Gone));
        Assert.Equal("王磊", after.Rows[0].Task.Assignee);
        Assert.Equal(1, after.Waiting);
    }

    [Fact]
    public void Rows_beyond_what_was_asked_anew_are_not_called_gone()
    {
        var tasks = Enumerable.Range(1, 5).Select(Task).ToList();
        var shown = TaskRows.Of(new(tasks, null));
        var after = shown.Refreshed(new([tasks[0], tasks[2]], "more"));
        Assert.Equal([false, true, false, false, false], after.Rows.Select(r => r.Gone));
    }

    [Fact]
    public void A_task_just_claimed_stays_in_the_list_of_free_ones()
    {
        var task = Task(1);
        var claimed = TaskRows.Of(new([task], null)).With(task with { Mine = true });
        Assert.False(claimed.Refreshed(new([], null), keepMine: true).Rows[0].Gone);
        Assert.True(claimed.Refreshed(new([], null)).Rows[0].Gone);
    }

    [Fact]
    public void A_page_more_shows_nothing_twice()
    {
        var rows = TaskRows.Of(new([Task(1), Task(2)], "x")).More(new([Task(2), Task(3)], null));
        Assert.Equal([Id(1), Id(2), Id(3)], rows.Rows.Select(r => r.Task.Id));
        Assert.Null(rows.Next);
    }

    [Fact]
    public void Answers_asked_for_stand_in_the_address_and_in_a_saved_view()
    {
        var filter = new TaskFilter().WithItem("food").WithAnswer("b", "x:y & z").WithAnswer("a", " 1 ");
        Assert.Equal("/workbench?item=food&field=a%3A1&field=b%3Ax%3Ay%20%26%20z", filter.ToUrl());
        Assert.Equal(filter, TaskFilter.Of(null, "food", null, null, null, null, null, fields: ["b:x:y & z", "nonsense", "a:1"]));
        Assert.Equal(filter, TaskFilter.Of(filter.ToView()));
        Assert.Equal(["a:1", "b:x:y & z"], filter.ToView().Field!);
        Assert.Null(filter.ToView().Check());
        Assert.Equal([new("a", "1"), new("b", "x:y & z")], filter.ToQuery(null, 50, new(2026, 3, 2)).Fields!);
        Assert.True(filter.IsNarrowed);
        Assert.Equal("filter.field", new TaskViewFilter(Field: ["x"]).Check()!.Field);

        // Another item has another form; without an item there is none to ask of.
        Assert.Equal("", filter.WithItem("other").Fields);
        Assert.Equal("", TaskFilter.Of(null, null, null, null, null, null, null, fields: ["a:1"]).Fields);
        Assert.Null(filter.WithAnswer("a", null).AnswerOf("a"));
    }

    [Theory]
    [InlineData(null, ClockDue.None, "none", "due.none")]
    [InlineData(20, ClockDue.Green, "calm", "due.left(18)")]
    [InlineData(20, ClockDue.Yellow, "soon", "due.left(18)")]
    [InlineData(20, ClockDue.Red, "urgent", "due.left(18)")]
    [InlineData(3, ClockDue.Green, "soon", "due.tomorrow")]
    [InlineData(2, ClockDue.Green, "urgent", "due.today")]
    [InlineData(1, ClockDue.Overdue, "late", "due.late.one")]
    [InlineData(-3, ClockDue.Overdue, "late", "due.late(5)")]
    public void A_deadline_says_in_words_what_its_colour_says(int? dayOfMarch, ClockDue colour, string look, string text)
    {
        var today = new DateOnly(2026, 3, 2);
        DateOnly? due = dayOfMarch is { } day ? new DateOnly(2026, 2, 28).AddDays(day) : null;
        var words = DueWords.Of(due, colour, today, new KeyLocalizer());
        Assert.Equal((look, text), (words.Look, words.Text));
        Assert.Equal(due is null, words.Day is null);
        Assert.Equal(colour switch { ClockDue.Yellow => "due.warning.yellow", ClockDue.Red => "due.warning.red", _ => null }, words.Warning);
    }

    private static Guid Id(int n) => new(n, 0, 0, new byte[8]);

    private static TaskSummary Task(int n) => new(
        Id(n), $"C{n}", LocalizedText.Of("受理审查"), TaskKind.Accept, "item", LocalizedText.Of("事项"), "王*", CaseState.Received, "330110", "A", "acceptance-officer", null, false,
        new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero), null, ClockDue.None);
}
