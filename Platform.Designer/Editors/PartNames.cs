using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Forms;
using Platform.Designer.Editors.Shapes;
using Platform.Model.Definitions;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Designer.Editors;

/// <summary>What the items of a bundle ask, by name: the fields of their forms, their questions with the options, and their materials, so that whoever feeds them chooses instead of typing keys.</summary>
public static class PartNames
{
    /// <param name="items">Codes, each once; one that is nowhere has nothing.</param>
    public static async ValueTask<IReadOnlyDictionary<(string Item, string Member), IReadOnlyList<ReferenceChoice>>> ReadAsync(
        IDefinitions definitions, QuestionLibrary library, LocalityCode owner, IEnumerable<string> items, CancellationToken ct)
    {
        var names = new Dictionary<(string, string), IReadOnlyList<ReferenceChoice>>();
        foreach (var code in items)
        {
            var layers = await definitions.ListLayersAsync(DefinitionKind.Item, code, owner, ct);
            var item = ItemLayers.Together([.. layers.Select(l => new ItemLayer(l.Id.Owner, JsonElement.Parse(l.Json)))]);
            var form = ValueTexts.Write(item["form"], ShapeKind.Line);
            var active = form.Length == 0 ? null : await definitions.FindActiveAsync(DefinitionKind.Form, form, owner, ct);
            var asked = new ItemConditions(active is null ? null : JsonNode.Parse(active.Json) as JsonObject, library);
            var questions = Named(item, "scenario", "key");
            names[(code, "answers")] = [.. asked.FieldsAt([], Spot.Root).Select(f => new ReferenceChoice(f.Name, f.Label))];
            names[(code, "scenario")] = questions;
            names[(code, "given")] = questions;
            names[(code, "materials")] = Named(item, "materials", "key");
            foreach (var question in Entries(item, "scenario"))
            {
                names[(code, $"given.{ValueTexts.Write(question["key"], ShapeKind.Line)}")] = Named(question, "options", "value");
            }
        }

        return names;
    }

    /// <summary>Entries of a list by what they are called.</summary>
    private static IReadOnlyList<ReferenceChoice> Named(JsonObject holder, string member, string by) =>
        [.. Entries(holder, member).Select(e => (Key: ValueTexts.Write(e[by], ShapeKind.Line), Title: EntryTitles.Of(e))).Where(e => e.Key.Length > 0).DistinctBy(e => e.Key)
            .Select(e => new ReferenceChoice(e.Key, e.Title.Length > 0 ? e.Title : e.Key))];

    private static IEnumerable<JsonObject> Entries(JsonObject holder, string member) => (holder[member] as JsonArray ?? []).OfType<JsonObject>();
}
