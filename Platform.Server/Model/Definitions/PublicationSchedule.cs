using Platform.Model.Localities;

namespace Platform.Model.Definitions;

public enum ScheduleStage
{
    Waiting,
    /// <summary>All of it came into force.</summary>
    Done,
    /// <summary>Its time came, and nothing of it came into force; until somebody has seen to it.</summary>
    Failed,
    Cancelled,
}

/// <summary>A draft exactly as it was looked at.</summary>
public sealed record ScheduledDraft(DefinitionName Name, int Version, string ETag);

/// <summary>Drafts that come into force together at a time, or not at all.</summary>
/// <param name="By">Account of whoever scheduled it and counts as publisher; null for a channel.</param>
/// <param name="Problems">Why it failed; empty otherwise.</param>
public sealed record PublicationSchedule(
    Guid Id,
    LocalityCode Owner,
    DateTimeOffset From,
    ScheduleStage Stage,
    Guid? By,
    string ByName,
    DateTimeOffset MadeAt,
    IReadOnlyList<ScheduledDraft> Drafts,
    IReadOnlyList<Problem> Problems)
{
    /// <summary>The draft of a definition in it, or null.</summary>
    public ScheduledDraft? Of(DefinitionName name) => Drafts.FirstOrDefault(d => d.Name == name);
}

/// <summary>Which schedules are possible and which still hold.</summary>
public static class ScheduleRules
{
    public const int MostDays = 730;

    /// <summary>Null, or <c>schedule.past</c> or <c>schedule.far</c>.</summary>
    public static Problem? CheckTime(DateTimeOffset from, DateTimeOffset now) =>
        from <= now ? Problem.Invalid("schedule.past", "from", ("value", from))
        : from > now.AddDays(MostDays) ? Problem.Invalid("schedule.far", "from", ("value", from), ("expected", MostDays))
        : null;

    /// <summary>What is no longer as it was looked at: edited since, or no draft any more. It will not come into force.</summary>
    public static IReadOnlyList<DefinitionName> Changed(PublicationSchedule schedule, IEnumerable<Definition> drafts)
    {
        var present = drafts.ToDictionary(d => new DefinitionName(d.Id.Kind, d.Id.Key, d.Id.Owner));
        return [.. schedule.Drafts.Where(d => !present.TryGetValue(d.Name, out var draft) || draft.Id.Version != d.Version || draft.ETag != d.ETag).Select(d => d.Name)];
    }

    /// <summary>Whether one means the same as the other: told twice, it is done once.</summary>
    public static bool AreSame(PublicationSchedule one, PublicationSchedule other) =>
        one.From == other.From && one.By == other.By && one.Drafts.Count == other.Drafts.Count && one.Drafts.All(other.Drafts.Contains);
}
