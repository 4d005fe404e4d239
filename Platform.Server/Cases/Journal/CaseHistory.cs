using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model.Identity;
using Platform.Model;
using Platform.Model.Forms;
using Platform.Model.Items;
using Platform.Server.Cases.Calendars;
using Platform.Server.Cases.Unmask;

namespace Platform.Server.Cases.Journal;

/// <summary>An entry of the journal as shown: who did what, when, in which role.</summary>
/// <param name="OnBehalfOf"><c>applicant</c>, or the colleague in whose place the actor acted.</param>
/// <param name="Actor">Absent for the applicant: an officer's name is not theirs to know.</param>
internal sealed record CaseEventResource(int Seq, string Name, DateTimeOffset At, string? NationalCode, string? Actor, string? ActorRole, string? OnBehalfOf, string? Channel, JsonNode? Payload, string? Hash);

/// <summary>Reads the journal of one case.</summary>
internal sealed class CaseHistory(JournalStore journal, RelatedCases related, UnmaskDesk unmask, IItemCatalogue items)
{
    /// <summary>Members of what a flow wrote that may quote what it works on.</summary>
    private static readonly string[] Quoting = ["variables", "inputs", "outputs", "payload", "message"];

    /// <summary>What the applicant is told of an entry, beside its name and time.</summary>
    private static readonly string[] PublicMembers = ["from", "to", "reason", "text", "calendar", "version", "changes", DecisionEntry.Reasons];

    /// <summary>
    /// Everything for staff, but of linked cases what they may see, and with personal values masked until they have opened them; for the applicant the course of the case
    /// and messages to them.
    /// </summary>
    public async Task<IReadOnlyList<CaseEventResource>> ReadAsync(CaseFile file, Actor actor, CancellationToken ct)
    {
        var rows = await journal.RowsAsync(file, ct);
        if (!CaseAccess.MayReadAsStaff(actor, file))
        {
            return [.. rows.Where(r => IsPublic(r.Name)).Select(Public)];
        }

        var links = new LinkedEntries(await related.SeenAsync(actor, file, ct));
        var personal = rows.Any(r => IsOfFlow(r.Name)) && await unmask.OpenUntilAsync(actor, file, ct) is null
            ? PersonalFacts.Of(file, (await items.GetAsync(file.ItemVersionId, ct)).Form)
            : PersonalValues.None;
        return [.. rows.Where(r => IsFor(r, file, actor)).Select(r => Full(r, links, personal))];
    }

    private static bool IsOfFlow(string name) => name.StartsWith("flow.", StringComparison.Ordinal);

    /// <summary>Internal notes are the authority's own; a note to a department is for that department too (C10).</summary>
    private static bool IsFor(JournalRow row, CaseFile file, Actor actor) => row.Name switch
    {
        "note.internal" => actor.May(Permissions.CasesRead, file.Locality, file.Authority),
        "note.department" => actor.May(Permissions.CasesRead, file.Locality, file.Authority)
            || (JsonNode.Parse(row.Payload)?["authority"]?.GetValue<string>() is { } to && actor.May(Permissions.CasesRead, file.Locality, to)),
        _ => true,
    };

    public static bool IsPublic(string name) => name.StartsWith("case.", StringComparison.Ordinal) || name is "message.applicant" or "application.supplemented" or MoveToCalendar.EventName or DecisionEntry.Public;

    private static CaseEventResource Full(JournalRow row, LinkedEntries links, PersonalValues personal)
    {
        var payload = JsonNode.Parse(row.Payload);
        if (payload is JsonObject told && LinkedEntries.Concern(row.Name))
        {
            payload = links.Show(row.Name, told);
        }

        if (payload is JsonObject said && personal != PersonalValues.None && IsOfFlow(row.Name))
        {
            foreach (var member in Quoting.Where(m => said[m] is not null))
            {
                said[member] = personal.Hide(said[member]);
            }
        }

        return new(row.Seq, row.Name, row.At, row.NationalCode, row.ActorName, row.ActorRole, row.OnBehalfOf, row.Channel, payload, row.Hash);
    }

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
