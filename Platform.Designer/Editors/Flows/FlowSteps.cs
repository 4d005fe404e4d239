using System.Text.Json.Nodes;
using Platform.Model.Flows;

namespace Platform.Designer.Editors.Flows;

/// <summary>Every activity of a flow as it is written, however deep: in lists, in bodies of loops, in branches, and what undoes a step.</summary>
public static class FlowSteps
{
    /// <summary>The activity at a place and everything in it, outside first. What is half-written is passed over.</summary>
    public static IEnumerable<JsonObject> In(JsonNode? node)
    {
        if (FlowJson.IsActivity(node))
        {
            yield return (JsonObject)node!;
        }

        var inside = node switch
        {
            JsonObject one => one.Select(m => m.Value),
            JsonArray list => list,
            _ => Enumerable.Empty<JsonNode?>(),
        };
        foreach (var found in inside.SelectMany(In))
        {
            yield return found;
        }
    }

    /// <summary>Ids that steps of the flow have already.</summary>
    public static HashSet<string> Ids(JsonObject document) => In(document[FlowJson.RootMember]).Select(a => FlowJson.Text(a, "id")!).ToHashSet(StringComparer.Ordinal);

    /// <summary>An id that no step has yet: the word itself where it is free.</summary>
    public static string FreeId(string word, IReadOnlySet<string> taken)
    {
        var stem = word.Length == 0 ? "step" : word;
        return taken.Contains(stem) ? Shapes.NewEntries.FreeName(stem, taken) : stem;
    }

    /// <summary>Gives an activity and everything in it ids that no step has yet, and leads the arrows within it to them.</summary>
    /// <param name="activity">Changed; not yet in the document.</param>
    /// <param name="taken">Grows by the new ids.</param>
    /// <returns>New ids by old ones.</returns>
    public static IReadOnlyDictionary<string, string> Renew(JsonObject activity, HashSet<string> taken)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        var steps = In(activity).ToList();
        foreach (var step in steps)
        {
            var old = FlowJson.Text(step, "id")!;
            var id = taken.Contains(old) ? Shapes.NewEntries.FreeName(StemOf(old), taken) : old;
            taken.Add(id);
            ids.TryAdd(old, id);
            if (FlowJson.Text(step, "name") is { } name && name == old)
            {
                step["name"] = id;
            }

            step["id"] = id;
            step.Remove("nodeId");
        }

        foreach (var step in steps)
        {
            Lead(step, ids);
        }

        return ids;
    }

    private static string StemOf(string id) => id.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9') is { Length: > 0 } stem ? stem : "step";

    private static void Lead(JsonObject chart, Dictionary<string, string> ids)
    {
        if (FlowJson.Text(chart, "start") is { } start && ids.TryGetValue(start, out var first))
        {
            chart["start"] = first;
        }

        foreach (var connection in chart[FlowJson.ConnectionsMember] is JsonArray list ? list.OfType<JsonObject>() : [])
        {
            Lead(connection, "source", ids);
            Lead(connection, "target", ids);
        }
    }

    private static void Lead(JsonObject connection, string end, Dictionary<string, string> ids)
    {
        var (owner, members) = connection[end] is JsonObject written ? (written, new[] { "activity", "activityId" }) : (connection, [end]);
        foreach (var member in members)
        {
            if (FlowJson.Text(owner, member) is { } old && ids.TryGetValue(old, out var id))
            {
                owner[member] = id;
            }
        }
    }
}
