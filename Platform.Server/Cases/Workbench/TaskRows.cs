using System.Collections.Immutable;
using Platform.Server.Cases.Tasks;

namespace Platform.Server.Cases.Workbench;

/// <param name="Gone">Nobody has to do it any more, or it left this list; it keeps its place until the person asks for the list anew.</param>
internal sealed record ShownTask(TaskSummary Task, bool Gone = false);

/// <summary>The rows somebody looks at. A refresh behind their back changes words in a row but never moves one: nothing jumps under the pointer.</summary>
/// <param name="Rows">In the order in which they were shown.</param>
/// <param name="Next">Cursor of what follows, null at the end.</param>
/// <param name="Waiting">Tasks that have come since and are not shown yet.</param>
internal sealed record TaskRows(ImmutableList<ShownTask> Rows, string? Next, int Waiting = 0)
{
    public static TaskRows Of(TaskPage page) => new([.. page.Items.Select(t => new ShownTask(t))], page.Next);

    /// <summary>The next page below what is shown; a task that moved between the pages is shown once.</summary>
    public TaskRows More(TaskPage page) =>
        this with { Rows = Rows.AddRange(page.Items.Where(t => !Rows.Exists(r => r.Task.Id == t.Id)).Select(t => new ShownTask(t))), Next = page.Next };

    /// <summary>Takes over what is the case now.</summary>
    /// <param name="fresh">The list from its beginning, as many tasks as are shown or fewer.</param>
    /// <param name="keepMine">In a list of free tasks, what the person just claimed stays in sight.</param>
    public TaskRows Refreshed(TaskPage fresh, bool keepMine = false)
    {
        var now = fresh.Items.ToDictionary(t => t.Id);
        // A task beyond the end of what was asked anew may still be there: only the part that was read is judged.
        var known = fresh.Next is null ? Rows.Count : Math.Min(Rows.Count, fresh.Items.Count);
        return this with
        {
            Rows = [.. Rows.Select((row, place) => now.TryGetValue(row.Task.Id, out var task) ? new ShownTask(task) : place < known && !(keepMine && row.Task.Mine) ? row with { Gone = true } : row)],
            Waiting = fresh.Items.Count(t => !Rows.Exists(r => r.Task.Id == t.Id)),
        };
    }

    public TaskRows With(TaskSummary task) => this with { Rows = [.. Rows.Select(r => r.Task.Id == task.Id ? new ShownTask(task) : r)] };
}
