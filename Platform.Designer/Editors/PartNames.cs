using System.Text.Json.Nodes;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Forms;
using Platform.Designer.Editors.Shapes;
using Platform.Model.Definitions;
using Platform.Model.Localities;

namespace Platform.Designer.Editors;

/// <summary>What the items of a bundle ask, by name: the fields of their forms, their questions and their materials, so that whoever feeds them chooses instead of typing keys.</summary>
public static class PartNames
{
    /// <param name="items">Codes, each once; one that is nowhere has nothing.</param>
    public static async ValueTask<IReadOnlyDictionary<(string Item, string Member), IReadOnlyList<ReferenceChoice>>> ReadAsync(
        IDefinitions definitions, QuestionLibrary library, LocalityCode owner, IEnumerable<string> items, CancellationToken ct)
    {
        var names = new Dictionary<(string, string), IReadOnlyList<ReferenceChoice>>();
        foreach (var code in items)
        {
            var layers = (await definitions.ListLayersAsync(DefinitionKind.Item, code, owner, ct)).Select(l => JsonNode.Parse(l.Json)).OfType<JsonObject>().ToList();
            var form = layers.Select(l => ValueTexts.Write(l["form"], ShapeKind.Line)).LastOrDefault(f => f.Length > 0);
            var active = form is null ? null : await definitions.FindActiveAsync(DefinitionKind.Form, form, owner, ct);
            var asked = new ItemConditions(active is null ? null : JsonNode.Parse(active.Json) as JsonObject, library);
            var questions = Named(layers, "scenario");
            names[(code, "answers")] = [.. asked.FieldsAt([], Spot.Root).Select(f => new ReferenceChoice(f.Name, f.Label))];
            names[(code, "scenario")] = questions;
            names[(code, "given")] = questions;
            names[(code, "materials")] = Named(layers, "materials");
        }

        return names;
    }

    /// <summary>Entries of a list of all layers, each once, as the lowest names it.</summary>
    private static IReadOnlyList<ReferenceChoice> Named(IEnumerable<JsonObject> layers, string member) =>
        [.. layers.SelectMany(l => l[member] as JsonArray ?? []).OfType<JsonObject>()
            .GroupBy(e => ValueTexts.Write(e["key"], ShapeKind.Line)).Where(g => g.Key.Length > 0)
            .Select(g => new ReferenceChoice(g.Key, g.Select(EntryTitles.Of).LastOrDefault(t => t.Length > 0) ?? g.Key))];
}
