using System.Text.Json;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Server.Cases.Steps;

/// <summary>Reads the input <c>outcomes</c>: keys with well-known names, or whole <see cref="TaskOutcome"/>s of the flow's own.</summary>
internal static class TaskOutcomes
{
    /// <param name="texts">Prefix of the names of well-known keys.</param>
    public static IReadOnlyList<TaskOutcome> Read(JsonElement? written, IReadOnlyList<string> otherwise, string texts, IReadOnlyList<string> known)
    {
        var items = Items(written);
        return items.Count == 0 ? [.. otherwise.Select(k => Standard(k, texts))] : [.. items.Select(i => One(i, texts, known))];
    }

    /// <summary>The outcome of a well-known key: the first of a step is primary, refusals are dangerous and need an opinion.</summary>
    public static TaskOutcome Standard(string key, string texts) => new(
        key,
        StepsText.Of($"{texts}.outcome.{key}"),
        key switch
        {
            "Accept" or "Pass" or "Approve" or "Grant" or "Delivered" or "Supplied" or "Propose" or "Passed" => "primary",
            "Refuse" or "NotRequired" or "Reject" or "Deny" or "Failed" => "danger",
            _ => "normal",
        },
        OpinionRequired: key is "SendBack" or "Reject" or "Skip");

    private static TaskOutcome One(JsonElement item, string texts, IReadOnlyList<string> known)
    {
        if (item.ValueKind == JsonValueKind.Object)
        {
            var own = item.Deserialize<WrittenOutcome>(ModelJson.Options);
            return own?.Key is { Length: > 0 } key
                ? new TaskOutcome(key, own.Label ?? (known.Contains(key) ? StepsText.Of($"{texts}.outcome.{key}") : LocalizedText.Of(key, key)), own.Style ?? "normal", own.OpinionRequired ?? key == "SendBack")
                : throw new FlowExpressionException("'outcomes': every outcome needs a key.");
        }

        return item.GetString() is { } name && known.Contains(name) ? Standard(name, texts) : new TaskOutcome(item.GetString() ?? "", LocalizedText.Of(item.GetString() ?? ""));
    }

    private static IReadOnlyList<JsonElement> Items(JsonElement? written) => written?.ValueKind switch
    {
        JsonValueKind.Array => [.. written.Value.EnumerateArray().Where(i => i.ValueKind is JsonValueKind.String or JsonValueKind.Object)],
        // Elsa writes lists of literals as text that holds JSON.
        JsonValueKind.String when written.Value.GetString()!.TrimStart().StartsWith('[') => Items(JsonElement.Parse(written.Value.GetString()!)),
        JsonValueKind.String when written.Value.GetString()!.Length > 0 => [written.Value],
        _ => [],
    };

    private sealed record WrittenOutcome(string Key, LocalizedText? Label, string? Style, bool? OpinionRequired);
}
