using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Forms;
using Platform.Model.Localities;

namespace Platform.Designer.Editors.Forms;

/// <summary>A question of the library, which may be half written.</summary>
/// <param name="IsDraft">Nothing of it is in force as it stands here.</param>
public sealed record LibraryQuestion(string Key, JsonObject Document, bool IsDraft)
{
    /// <summary>What is asked.</summary>
    public JsonObject Field => Document["field"] as JsonObject ?? [];

    /// <summary>What the office calls it, or its key.</summary>
    public string Title => new WordingValue(Document["title"]).ToString() is { Length: > 0 } title ? title : Key;

    /// <summary>What residents read, or the title.</summary>
    public string Label => new WordingValue(Field["label"]).ToString() is { Length: > 0 } label ? label : Title;

    public string Type => ValueTexts.Write(Field["type"], ShapeKind.Line);

    public bool MayTighten => ValueTexts.Write(Document["mayTighten"], ShapeKind.YesNo) == "true";

    /// <summary>Null while it cannot be read.</summary>
    public Question? Read()
    {
        try
        {
            return Document.Deserialize<Question>(ModelJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The questions that a form can ask where it is edited: in force there, or being edited at the place.</summary>
/// <param name="All">By title.</param>
public sealed record QuestionLibrary(IReadOnlyList<LibraryQuestion> All)
{
    public static QuestionLibrary None { get; } = new([]);

    public static async ValueTask<QuestionLibrary> ReadAsync(IDefinitions definitions, LocalityCode place, CancellationToken ct)
    {
        var found = new List<LibraryQuestion>();
        foreach (var key in await definitions.ListKeysAsync(DefinitionKind.Question, ct))
        {
            if (await definitions.FindActiveAsync(DefinitionKind.Question, key, place, ct) is { } definition && JsonNode.Parse(definition.Json) is JsonObject document)
            {
                found.Add(new LibraryQuestion(key, document, definition.State == DefinitionState.Draft));
            }
        }

        return new QuestionLibrary([.. found.OrderBy(q => q.Title, StringComparer.CurrentCulture).ThenBy(q => q.Key, StringComparer.Ordinal)]);
    }

    public LibraryQuestion? Find(string key) => All.FirstOrDefault(q => q.Key == key);

    /// <summary>The question a part of a form asks; null when it asks none of the library, or one that is not known here.</summary>
    public LibraryQuestion? AskedBy(OutlineNode node) => QuestionEdits.IsAsked(node) ? Find(ValueTexts.Write(node.Element["question"], ShapeKind.Line)) : null;

    /// <summary>Those whose title, label or key holds the text.</summary>
    public IReadOnlyList<LibraryQuestion> Search(string text) =>
        [.. All.Where(q => new[] { q.Title, q.Label, q.Key }.Any(w => w.Contains(text.Trim(), StringComparison.CurrentCultureIgnoreCase)))];

    /// <summary>The form with a field for every question that is known; the form itself when there is none.</summary>
    public JsonObject Compose(JsonObject form)
    {
        if (!FormOutline.Of(form).Any(n => AskedBy(n) is not null))
        {
            return form;
        }

        var composed = (JsonObject)form.DeepClone();
        foreach (var node in FormOutline.Of(composed))
        {
            if (AskedBy(node) is { } question)
            {
                node.Spot.Put(composed, QuestionEdits.FieldOf(node.Element, question.Document));
            }
        }

        return composed;
    }
}
