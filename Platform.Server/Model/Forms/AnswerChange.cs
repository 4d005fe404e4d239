using System.Text.Json.Nodes;

namespace Platform.Model.Forms;

/// <summary>One answer that differs between two versions.</summary>
/// <param name="Path">Full path: <c>members[2].name</c>; of an item that came or went as a whole, <c>members[2]</c>.</param>
/// <param name="Before">Null when it was not there.</param>
/// <param name="After">Null when it is gone.</param>
public sealed record AnswerChange(string Path, JsonNode? Before, JsonNode? After)
{
    /// <summary>What changed, in the order of the answers, new ones last. Items are compared place by place.</summary>
    public static IReadOnlyList<AnswerChange> Between(Answers before, Answers after)
    {
        var changes = new List<AnswerChange>();
        Compare(before.Root, after.Root, "", changes);
        return changes;
    }

    private static void Compare(JsonNode? before, JsonNode? after, string path, List<AnswerChange> changes)
    {
        switch (before, after)
        {
            case (JsonObject old, JsonObject now):
                foreach (var name in old.Select(p => p.Key).Union(now.Select(p => p.Key), StringComparer.Ordinal))
                {
                    Compare(old[name], now[name], path.Length == 0 ? name : $"{path}.{name}", changes);
                }

                break;
            case (JsonArray old, JsonArray now) when IsRepeat(old) || IsRepeat(now):
                for (var i = 0; i < Math.Max(old.Count, now.Count); i++)
                {
                    Compare(i < old.Count ? old[i] : null, i < now.Count ? now[i] : null, FormattableString.Invariant($"{path}[{i}]"), changes);
                }

                break;
            default:
                if (!JsonNode.DeepEquals(before, after))
                {
                    changes.Add(new(path, before, after));
                }

                break;
        }
    }

    /// <summary>Items of repeats are objects; chosen options and files are texts and compare as one answer.</summary>
    private static bool IsRepeat(JsonArray items) => items.Any(i => i is JsonObject);
}
