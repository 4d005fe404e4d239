using System.Text.Json.Nodes;
using Microsoft.Extensions.Localization;
using Platform.Model.Identity;
using Platform.Server.Cases.Journal;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Shell;

namespace Platform.Server.Cases.Workbench;

/// <summary>What a journal entry is about; the history is filtered by it.</summary>
internal enum JournalTopic
{
    /// <summary>The course of the case in law.</summary>
    Course,
    Tasks,
    Materials,
    Notes,
}

/// <summary>Says a journal entry in the words of the office.</summary>
internal sealed class JournalWords(IStringLocalizer<WorkbenchText> texts)
{
    public static JournalTopic TopicOf(string name) => name switch
    {
        _ when name.StartsWith("task.", StringComparison.Ordinal) || name.StartsWith("flow.", StringComparison.Ordinal) => JournalTopic.Tasks,
        _ when name.StartsWith("note.", StringComparison.Ordinal) || name.StartsWith("message.", StringComparison.Ordinal) => JournalTopic.Notes,
        "material.checked" or "application.supplemented" or "supplement.brought" => JournalTopic.Materials,
        _ => JournalTopic.Course,
    };

    public string Title(CaseEventResource entry)
    {
        var payload = entry.Payload;
        return entry.Name switch
        {
            _ when DecisionDetails.Is(entry) => new DecisionDetails(texts).Title(entry),
            "task.completed" => texts["journal.task.completed", Or("kind." + Upper(Text(payload?["kind"])), Text(payload?["stepId"]) ?? ""), Outcome(Text(payload?["outcome"]) ?? "")],
            "case.decided" when Text(payload?["transition"]?["outcome"]) is { } outcome => texts["journal.decided", texts["journal.case.decided"], Or("decision." + outcome, outcome)],
            "task.returned" => texts["journal.task.returned", Text(payload?["fromName"]) ?? ""],
            "task.assigned" => texts["journal.task.assigned", Text(payload?["toName"]) ?? ""],
            "task.lent" or "task.signerAdded" when Text(payload?["toName"]) is { } colleague => texts["journal." + entry.Name, colleague],
            "task.signerAdded" => texts["journal.task.signerAdded", Or("role." + Text(payload?["role"]), Text(payload?["role"]) ?? "")],
            "task.signerRemoved" => texts["journal.task.signerRemoved", Text(payload?["name"]) ?? Text(payload?["title"]) ?? ""],
            "task.closed" => texts["journal.task.closed", Text(payload?["title"]) ?? ""],
            "task.transferred" => texts["journal.task.transferred", Text(payload?["toName"]) ?? ""],
            "flow.moved" => texts[payload?["undone"]?.GetValue<bool>() == true ? "journal.flow.movedBack" : "journal.flow.moved", payload?["version"]?.ToJsonString() ?? ""],
            "material.checked" => texts[payload?["accepted"]?.GetValue<bool>() == true ? "journal.material.accepted" : "journal.material.rejected"],
            _ => Or("journal." + entry.Name, entry.Name),
        };
    }

    /// <summary>Who it was, in which role, for whom, and through which channel.</summary>
    public string Who(CaseEventResource entry, ProblemTexts problems) => string.Join(" · ", new[]
    {
        entry.Actor == Actor.System.Name ? texts["who.system"].Value : entry.Actor,
        entry.ActorRole is null or "system" ? null : texts["role." + entry.ActorRole] is { ResourceNotFound: false } own ? own.Value : StaffLink.RoleName(entry.ActorRole, problems),
        entry.OnBehalfOf == CaseCommand.Applicant ? entry.ActorRole != CaseCommand.Applicant ? texts["who.onBehalf"].Value : null : entry.OnBehalfOf is { } absent ? texts["task.inPlace", absent].Value : null,
        Channel(entry.Channel),
    }.Where(p => !string.IsNullOrEmpty(p)));

