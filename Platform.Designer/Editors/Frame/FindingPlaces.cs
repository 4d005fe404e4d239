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

    /// <summary>The problem with what its text names in words: its field, and of a flow the step and its ports.</summary>
    public static Problem InWords(Problem problem, ChangeWords words, EditorDesk desk, IFlowVocabulary vocabulary)
    {
        var placed = problem.Field is { Length: > 0 } field ? problem with { Field = Say(field, words, desk) } : problem;
        return desk.Name.Kind == DefinitionKind.Flow && placed.Values is { } values && values.GetValueOrDefault(Id) is string id && Named(desk.Document, id) is { } activity
            ? placed with { Values = values.ToDictionary(v => v.Key, v => StepWord(problem.Code, v, activity), StringComparer.Ordinal) }
            : placed;

        object? StepWord(string code, KeyValuePair<string, object?> value, JsonObject step) => value switch
        {
            { Key: Id } => words.TitleOf(step, id, [desk.Document]),
            { Key: "port", Value: string port } => PortTitle(step, port),
            { Key: "expected", Value: string ports } when code == "flow.portUnknown" => string.Join(", ", ports.Split(", ").Select(p => PortTitle(step, p))),
            _ => value.Value,
        };

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
