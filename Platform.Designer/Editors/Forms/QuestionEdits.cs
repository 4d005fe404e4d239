using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Forms;

namespace Platform.Designer.Editors.Forms;

/// <summary>The ways between a field of a form and a question of the library. Members nobody knows go along.</summary>
public static class QuestionEdits
{
    /// <summary>Type of a field that asks a question of the library.</summary>
    public const string Asked = "question";

    /// <summary>What a form says of a field, wherever the question comes from.</summary>
    private static readonly string[] OfForm = ["required", "visibleWhen", "width", "searchable"];

    /// <summary>What a form may set narrower where the question lets it.</summary>
    public static IReadOnlyList<string> Limits { get; } = ["min", "max", "minLength", "maxLength", "minItems", "maxItems"];

    public static bool IsAsked(OutlineNode node) => node.Type == Asked;

    /// <summary>True for a field that can become a question: what is computed reads other fields of its form.</summary>
    public static bool CanBeShared(OutlineNode node) => node.Kind == OutlineKind.Field && !IsAsked(node) && node.Element["calculated"] is null;

    /// <summary>A field that asks a question.</summary>
    public static JsonObject Ask(string key, string question) => new() { ["key"] = key, ["type"] = Asked, ["question"] = question };

    /// <summary>What stays in the form when a field of it becomes a question.</summary>
    public static JsonObject AskedOf(JsonObject field, string question)
    {
        var asked = Ask(ValueTexts.Write(field["key"], ShapeKind.Line), question);
        Copy(field, asked, OfForm);
        return asked;
    }

    /// <summary>A field of a form as a question, called what its label says.</summary>
    public static JsonObject QuestionOf(JsonObject field, string key)
    {
        var shared = (JsonObject)field.DeepClone();
        foreach (var member in OfForm)
        {
            shared.Remove(member);
        }

        return new JsonObject { ["key"] = key, ["title"] = field["label"]?.DeepClone() ?? new JsonObject(), ["field"] = shared };
    }

    /// <summary>The question as a field of its own, as the form asks it now.</summary>
    public static JsonObject FieldOf(JsonObject asked, JsonObject question)
    {
        var field = (JsonObject?)question["field"]?.DeepClone() ?? [];
        foreach (var member in OfForm)
        {
            field.Remove(member);
        }

        field["key"] = asked["key"]?.DeepClone();
        Copy(asked, field, OfForm);
        if (Composed(asked, question) is { } composed)
        {
            foreach (var limit in Limits.Where(l => asked.ContainsKey(l)))
            {
                field.Remove(limit);
                Copy(composed, field, limit);
            }
        }

        return field;
    }

    /// <summary>The key a question proposes for a form.</summary>
    public static string KeyFor(LibraryQuestion question, Func<string, bool> isFree, Func<string, string> other) =>
        ValueTexts.Write(question.Field["key"], ShapeKind.Line) is { Length: > 0 } own ? isFree(own) ? own : other(own) : other(Asked);

    /// <summary>A key for the library from the key of a field: <c>contactPhone</c> becomes <c>contact-phone</c>.</summary>
    public static string LibraryKey(string field) =>
        string.Concat(field.Select((c, i) => char.IsAsciiLetterUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c == '_' ? "-" : c.ToString())).Replace("--", "-", StringComparison.Ordinal).Trim('-');

    private static JsonObject? Composed(JsonObject asked, JsonObject question)
    {
        try
        {
            return asked.Deserialize<FormElement>(ModelJson.Options) is FormQuestion read && question.Deserialize<Question>(ModelJson.Options) is { } known
                ? JsonSerializer.SerializeToNode(FormQuestions.Compose(read, known), ModelJson.Options) as JsonObject
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Copy(JsonObject from, JsonObject to, params IEnumerable<string> members)
    {
        foreach (var member in members.Where(from.ContainsKey))
        {
            to[member] = from[member]?.DeepClone();
        }
    }
}
