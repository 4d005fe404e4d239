using System.Collections.Immutable;
using Platform.Server.Cases.Tasks;

namespace Platform.Server.Cases.Workbench;

/// <summary>Which tasks of the work list somebody has ticked. What is finished meanwhile no longer counts.</summary>
internal sealed class TaskSelection(ImmutableHashSet<Guid> ids)
{
    public static TaskSelection None { get; } = new([]);

    /// <summary>Whether the row can be ticked: an open task of an office.</summary>
    public static bool Offers(ShownTask row) => !row.Gone && row.Task.Role is not null;

    public bool Has(Guid task) => ids.Contains(task);

    public TaskSelection Set(Guid task, bool on) => new(on ? ids.Add(task) : ids.Remove(task));

    /// <summary>Every row shown that can be ticked.</summary>
    public static TaskSelection All(TaskRows rows) => new([.. rows.Rows.Where(Offers).Select(r => r.Task.Id)]);

    /// <summary>The ticked tasks, in the order of the list.</summary>
    public IReadOnlyList<TaskSummary> In(TaskRows rows) => [.. rows.Rows.Where(r => Offers(r) && Has(r.Task.Id)).Select(r => r.Task)];
}
