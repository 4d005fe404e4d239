using System.Text.Json.Nodes;
using Platform.Server.Cases.Intake;

namespace Platform.Server.Cases.Journal;

/// <summary>
/// What the journal of a case says of the cases it is linked with: number, state and all else stand there only for those who may see that case. Whoever may not reads
/// that there is one.
/// </summary>
/// <param name="seen">The linked cases the reader may see.</param>
internal sealed class LinkedEntries(IReadOnlyList<CaseFile> seen)
{
    /// <summary>Member that says how many cases, or that the one, are not shown.</summary>
    public const string Hidden = "hidden";

    private const string Cases = "cases";
    private const string Id = "id";
    private const string Parent = "parent";
    private const string Step = "step";

    private readonly HashSet<string> _seen = [.. seen.SelectMany(f => new[] { f.Number, f.Id.ToString() })];

    public static bool Concern(string name) =>
        name is FileCase.EventName or SubCaseEntries.Started or SubCaseEntries.GivenUp or SubCaseEntries.Ended or SubCaseEntries.HeardFiled or SubCaseEntries.HeardEnded or SubCaseEntries.HeardStays;

    /// <param name="payload">Of an entry that <see cref="Concern"/>s linked cases.</param>
    public JsonObject Show(string name, JsonObject payload) => name switch
    {
        SubCaseEntries.Started or SubCaseEntries.GivenUp => Some(payload),
        FileCase.EventName or SubCaseEntries.Ended => payload[Parent] is null || Sees(payload[Parent]) ? payload : With(payload, Parent, null),
        _ => Sees(payload[Id]) || Sees(payload["number"]) ? payload : new JsonObject { [Step] = payload[Step]?.DeepClone(), [Hidden] = true },
    };

    private JsonObject Some(JsonObject payload)
    {
        var all = payload[Cases] as JsonArray ?? [];
        var shown = all.Where(c => Sees(c is JsonObject one ? one[Id] : c)).ToList();
        return shown.Count == all.Count ? payload : With(With(payload, Cases, new JsonArray([.. shown.Select(c => c?.DeepClone())])), Hidden, all.Count - shown.Count);
    }

    private bool Sees(JsonNode? link) => link is JsonValue value && value.TryGetValue<string>(out var text) && _seen.Contains(text);

    private static JsonObject With(JsonObject payload, string member, JsonNode? value)
    {
        var changed = (JsonObject)payload.DeepClone();
        changed[member] = value;
        return changed;
    }
}
