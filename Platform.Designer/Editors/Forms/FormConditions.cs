using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Forms;

namespace Platform.Designer.Editors.Forms;

/// <summary>Conditions and formulas of a form ask about its own questions: those in the same entry of a repeat, and those around it.</summary>
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

    public string? Say(JsonObject document, Spot spot, JsonNode condition) =>
        Read<Condition>(document, condition) is var (form, read) ? ConditionWords.Print(read, form, CultureInfo.CurrentUICulture.Name) : null;

    public string? SayFormula(JsonObject document, Spot spot, JsonNode formula) =>
        Read<Formula>(document, formula) is var (form, read)
            ? FormulaWords.Print(read, form, CultureInfo.CurrentUICulture.Name, FormOutline.Of(document).FirstOrDefault(n => n.Spot.Path == spot.Parent?.Path)?.Subject ?? "")
            : null;

    /// <summary>Null while the form or the part cannot be read.</summary>
    private (Form Form, T Part)? Read<T>(JsonObject document, JsonNode part)
        where T : class
    {
        try
        {
            var form = library().Compose(document).Deserialize<Form>(ModelJson.Options)!;
            return part.Deserialize<T>(ModelJson.Options) is { } read ? (form, read) : null;
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
