using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model.Identity;
using Platform.Model;
using Platform.Server.Cases.Calendars;

namespace Platform.Server.Cases.Journal;

/// <summary>An entry of the journal as shown: who did what, when, in which role.</summary>
/// <param name="OnBehalfOf"><c>applicant</c>, or the colleague in whose place the actor acted.</param>
/// <param name="Actor">Absent for the applicant: an officer's name is not theirs to know.</param>
internal sealed record CaseEventResource(int Seq, string Name, DateTimeOffset At, string? NationalCode, string? Actor, string? ActorRole, string? OnBehalfOf, string? Channel, JsonNode? Payload, string? Hash);

/// <summary>Reads the journal of one case.</summary>
internal sealed class CaseHistory(JournalStore journal)
{
    /// <summary>What the applicant is told of an entry, beside its name and time.</summary>
    private static readonly string[] PublicMembers = ["from", "to", "reason", "text", "calendar", "version", "changes", DecisionEntry.Reasons];

    /// <summary>Everything for staff; for the applicant the course of the case and messages to them.</summary>
    public async Task<IReadOnlyList<CaseEventResource>> ReadAsync(CaseFile file, Actor actor, CancellationToken ct)
    {
        var rows = await journal.RowsAsync(file, ct);
        return CaseAccess.MayReadAsStaff(actor, file)
            ? [.. rows.Where(r => IsFor(r, file, actor)).Select(Full)]
            : [.. rows.Where(r => IsPublic(r.Name)).Select(Public)];
    }

    /// <summary>Internal notes are the authority's own; a note to a department is for that department too (C10).</summary>
    private static bool IsFor(JournalRow row, CaseFile file, Actor actor) => row.Name switch
    {
        "note.internal" => actor.May(Permissions.CasesRead, file.Locality, file.Authority),
        "note.department" => actor.May(Permissions.CasesRead, file.Locality, file.Authority)
            || (JsonNode.Parse(row.Payload)?["authority"]?.GetValue<string>() is { } to && actor.May(Permissions.CasesRead, file.Locality, to)),
        _ => true,
    };

    public static bool IsPublic(string name) => name.StartsWith("case.", StringComparison.Ordinal) || name is "message.applicant" or "application.supplemented" or MoveToCalendar.EventName or DecisionEntry.Public;

    private static CaseEventResource Full(JournalRow row) =>
        new(row.Seq, row.Name, row.At, row.NationalCode, row.ActorName, row.ActorRole, row.OnBehalfOf, row.Channel, JsonNode.Parse(row.Payload), row.Hash);

    private static CaseEventResource Public(JournalRow row)
    {
        var payload = (JsonObject)JsonNode.Parse(row.Payload)!;
        var told = new JsonObject(payload.Where(p => PublicMembers.Contains(p.Key)).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone())));
        if (payload["transition"]?["reason"] is JsonValue reason)
        {
            told["reason"] = reason.DeepClone();
        }

        return new(row.Seq, row.Name, row.At, null, null, null, null, null, told, null);
    }
}
