using System.Collections.Immutable;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Clocks;
using Platform.Model.Flows;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Server.Cases.Journal;
using Platform.Server.Cases.Search;
using Platform.Server.Hosting.Repetition;

namespace Platform.Server.Cases;

/// <summary>
/// A decided command as rows. Everything that can be written down before the transaction is: the writer is one for all cases, and what it does not have
/// to do, the others need not wait for. Only the number of a new case is missing, so nothing here contains it.
/// </summary>
internal sealed record CaseRecord
{
    /// <summary>The case after the command.</summary>
    public required CaseFile File { get; init; }

    public required bool Filing { get; init; }

    public required RequestKey? Key { get; init; }

    /// <summary>JSON of <see cref="File"/>, sealed.</summary>
    public required byte[] Sealed { get; init; }

    /// <summary>The content sealed, when this command changed it.</summary>
    public required byte[]? Content { get; init; }

    public required IReadOnlyList<Guid> NewFiles { get; init; }

    /// <summary>JSON of the <see cref="CaseSummaryLine"/>, when this command changed anything that lists show of the case.</summary>
    public required string? Summary { get; init; }

    /// <summary>Version of the flow the case runs on, when <see cref="Summary"/> is there.</summary>
    public required string? Flow { get; init; }

    /// <summary>Words the case is found by since this command, and those it no longer is.</summary>
    public required IReadOnlyCollection<long> NewWords { get; init; }

    public required IReadOnlyCollection<long> WordsGone { get; init; }

    /// <summary>Rows as they are stored, and their payloads in plain: JSON in UTF-8.</summary>
    public required IReadOnlyList<(JournalRow Row, byte[] Payload)> Events { get; init; }

    /// <summary>Open tasks that are new or changed, or whose case shows another state or deadline in the work list.</summary>
    public required IReadOnlyList<(CaseTask Task, bool IsNew, string Body)> Tasks { get; init; }

    public required IReadOnlyList<Guid> Closed { get; init; }

    /// <summary>Finished tasks that are open again, all of them new ones of <see cref="Tasks"/>.</summary>
    public IReadOnlyList<Guid> Reopened { get; init; } = [];

    public required IReadOnlyList<CaseTimer> NewTimers { get; init; }

    /// <summary>Timers that are due at another time than before.</summary>
    public required IReadOnlyList<CaseTimer> TimersMoved { get; init; }

    public required IReadOnlyList<CaseTimer> TimersGone { get; init; }

    public required IReadOnlyList<EventWait> NewWaits { get; init; }

    public required IReadOnlyList<EventWait> WaitsGone { get; init; }

    /// <summary>Whether the case now stands on the list of overdue ones (true) or no longer does; null = as before.</summary>
    public required bool? Overdue { get; init; }

    /// <summary>Made from the numbered case: within the transaction for a new one, before it for all others.</summary>
    public required Func<CaseFile, IEnumerable<object>> Effects { get; init; }

    public static CaseRecord Of(CaseFile before, CaseChange change, PublishedItem item, IPersonalData personal)
    {
        var file = change.Next with { Version = before.Version + 1 };
        byte[]? content = null;
        if (!ReferenceEquals(before.Content, file.Content))
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(file.Content, ModelJson.Terse);
            file = file with { AnswersRevision = before.AnswersRevision + 1, AnswersDigest = CaseJournal.Digest(json) };
            content = personal.Seal(json);
        }

        var events = new List<(JournalRow Row, byte[] Payload)>(change.Events.Count);
        foreach (var draft in change.Events)
        {
            var payload = JsonSerializer.SerializeToUtf8Bytes(draft.Payload, draft.Payload.GetType(), ModelJson.Options);
            var row = CaseJournal.Chain(file, draft, personal.Protect(payload), change.Command.Actor, change.OnBehalfOf, change.Command.Channel);
            events.Add((row, payload));
            file = file with { LastSeq = row.Seq, LastHash = row.Hash };
        }

        var (words, gone) = content is null ? ([], []) : Words(before.Content, file.Content, item, personal);
        var moved = before.ItemVersionId != file.ItemVersionId;
        var listed = before.Version == 0 || before.State != file.State || before.DueOn != file.DueOn || before.Warnings != file.Warnings;
        var summary = listed || moved || CaseSummaryLine.Of(before) != CaseSummaryLine.Of(file) ? CaseSummaryLine.Of(file).ToJson() : null;
        return new()
        {
            File = file,
            Filing = before.Version == 0,
            Key = before.Version == 0 ? change.Command.Key : null,
            Sealed = CaseStateJson.Write(file, personal.Seal),
            Content = content,
            NewFiles = content is null ? [] : [.. file.Content.Files.Except(before.Content.Files)],
            Summary = summary,
            Flow = summary is null ? null : change.Item.FlowId.ToString(),
            NewWords = words,
            WordsGone = gone,
            Events = events,
            Tasks = [.. file.Tasks.Select(t => (Now: t, Old: before.FindTask(t.Id))).Where(t => listed || !ReferenceEquals(t.Now, t.Old)).Select(t => (t.Now, t.Old is null, BodyOf(t.Now, file)))],
            Closed = change.Closed,
            Reopened = change.Reopened,
            NewTimers = [.. file.Timers.Where(t => !before.Timers.Exists(b => b.Id == t.Id))],
            TimersMoved = [.. file.Timers.Where(t => before.Timers.Exists(b => b.Id == t.Id && b.DueAt != t.DueAt))],
            TimersGone = [.. before.Timers.Where(b => !file.Timers.Exists(t => t.Id == b.Id))],
            NewWaits = [.. Waits(file).Except(Waits(before))],
            WaitsGone = [.. Waits(before).Except(Waits(file))],
            Overdue = before.IsOverdue == file.IsOverdue ? null : file.IsOverdue,
            Effects = EffectsOf(change, file),
        };
    }

    private static ImmutableList<EventWait> Waits(CaseFile file) => file.Awaits ?? [];

    private static Func<CaseFile, IEnumerable<object>> EffectsOf(CaseChange change, CaseFile file)
    {
        if (file.Number.Length == 0)
        {
            return numbered => change.Effects.Select(make => make(numbered));
        }

        object[] made = [.. change.Effects.Select(make => make(file))];
        return _ => made;
    }

    private static (IReadOnlyCollection<long> New, IReadOnlyCollection<long> Gone) Words(CaseContent before, CaseContent after, PublishedItem item, IPersonalData personal)
    {
        var (old, now) = (CaseWords.Of(before, item.Form, personal), CaseWords.Of(after, item.Form, personal));
        return (now.Except(old), old.Except(now));
    }

    private static string BodyOf(CaseTask task, CaseFile file) =>
        JsonSerializer.Serialize(new CaseTaskBody(task.Title, task.AssigneeName, file.ItemName, Masks.Apply(Mask.Name, file.Content.Applicant.Name), CaseClocks.DueOf(task, file).Warnings), ModelJson.Options);
}

/// <summary>What lists show of a task beside its columns.</summary>
/// <param name="Applicant">Masked.</param>
/// <param name="Warnings">From when on the day the task is ordered by is pressing.</param>
internal sealed record CaseTaskBody(LocalizedText Title, string? AssigneeName, LocalizedText ItemName, string Applicant, WarningDays? Warnings = null);
