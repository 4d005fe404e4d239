using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Clocks;
using Platform.Model.Items;
using Platform.Server.Cases.Calendars;
using Platform.Server.Cases.Journal;

namespace Platform.Server.Cases.Portal;

/// <summary>What an applicant is told of the journal: milestones, clocks and the decision.</summary>
internal static class CaseTimeline
{
    private static readonly Dictionary<string, Milestone> Milestones = new(StringComparer.Ordinal)
    {
        ["submitted"] = Milestone.Submitted,
        ["received"] = Milestone.Received,
        ["not-required"] = Milestone.NotRequired,
        ["acceptance-refused"] = Milestone.AcceptanceRefused,
        ["supplement-requested"] = Milestone.SupplementAsked,
        ["supplied"] = Milestone.Supplemented,
        ["accepted"] = Milestone.Accepted,
        ["deemed-accepted"] = Milestone.DeemedAccepted,
        ["suspended"] = Milestone.Suspended,
        ["resumed"] = Milestone.Resumed,
        ["extended"] = Milestone.Extended,
        ["completed"] = Milestone.Completed,
        ["delivered"] = Milestone.Delivered,
        ["withdrawn"] = Milestone.Withdrawn,
        ["terminated"] = Milestone.Terminated,
        ["supplement-overdue"] = Milestone.Terminated,
        ["forwarded-up"] = Milestone.ForwardedUp,
        ["annulled"] = Milestone.Annulled,
    };

    /// <summary>Clocks in the order in which their days matter to the applicant.</summary>
    private static readonly string[] ByWeight = ["supplement", "promised", "notice", "delivery", "statutory"];

    public static TimelineEntry? Of(JournalRow row)
    {
        if (row.Name == MoveToCalendar.EventName)
        {
            return Moved(row) is { } days ? new(row.At, Milestone.Recounted, days) : null;
        }

        if (row.Name == DecisionEntry.Public)
        {
            return DecisionEntry.ReasonsIn(JsonNode.Parse(row.Payload)) is { } reasons ? new(row.At, Milestone.Explained, reasons) : null;
        }

        if (!row.Name.StartsWith("case.", StringComparison.Ordinal))
        {
            return null;
        }

        var transition = JsonNode.Parse(row.Payload)?["transition"];
        var name = row.Name["case.".Length..];
        Milestone? milestone = name == "decided"
            ? transition?["outcome"]?.GetValue<string>() == "deny" ? Milestone.Denied : Milestone.Granted
            : Milestones.TryGetValue(name, out var known) ? known : null;
        return milestone is { } what ? new(row.At, what, transition?["reason"]?.GetValue<string>()) : null;
    }

    /// <summary>The old and the new day of the deadline that matters most to the applicant, or null when only others moved.</summary>
    private static string? Moved(JournalRow row)
    {
        var changes = JsonNode.Parse(row.Payload)?["changes"]?.AsArray() ?? [];
        var change = ByWeight.Select(kind => changes.FirstOrDefault(c => c?["kind"]?.GetValue<string>() == kind)).FirstOrDefault(c => c is not null);
        var (old, now) = (change?["old"]?.GetValue<string>(), change?["new"]?.GetValue<string>());
        return change is null ? null : old == now ? now : $"{old} → {now}";
    }

    public static DecisionView? Decision(IReadOnlyList<JournalRow> rows, ServiceItem item)
    {
        if (rows.LastOrDefault(r => r.Name == "case.decided") is not { } row || JsonNode.Parse(row.Payload)?["transition"] is not { } decided)
        {
            return null;
        }

        var granted = decided["outcome"]?.GetValue<string>() != "deny";
        return new(granted, decided["reasons"]?.GetValue<string>() ?? "", granted ? null : item.Remedies, ChinaTime.DayOf(row.At));
    }
}
