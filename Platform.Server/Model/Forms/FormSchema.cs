using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Model.Forms;

/// <summary>
/// A form as JSON Schema 2020-12, for those who build their own front. What the schema accepts may still be refused where it cannot say a rule; such a rule stands beside it:
/// <c>x-type</c> (type of the field), <c>x-checksum</c>, <c>x-minimum</c> and <c>x-maximum</c> (amounts and days), <c>x-decimals</c>, <c>x-codeTable</c>,
/// <c>x-requiredWhen</c> and <c>x-visibleWhen</c> (the condition and, in words, its text).
/// </summary>
public static class FormSchema
{
    public const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    /// <param name="culture">Language of titles and descriptions: zh-CN or en.</param>
    public static JsonObject ToJsonSchema(Form form, CodeTables codeTables, string culture, FormLimits? limits = null)
    {
        var schema = new JsonObject
        {
            ["$schema"] = Dialect,
            ["$id"] = $"urn:platform:form:{form.Key}",
            ["title"] = form.Title.In(culture),
        };
        var index = FormIndex.Of(form);
        new SchemaWriter(form, index, codeTables, culture, limits ?? FormLimits.Default).Object(schema, index.Top, repeat: null);
        schema["properties"]![AnswerKeys.Scenario] = new JsonObject { ["type"] = "object", ["additionalProperties"] = new JsonObject { ["type"] = "string", ["maxLength"] = 200 }, ["maxProperties"] = 99 };
        return schema;
    }
}

/// <summary>Writes the objects of the schema: the whole form, and the items of repeats.</summary>
internal sealed class SchemaWriter(Form form, FormIndex index, CodeTables codeTables, string culture, FormLimits limits)
{
    private readonly ConditionSchema _conditions = new(index);
    private readonly FieldSchema _fields = new(codeTables, culture, limits);

    public void Object(JsonObject schema, IEnumerable<FormNode> nodes, FormNode? repeat)
    {
        var (properties, required, rules) = (new JsonObject(), new JsonArray(), new JsonArray());
        foreach (var node in nodes.Where(n => n.HasAnswer))
        {
            var property = Property(node);
            var needed = Needed(node);
            if (needed is AlwaysCondition)
            {
                required.Add(node.Key);
            }
            else if (needed is not null && _conditions.TryWrite(needed, repeat) is { } when)
            {
                rules.Add(new JsonObject { ["if"] = when, ["then"] = new JsonObject { ["required"] = new JsonArray(node.Key) } });
            }
            else if (needed is not null)
            {
                property["x-requiredWhen"] = InWords(needed, repeat);
            }

            if (Shown(node) is { } shown)
            {
                property["x-visibleWhen"] = InWords(shown, repeat);
            }

            properties[node.Key] = property;
        }

        (schema["type"], schema["properties"], schema["additionalProperties"]) = ("object", properties, false);
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        if (rules.Count > 0)
        {
            schema["allOf"] = rules;
        }
    }

    private JsonObject Property(FormNode node)
    {
        if (node.Element is not FormRepeat repeat)
        {
            return _fields.Write((FormField)node.Element, isAlwaysRequired: Needed(node) is AlwaysCondition);
        }

        var items = new JsonObject();
        Object(items, node.Children, node);
        return new JsonObject
        {
            ["title"] = repeat.Label.In(culture),
            ["type"] = "array",
            ["minItems"] = repeat.MinItems,
            ["maxItems"] = FormRules.MostItems(repeat, limits),
            ["items"] = items,
        };
    }

    /// <summary>When an answer must be there: when the element is shown and requires one. Null: never.</summary>
    private static Condition? Needed(FormNode node)
    {
        var own = node.Element switch
        {
            FormRepeat { MinItems: > 0 } => Condition.Always,
            FormField { Calculated: null } field => field.Required,
            _ => null,
        };
        return own is null ? null : All(Shown(node), own);
    }

    private static Condition? Shown(FormNode node)
    {
        var all = node.Repeat is null ? All(node.Page.VisibleWhen, node.Section.VisibleWhen, node.Element.VisibleWhen) : All(node.Element.VisibleWhen);
        return all is AlwaysCondition ? null : all;
    }

    private static Condition All(params Condition?[] conditions)
    {
        var parts = conditions.OfType<Condition>().Where(c => c is not AlwaysCondition).ToList();
        return parts switch { [] => Condition.Always, [var one] => one, _ => new AllCondition { Conditions = parts } };
    }

    private JsonObject InWords(Condition condition, FormNode? repeat) => new()
    {
        ["text"] = ConditionWords.Print(condition, form, culture, repeat?.Path ?? "", codeTables),
        ["condition"] = JsonSerializer.SerializeToNode(condition, ModelJson.Options),
    };
}
