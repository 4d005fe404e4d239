using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Editing;

namespace Platform.Designer.Editors.Frame;

/// <summary>Where a finding is, as the editor calls the place.</summary>
public static class FindingPlaces
{
    /// <summary>The problem with its field in words, as its text names it.</summary>
    public static Problem InWords(Problem problem, ChangeWords words, EditorDesk desk) => problem.Field is { Length: > 0 } field ? problem with { Field = Say(field, words, desk) } : problem;

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
            : words.Place(path, KindShapes.Find(desk.Name.Kind), [document]);
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
        JsonObject part => IsNamed(part, "id", name) || IsNamed(part, "key", name) ? part : part.Select(m => Named(m.Value, name)).FirstOrDefault(f => f is not null),
        JsonArray list => list.Select(e => Named(e, name)).FirstOrDefault(f => f is not null),
        _ => null,
    };

    private static bool IsNamed(JsonObject part, string member, string name) => part[member] is JsonValue value && value.TryGetValue<string>(out var text) && text == name;
}
