using Platform.Model.Flows;
using Platform.Server.Cases.Tasks;

namespace Platform.Server.Cases.Workbench;

/// <summary>How several tasks can be finished together. Pure.</summary>
internal static class BulkOffer
{
    private const TaskParts OpinionAtMost = TaskParts.Opinion | TaskParts.Gap;

    /// <summary>
    /// The outcomes that every task offers and that ask for nothing but an opinion, in the order of the first task. One that needs an opinion for any of
    /// them needs it for all, and one that is dangerous for any is shown as such.
    /// </summary>
    public static IReadOnlyList<TaskOutcome> OutcomesOf(IReadOnlyList<TaskResource> tasks) => tasks is []
        ? []
        : [.. tasks[0].Outcomes.Select(o => tasks.Select(t => Plain(t, o.Key)).ToList()).Where(same => !same.Contains(null)).Select(same => same[0]! with
        {
            OpinionRequired = same.Exists(o => o!.OpinionRequired),
            Style = same.Find(o => o!.Style == "danger")?.Style ?? same[0]!.Style,
        })];

    private static TaskOutcome? Plain(TaskResource task, string outcome) =>
        (TaskForm.PartsOf(task.Kind, outcome) & ~OpinionAtMost) == TaskParts.None ? task.Outcomes.FirstOrDefault(o => o.Key == outcome) : null;
}
