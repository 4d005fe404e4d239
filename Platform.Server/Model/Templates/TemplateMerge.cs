using System.Text.Json.Nodes;

namespace Platform.Model.Templates;

/// <summary>One place in which two documents differ.</summary>
/// <param name="Field">Path of the member; entries of lists with a <c>key</c> are named by it, otherwise the list counts as one value.</param>
public sealed record TemplateDifference(string Field, JsonNode? Current, JsonNode? Proposed);

/// <param name="Conflicts">Places where both sides changed differently; the local side was kept.</param>
public sealed record TemplateMerged(JsonNode? Document, IReadOnlyList<TemplateDifference> Conflicts);

/// <summary>Brings a new version of a package together with what a locality made of the old one.</summary>
public static class TemplateMerge
{
    /// <summary>
    /// Three-way merge, member by member: what only one side changed is taken from it, what both changed in different ways stays local and is a conflict.
    /// </summary>
    /// <param name="installed">The package's document as it was installed, or null when that is unknown: then every difference is a conflict.</param>
    public static TemplateMerged Merge(JsonNode? installed, JsonNode? local, JsonNode? proposed)
    {
        var conflicts = new List<TemplateDifference>();
        return new TemplateMerged(Merge("", installed, local, proposed, conflicts), conflicts);
    }

    /// <summary>Where <paramref name="proposed"/> differs from <paramref name="current"/>.</summary>
    public static IReadOnlyList<TemplateDifference> Differences(JsonNode? current, JsonNode? proposed)
    {
        var found = new List<TemplateDifference>();
        Compare("", current, proposed, found);
        return found;
    }

    private static JsonNode? Merge(string path, JsonNode? installed, JsonNode? local, JsonNode? proposed, List<TemplateDifference> conflicts)
    {
        if (JsonNode.DeepEquals(local, proposed) || JsonNode.DeepEquals(installed, proposed))
        {
            return local?.DeepClone();
        }

        if (JsonNode.DeepEquals(installed, local))
        {
            return proposed?.DeepClone();
        }

        if (local is JsonObject localObject && proposed is JsonObject proposedObject)
        {
            return MergeMembers(path, installed as JsonObject, localObject, proposedObject, conflicts);
        }

        conflicts.Add(new TemplateDifference(path, local?.DeepClone(), proposed?.DeepClone()));
        return local?.DeepClone();
    }

    private static JsonObject MergeMembers(string path, JsonObject? installed, JsonObject local, JsonObject proposed, List<TemplateDifference> conflicts)
    {
        var merged = new JsonObject();
        foreach (var name in local.Select(m => m.Key).Union(proposed.Select(m => m.Key)))
        {
            if (Merge(Join(path, name), installed?[name], local[name], proposed[name], conflicts) is { } value)
            {
                merged[name] = value;
            }
        }

        return merged;
    }

    private static void Compare(string path, JsonNode? current, JsonNode? proposed, List<TemplateDifference> found)
    {
        if (JsonNode.DeepEquals(current, proposed))
        {
            return;
        }

        if (current is JsonObject left && proposed is JsonObject right)
        {
            foreach (var name in left.Select(m => m.Key).Union(right.Select(m => m.Key)))
            {
                Compare(Join(path, name), left[name], right[name], found);
            }
        }
        else if (current is JsonArray before && proposed is JsonArray after && Keyed(before) is { } old && Keyed(after) is { } now)
        {
            foreach (var key in old.Keys.Union(now.Keys))
            {
                Compare($"{path}[{key}]", old.GetValueOrDefault(key), now.GetValueOrDefault(key), found);
            }
        }
        else
        {
            found.Add(new TemplateDifference(path, current?.DeepClone(), proposed?.DeepClone()));
        }
    }

    private static Dictionary<string, JsonNode>? Keyed(JsonArray list)
    {
        var byKey = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        return list.All(e => e is JsonObject entry && (entry["key"] ?? entry["code"] ?? entry["id"]) is JsonValue key && byKey.TryAdd(key.ToString(), entry)) ? byKey : null;
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
