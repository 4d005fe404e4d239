using System.Globalization;
using System.Text.Json.Nodes;

namespace Platform.Model.Forms;

/// <summary>Turns the fields of a posted HTML form, named by their paths, into answers.</summary>
public static class FormPost
{
    /// <summary>
    /// Replaces the answers of a page, or of the whole form, by what was posted; answers of other pages stay. Indexes may have gaps (removed rows): items move up in their order.
    /// Names that are no question of the page are passed over. A text that is no number where one is expected stays a text, which validation then names.
    /// </summary>
    /// <param name="page">Null for the whole form.</param>
    /// <param name="posted">Name and value; a name may occur several times (ticked options, files).</param>
    public static Answers Apply(Form form, FormPage? page, Answers before, IEnumerable<KeyValuePair<string, string>> posted)
    {
        var index = FormIndex.Of(form);
        var root = before.ToJson();
        var elements = index.Top.Where(n => n.HasAnswer && (page is null || n.Page.Key == page.Key)).ToList();
        elements.ForEach(n => root.Remove(n.Key));
        var values = posted.Select(p => (Steps: FieldPath.TryParse(p.Key, out var path) ? path.Steps : [], p.Value)).Where(p => p.Steps.Count > 0).ToList();
        Fill(root, elements, values, depth: 0);
        return Answers.Wrap(root);
    }

    private static void Fill(JsonObject target, IEnumerable<FormNode> nodes, List<(IReadOnlyList<PathStep> Steps, string Value)> values, int depth)
    {
        var byName = values.Where(v => v.Steps.Count > depth).ToLookup(v => v.Steps[depth].Name, StringComparer.Ordinal);
        foreach (var node in nodes.Where(n => n.HasAnswer && byName.Contains(n.Key)))
        {
            var own = byName[node.Key].ToList();
            var answer = node.Element is FormField field ? Field(field, own, depth + 1) : Items(node, own, depth + 1);
            if (answer is not null)
            {
                target[node.Key] = answer;
            }
        }
    }

    private static JsonArray? Items(FormNode repeat, List<(IReadOnlyList<PathStep> Steps, string Value)> values, int depth)
    {
        var items = new JsonArray();
        foreach (var item in values.Where(v => v.Steps.Count > depth && v.Steps[depth].Name is null).GroupBy(v => v.Steps[depth].Index).OrderBy(g => g.Key))
        {
            var answers = new JsonObject();
            Fill(answers, repeat.Children, [.. item], depth + 1);
            items.Add(answers);
        }

        return items.Count == 0 ? null : items;
    }

    private static JsonNode? Field(FormField field, List<(IReadOnlyList<PathStep> Steps, string Value)> values, int depth)
    {
        if (field.Type == FieldType.Address)
        {
            var parts = values.Where(v => v.Steps.Count == depth + 1 && v.Steps[depth].Name is AddressParts.Division or AddressParts.Detail && v.Value.Length > 0)
                .DistinctBy(v => v.Steps[depth].Name)
                .Select(v => KeyValuePair.Create(v.Steps[depth].Name!, (JsonNode?)JsonValue.Create(v.Value)));
            var address = new JsonObject(parts);
            return address.Count == 0 ? null : address;
        }

        var given = values.Where(v => v.Steps.Count == depth && v.Value.Length > 0).Select(v => v.Value).ToList();
        return given.Count == 0 ? null
            : FormTypes.IsList(field.Type) ? new JsonArray([.. given.Select(g => (JsonNode?)JsonValue.Create(g))])
            : One(field.Type, given[0]);
    }

    private static JsonValue One(FieldType type, string text) => type switch
    {
        FieldType.Boolean when text is "true" or "on" => JsonValue.Create(true),
        FieldType.Boolean when text is "false" => JsonValue.Create(false),
        FieldType.Number or FieldType.Integer when Number(AnswerText.Text(type, text)) is { } number => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) ? number : null;
}
