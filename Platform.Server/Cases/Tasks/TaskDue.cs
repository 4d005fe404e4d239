namespace Platform.Server.Cases.Tasks;

/// <summary>The day by which a task is ordered in the work list.</summary>
internal static class TaskDue
{
    /// <summary>Of tasks without a deadline: after every real one.</summary>
    public static DateOnly Never { get; } = new(9999, 12, 31);

    /// <summary>The earlier of the step's own deadline and the case's.</summary>
    public static DateOnly Of(CaseTask task, CaseFile file)
    {
        var (own, whole) = (task.DueOn ?? Never, file.DueOn ?? Never);
        return own < whole ? own : whole;
    }
}