    /// <summary>The texts somebody wrote, each with what it is; in the order in which they matter.</summary>
    public IReadOnlyList<(string Label, string Text)> Details(CaseEventResource entry, CaseSheet sheet)
    {
        var payload = entry.Payload;
        var transition = payload?["transition"];
        var found = new List<(string, string)>();
        if (DecisionDetails.Is(entry))
        {
            found.AddRange(new DecisionDetails(texts).Lines(entry));
        }

        if (Text(payload?["material"]) is { } material)
        {
            found.Add((texts["detail.material"], sheet.File.Content.Materials.Find(m => m.Key == material)?.Name.ToString() ?? material));
        }

        if (Text(payload?["authority"]) is { } authority)
        {
            found.Add((texts["detail.authority"], sheet.AuthorityName(authority)));
        }

        foreach (var name in new[] { "text", "opinion", "reason", "reasons", "legalBasis", "competentBody", "result", "proof", "message" })
        {
            if ((Text(payload?[name]) ?? Text(transition?[name])) is { Length: > 0 } text)
            {
                found.Add((texts["detail." + name], text));
            }
        }

        if (Text(payload?["data"]?["toTitle"]) is { } backTo)
        {
            found.Add((texts["sendBack.to"], backTo));
        }

        if (Text(payload?["place"]) is { } place)
        {
            found.Add((texts["signer.place"], texts["signer.place." + Upper(place)]));
        }

        if (Text(transition?["to"]) is { Length: > 0 } forwardedTo)
        {
            found.Add((texts["detail.forwardedTo"], forwardedTo));
        }

        if (Text(transition?["ground"]) is { } ground)
        {
            found.Add((texts["detail.ground"], texts["termination." + ground]));
        }

        if ((payload?["days"] ?? transition?["days"]) is JsonValue days)
        {
            found.Add((texts["detail.days"], days.ToJsonString()));
        }

        if (entry.Name == "application.supplemented")
        {
            var labels = Strings(payload?["answers"]).Select(p => sheet.Item.Form.Find(p)?.Element.Label.ToString() ?? p)
                .Concat(Members(payload?["materials"], "key").Select(k => sheet.File.Content.Materials.Find(m => m.Key == k)?.Name.ToString() ?? k));
            found.Add((texts["detail.changed"], string.Join(texts["list.separator"], labels)));
        }

        if (entry.Name == "supplement.brought")
        {
            found.Add((texts["detail.broughtBy"], Text(payload?["who"]) == "agent" ? texts["broughtBy.agent", Text(payload?["name"]) ?? ""] : texts["broughtBy.applicant"]));
        }

        if (transition?["notice"] is JsonObject notice)
        {
            found.AddRange(Marks(notice["fields"]).Select(m => (sheet.Item.Form.Find(m.Key)?.Element.Label.ToString() ?? m.Key, m.Reason)));
            found.AddRange(Marks(notice["materials"]).Select(m => (sheet.File.Content.Materials.Find(x => x.Key == m.Key)?.Name.ToString() ?? m.Key, m.Reason)));
        }

        if (entry.Name.StartsWith("deadline.", StringComparison.Ordinal) && Text(payload?["clock"]) is { } clock)
        {
            found.Add((texts["detail.clock"], texts["detail.clock.value", Or("recounted." + Upper(clock), clock), Text(payload?["dueOn"]) ?? ""]));
        }

        foreach (var change in new[] { payload?["changes"], payload?["steps"] }.OfType<JsonArray>().SelectMany(c => c))
        {
            found.Add((Or("recounted." + Upper(Text(change?["kind"])), Text(change?["kind"]) ?? ""), Moved(change)));
        }

        return found;
    }

    /// <summary>The old and the new day of a deadline; a day that only became certain is said once.</summary>
    private string Moved(JsonNode? change)
    {
        var (old, now) = (Text(change?["old"]) ?? "", Text(change?["new"]) ?? "");
        var later = change?["newProvisional"]?.GetValue<bool>() == true ? texts["recounted.provisional", now].Value : now;
        return old != now ? texts["recounted.change", old, later] : change?["newProvisional"]?.GetValue<bool>() == true ? later : texts["recounted.definite", now];
    }

    /// <summary>An outcome's name by its key; keys of a flow's own stay as they are.</summary>
    public string Outcome(string key) => Or("outcome." + key, key);

    public string Channel(string? channel) => channel is null ? "" : Or("channel." + channel, channel);

    private string Or(string key, string otherwise) => texts[key] is { ResourceNotFound: false } text ? text : otherwise;

    private static string Upper(string? word) => string.IsNullOrEmpty(word) ? "" : char.ToUpperInvariant(word[0]) + word[1..];

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static IEnumerable<string> Strings(JsonNode? node) => node is JsonArray items ? items.Select(Text).OfType<string>() : [];

    private static IEnumerable<string> Members(JsonNode? node, string name) => node is JsonArray items ? items.Select(i => Text(i?[name])).OfType<string>() : [];

    private static IEnumerable<(string Key, string Reason)> Marks(JsonNode? node) => node is JsonArray items
        ? items.Select(i => (Text(i?["key"]) ?? "", Text(i?["reason"]) ?? ""))
        : [];
}
