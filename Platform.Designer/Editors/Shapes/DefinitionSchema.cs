using System.Text.Json.Nodes;
using Microsoft.Extensions.Localization;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Flows;
using Platform.Model.Forms;
using Platform.Model.Items;

namespace Platform.Designer.Editors.Shapes;

/// <summary>
/// JSON Schemas (2020-12) of definition files, for editors outside the designer: made from the records of the model, with the words of the designer as titles. They
/// say what can be written; what is right besides, the checks know.
/// </summary>
public sealed class DefinitionSchema(IStringLocalizer<EditorsText> texts, IFlowVocabulary vocabulary)
{
    private const string Definitions = "$defs";

    /// <summary>Null for a kind that has no files.</summary>
    public JsonObject? Of(DefinitionKind kind)
    {
        var shape = KindShapes.Find(kind);
        if (shape is null && kind != DefinitionKind.Flow)
        {
            return null;
        }

        var parts = new JsonObject();
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = texts["kind." + kind].Value,
        };

        foreach (var (name, value) in shape is null ? FlowSchema.Of(vocabulary, parts) : Record(shape, parts))
        {
            schema[name] = value?.DeepClone();
        }

        schema[Definitions] = parts;
        return schema;
    }

    private JsonObject Record(RecordShape shape, JsonObject parts)
    {
        var record = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject(shape.Members.Select(m => KeyValuePair.Create(m.Name, (JsonNode?)Member(shape, m, parts)))) };
        if (IsOfItem(shape) && shape.Type != typeof(ServiceItem))
        {
            record["properties"]![RecordShape.Removed] = new JsonObject { ["type"] = "boolean", ["title"] = texts["schema.removed"].Value };
        }

        if (!IsOfItem(shape) && shape.Members.Where(m => m is { IsNeeded: true, MayBeNull: false }).Select(m => m.Name).ToList() is { Count: > 0 } needed)
        {
            record["required"] = new JsonArray([.. needed.Select(n => JsonValue.Create(n))]);
        }

        return record;
    }

    /// <summary>The layer of an item states only what its owner decides, in its parts too.</summary>
    private static bool IsOfItem(RecordShape shape) => shape.Type.Namespace == typeof(ServiceItem).Namespace;

    private JsonObject Member(RecordShape shape, MemberShape member, JsonObject parts)
    {
        var schema = Value(shape, member, parts);
        schema["title"] = MemberWords.Name(texts, shape, member);
        if (MemberWords.Hint(texts, shape, member) is { } hint)
        {
            schema["description"] = hint;
        }

        return schema;
    }

    private JsonObject Value(RecordShape shape, MemberShape member, JsonObject parts) => member.Kind switch
    {
        ShapeKind.Line => Typed("string", member),
        ShapeKind.Wording or ShapeKind.Passage or ShapeKind.Prose => Wording(member),
        ShapeKind.Whole => Typed("integer", member),
        ShapeKind.Number => Typed("number", member),
        ShapeKind.YesNo => Typed("boolean", member),
        ShapeKind.Day => Typed("string", member, "date"),
        ShapeKind.Choice => new() { ["enum"] = new JsonArray([.. member.Choices.Select(c => (JsonNode?)JsonValue.Create(c)), .. IsNull(member) ? (IEnumerable<JsonNode?>)[null] : []]) },
        ShapeKind.Choices => List(member, new() { ["enum"] = Words(member) }),
        ShapeKind.Lines => List(member, new() { ["type"] = "string" }),
        ShapeKind.Wordings => List(member, Wording(null)),
        ShapeKind.Pairs when member.Choices.Count > 0 => new() { ["type"] = Types("object", member), ["additionalProperties"] = new JsonObject { ["enum"] = Words(member) } },
        ShapeKind.NamedParts => new() { ["type"] = Types("object", member), ["additionalProperties"] = Reference(member.PartShape!, parts) },
        ShapeKind.Pairs => new() { ["type"] = Types("object", member), ["additionalProperties"] = new JsonObject { ["type"] = "string" } },
        ShapeKind.NamedWordings => new() { ["type"] = Types("object", member), ["additionalProperties"] = Wording(null) },
        ShapeKind.Bound => new() { ["type"] = new JsonArray("number", "string", "null") },
        ShapeKind.Part => Reference(member.PartShape!, parts),
        ShapeKind.Parts => List(member, Reference(member.PartShape!, parts)),
        _ when member.Name == "elements" && (shape.Type == typeof(FormSection) || shape.Type == typeof(FormRepeat)) => List(member, Element(parts)),
        _ when member.Name == "field" && shape.Type == typeof(Question) => Reference(RecordShape.Of(typeof(FormField)), parts),
        _ => [],
    };

    /// <summary>What stands in a section: a repeat and a question of the library say so, everything else is a question of the form.</summary>
    private JsonObject Element(JsonObject parts) => OfType("repeat", typeof(FormRepeat), OfType("question", typeof(FormQuestion), Reference(RecordShape.Of(typeof(FormField)), parts), parts), parts);

    private JsonObject OfType(string type, Type record, JsonObject otherwise, JsonObject parts) => new()
    {
        ["if"] = new JsonObject { ["properties"] = new JsonObject { ["type"] = new JsonObject { ["const"] = type } }, ["required"] = new JsonArray("type") },
        ["then"] = Reference(RecordShape.Of(record), parts),
        ["else"] = otherwise,
    };

    private JsonObject Reference(RecordShape shape, JsonObject parts)
    {
        if (!parts.ContainsKey(shape.Name))
        {
            // Records may hold each other: the place is taken before the members are looked at.
            parts[shape.Name] = new JsonObject();
            parts[shape.Name] = Record(shape, parts);
        }

        return new() { ["$ref"] = $"#/{Definitions}/{shape.Name}" };
    }

    private static JsonArray Words(MemberShape member) => [.. member.Choices.Select(c => JsonValue.Create(c))];

    private static JsonObject Typed(string type, MemberShape member, string? format = null)
    {
        var schema = new JsonObject { ["type"] = Types(type, member) };
        if (format is not null)
        {
            schema["format"] = format;
        }

        return schema;
    }

    /// <summary>One text for the Chinese, or an object of texts by language.</summary>
    private static JsonObject Wording(MemberShape? member) => new()
    {
        ["type"] = member is null || !IsNull(member) ? new JsonArray("string", "object") : new JsonArray("string", "object", "null"),
        ["properties"] = new JsonObject { [LocalizedText.Chinese] = new JsonObject { ["type"] = "string" }, [LocalizedText.English] = new JsonObject { ["type"] = "string" } },
        ["additionalProperties"] = new JsonObject { ["type"] = "string" },
    };

    private static JsonObject List(MemberShape member, JsonObject entry) => new() { ["type"] = Types("array", member), ["items"] = entry };

    private static JsonNode Types(string type, MemberShape member) => IsNull(member) ? new JsonArray(type, "null") : type;

    private static bool IsNull(MemberShape member) => member.MayBeNull || !member.IsNeeded;
}
