using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Flows;

namespace Platform.Designer.Editors.Frame;

/// <summary>Where in a JSON text the findings of a check belong. Pure.</summary>
public static class FindingMarks
{
    /// <param name="text">Sound JSON.</param>
    /// <param name="say">A finding in words.</param>
    /// <returns>One mark for each finding whose place is in the text, at the nearest thing around it that is there; none for what is about the whole.</returns>
    public static IReadOnlyList<JsonMark> Of(string text, IReadOnlyList<DefinitionFinding> findings, Func<DefinitionFinding, string> say)
    {
        if (findings.Count == 0 || JsonNode.Parse(text) is not JsonObject document)
        {
            return [];
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        var (root, lines) = (LocatedJson.Read(bytes), new TextLines(bytes));
        return
        [
            .. from finding in findings
               let place = PlaceOf(finding.Problem, document, root)
               where place is not null
               select new JsonMark(lines.Range(place.Value.Start, place.Value.End), finding.Blocks, say(finding)),
        ];
    }

    private static (int Start, int End)? PlaceOf(Problem problem, JsonObject document, LocatedJson root)
    {
        if (FlowStepNames.StepOf(problem) is { } step && Named(document, root, step) is { } activity)
        {
            return Opening(activity.Located);
        }

        if (problem.Field is not { Length: > 0 } field || Read(field) is not { Steps: [var first, ..] } path)
        {
            return null;
        }

        var begin = !first.IsEntry && !document.ContainsKey(first.Name) ? Named(document, root, first.Name) : null;
        return begin is { } named
            ? Walk(named.Node, named.Located, path.Steps.Skip(1)) ?? Opening((Named(named.Node, named.Located, path.Last.Name) ?? named).Located)
            : Walk(document, root, path.Steps);
    }

    /// <summary>As far as the way leads; null where not even its first step is there.</summary>
    private static (int Start, int End)? Walk(JsonNode node, LocatedJson located, IEnumerable<PathStep> steps)
    {
        (int, int)? found = null;
        foreach (var step in steps)
        {
            if (node is JsonArray list && located.Items.Count == list.Count && IndexOf(list, step.Name) is >= 0 and var index)
            {
                (located, found) = (located.Items[index], Opening(located.Items[index]));
                node = list[index]!;
            }
            else if (!step.IsEntry && node is JsonObject && located.Members.LastOrDefault(m => m.Name == step.Name) is { } member)
            {
                (located, found) = (member.Value, (member.NameStart, member.NameEnd));
                node = node[step.Name]!;
            }
            else
            {
                break;
            }
        }

        return found;
    }

    /// <summary>The entry of this name, or at this number.</summary>
    private static int IndexOf(JsonArray list, string name)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (EntryNames.Of(list[i]) == name)
            {
                return i;
            }
        }

        return int.TryParse(name, System.Globalization.CultureInfo.InvariantCulture, out var number) && number >= 0 && number < list.Count ? number : -1;
    }

    /// <summary>What has this id or key, wherever it stands.</summary>
    private static (JsonNode Node, LocatedJson Located)? Named(JsonNode? node, LocatedJson located, string name)
    {
        if (located.Find("id")?.Said == name || located.Find("key")?.Said == name)
        {
            return (node!, located);
        }

        var inside = node switch
        {
            JsonObject part => located.Members.Select(m => Named(part[m.Name], m.Value, name)),
            JsonArray list => list.Zip(located.Items, (entry, at) => Named(entry, at, name)),
            _ => [],
        };
        return inside.FirstOrDefault(f => f is not null);
    }

    /// <summary>An object or a list is marked where it begins: all of it underlined would hide what stands in it.</summary>
    private static (int Start, int End) Opening(LocatedJson value) =>
        (value.Start, value.Kind is JsonTokenType.StartObject or JsonTokenType.StartArray ? value.Start + 1 : value.End);

    private static DocumentPath? Read(string field)
    {
        try
        {
            return DocumentPath.Parse(field);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
