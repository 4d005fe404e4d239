using System.Text.Json.Nodes;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Shapes;
using Platform.Model.Forms;

namespace Platform.Designer.Editors.Forms;

/// <summary>Conditions of an item or a bundle ask about its scenario questions and about the questions of its form.</summary>
/// <param name="form">The form it names; null while there is none.</param>
/// <param name="library">What the form asks of the library.</param>
public sealed class ItemConditions(JsonObject? form, QuestionLibrary library) : IConditionSurroundings
{
    private readonly FormConditions _inForm = new(() => library);

    public IReadOnlyList<ConditionField> FieldsAt(JsonObject document, Spot spot) => [.. Scenario(document, spot), .. form is null ? [] : _inForm.FieldsAt(form, Spot.Root)];

    public string? Say(JsonObject document, Spot spot, JsonNode condition) => _inForm.Say(form ?? new JsonObject { ["key"] = "" }, spot, condition);

    /// <summary>Nothing of an item is calculated.</summary>
    public string? SayFormula(JsonObject document, Spot spot, JsonNode formula) => null;

    /// <summary>A question of the scenario can ask about those before it only.</summary>
    private static IEnumerable<ConditionField> Scenario(JsonObject document, Spot spot)
    {
        var questions = document["scenario"] as JsonArray ?? [];
        for (var i = 0; i < questions.Count; i++)
        {
            var own = Spot.Root.Member("scenario").Entry(questions, i);
            if (spot.Path.StartsWith(own.Path + ".", StringComparison.Ordinal))
            {
                yield break;
            }

            if (questions[i] is JsonObject question && ValueTexts.Write(question["key"], ShapeKind.Line) is { Length: > 0 } key)
            {
                var options = question["options"] is JsonArray list ? list.OfType<JsonObject>().Select(o => (ValueTexts.Write(o["value"], ShapeKind.Line), EntryTitles.Of(o))) : [];
                yield return new ConditionField($"{AnswerKeys.Scenario}.{key}", EntryTitles.Of(question), "choice", [.. options], []);
            }
        }
    }
}
