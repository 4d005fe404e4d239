using System.Text.Json.Nodes;
using Platform.Designer.Editors.Changes;
using Platform.Designer.Editors.Flows;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Flows;

namespace Platform.Designer.Editors.Frame;

/// <summary>Where a finding is, as the editor calls the place.</summary>
public static class FindingPlaces
{
    private const string Id = "id";
    private const string Arrow = " → ";

    /// <summary>The problem with what its text names in words: its field, and of a flow the step and its ports.</summary>
    public static Problem InWords(Problem problem, ChangeWords words, EditorDesk desk, IFlowVocabulary vocabulary)
    {
        // What names row and column needs no path beside it.
        if (desk.Name.Kind == DefinitionKind.DecisionTable && problem.Values is { } said && (said.ContainsKey("where") || said.ContainsKey("number")))
        {
            return problem with { Field = null };
        }

        var placed = problem.Field is { Length: > 0 } field ? problem with { Field = Say(field, words, desk) } : problem;
        return desk.Name.Kind == DefinitionKind.Flow && placed.Values is { } values && FlowStepNames.StepOf(placed) is { } id && Named(desk.Document, id) is { } activity
            ? placed with { Values = values.ToDictionary(v => v.Key, v => StepWord(problem.Code, v, activity), StringComparer.Ordinal) }
            : placed;

        object? StepWord(string code, KeyValuePair<string, object?> value, JsonObject step) => value switch
        {
            { Key: Id } => words.TitleOf(step, id, [desk.Document]),
            { Key: "port", Value: string port } => PortTitle(step, port),
            { Key: "path", Value: string path } => string.Join(Arrow, path.Split(Arrow).Select(Passed)),
            { Key: "name", Value: string name } when vocabulary.Find(FlowChart.Text(step, "type"))?.Inputs.FirstOrDefault(i => i.Name == name) is { } input => input.Title,
            { Key: "expected", Value: string ports } when code == "flow.portUnknown" => string.Join(", ", ports.Split(", ").Select(p => PortTitle(step, p))),
            _ => value.Value,
        };

        // A step of a run, as findings tell runs: "review", "review(Pass)".
        string Passed(string step)
        {
            var (name, ports) = step.IndexOf('(', StringComparison.Ordinal) is > 0 and var at && step.EndsWith(')') ? (step[..at], step[(at + 1)..^1]) : (step, "");
            return Named(desk.Document, name) is not { } found ? step
                : ports.Length == 0 ? words.TitleOf(found, name, [desk.Document])
                : $"{words.TitleOf(found, name, [desk.Document])}({string.Join('+', ports.Split('+').Select(p => PortTitle(found, p)))})";
        }

        string PortTitle(JsonObject step, string port) =>
            FlowChart.PortsOf(step, vocabulary.Find(FlowChart.Text(step, "type"))).FirstOrDefault(p => p.Key == port)?.Title.ToString() ?? port;
    }

    /// <param name="field">A place of the document, or the key of a question or the id of a step.</param>
    public static string Say(string field, ChangeWords words, EditorDesk desk)
    {
        if (Read(field) is not { Steps: [var first, ..] } path)
        {
            return field;
        }

        var document = desk.Document;
        return !first.IsEntry && !document.ContainsKey(first.Name) && Named(document, first.Name) is { } part
            ? words.TitleOf(part, first.Name, [document])
            : words.Place(path, desk.Name.Kind, [document]);
    }

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

    private static JsonObject? Named(JsonNode? node, string name) => node switch
    {
        JsonObject part => IsNamed(part, Id, name) || IsNamed(part, "key", name) ? part : part.Select(m => Named(m.Value, name)).FirstOrDefault(f => f is not null),
        JsonArray list => list.Select(e => Named(e, name)).FirstOrDefault(f => f is not null),
        _ => null,
    };

    private static bool IsNamed(JsonObject part, string member, string name) => part[member] is JsonValue value && value.TryGetValue<string>(out var text) && text == name;
}
