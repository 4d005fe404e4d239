using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Forms;

namespace Platform.Designer.Editors.Forms;

/// <summary>Conditions of a form ask about its own questions: those in the same entry of a repeat, and those around it.</summary>
/// <param name="library">What the questions of the library ask.</param>
public sealed class FormConditions(Func<QuestionLibrary> library) : IConditionSurroundings
{
    public IReadOnlyList<ConditionField> FieldsAt(JsonObject document, Spot spot)
    {
        var nodes = FormOutline.Of(library().Compose(document));
        var holders = nodes.Where(n => n.Kind == OutlineKind.Repeat && spot.Path.StartsWith(n.Inside!.Path + "[", StringComparison.Ordinal)).ToList();
        var around = holders.SelectMany(h => Direct(nodes, h.Inside!)).Reverse();
        return [.. around.Concat(Top(nodes)).DistinctBy(f => f.Name)];
    }

    public string? Say(JsonObject document, Spot spot, JsonNode condition)
    {
        try
        {
            var form = library().Compose(document).Deserialize<Form>(ModelJson.Options)!;
            return condition.Deserialize<Condition>(ModelJson.Options) is { } read ? ConditionWords.Print(read, form, CultureInfo.CurrentUICulture.Name) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<ConditionField> Top(IReadOnlyList<OutlineNode> nodes) =>
        nodes.Where(n => n.Kind == OutlineKind.Section).SelectMany(s => Direct(nodes, s.Inside!));

    private static IEnumerable<ConditionField> Direct(IReadOnlyList<OutlineNode> nodes, Spot holder) =>
        nodes.Where(n => n.Holder.Path == holder.Path && n.Type != "note").Select(n => Field(nodes, n));

    private static ConditionField Field(IReadOnlyList<OutlineNode> nodes, OutlineNode node) => new(
        node.Key,
        node.Title,
        node.Kind == OutlineKind.Repeat ? "repeat" : node.Type,
        node.Element["options"] is JsonArray options ? [.. options.OfType<JsonObject>().Select(o => (ValueTexts.Write(o["value"], ShapeKind.Line), EntryTitles.Of(o)))] : [],
        node.Kind == OutlineKind.Repeat ? [.. Direct(nodes, node.Inside!)] : []);
}
