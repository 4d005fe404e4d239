using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Connectors;

namespace Platform.Designer.Editors.Connectors;

/// <summary>A member of an object as its JSON Schema says, and how it is typed.</summary>
/// <param name="Kind">Line, number, whole, yes or no, choice; JSON for lists, objects and what nobody knows.</param>
/// <param name="Choices">Of a choice, as they stand in JSON.</param>
public sealed record SchemaMember(string Name, string Title, ShapeKind Kind, bool IsNeeded, string? Hint, IReadOnlyList<JsonNode> Choices);

/// <summary>A place that a mapping can name.</summary>
/// <param name="Pointer">JSON Pointer: <c>/person/name</c>.</param>
public sealed record SchemaPlace(string Pointer, string Title);

/// <summary>What a JSON Schema says about the members of an object, as far as boxes can be made of it.</summary>
public static class SchemaMembers
{
    /// <summary>Deeper ones can be typed.</summary>
    private const int Deepest = 4;

    public static bool HasMembers(JsonNode? schema) => Properties(schema).Count > 0;

    /// <summary>The members the schema names, then those that stand in the value besides.</summary>
    public static IReadOnlyList<SchemaMember> Of(JsonNode? schema, JsonObject? value)
    {
        var properties = Properties(schema);
        return
        [
            .. properties.Select(p => Member(p.Key, p.Value, schema)),
            .. (value ?? []).Where(m => properties.All(p => p.Key != m.Key)).Select(m => new SchemaMember(m.Key, m.Key, ShapeKind.Json, false, null, [])),
        ];
    }

    /// <summary>Every member a value of the schema can have, outermost first; of a list its first entry.</summary>
    public static IReadOnlyList<SchemaPlace> Places(JsonNode? schema) => [.. Below(schema, "", 0)];

    /// <summary>The members of a value that is known itself.</summary>
    public static IReadOnlyList<SchemaPlace> Places(JsonObject? value) => value is null ? [] : [.. value.Select(m => new SchemaPlace(JsonMapping.Below("", m.Key), m.Key))];

    /// <summary>As it stands in its box.</summary>
    public static string Write(SchemaMember member, JsonNode? value) => ValueTexts.Write(value, member.Kind == ShapeKind.Json || value is JsonObject or JsonArray ? ShapeKind.Json : ShapeKind.Line);

    private static IEnumerable<SchemaPlace> Below(JsonNode? schema, string at, int depth)
    {
        if (depth >= Deepest)
        {
            yield break;
        }

        foreach (var (name, property) in Properties(schema))
        {
            var pointer = JsonMapping.Below(at, name);
            yield return new SchemaPlace(pointer, TextOf(property, "title") ?? name);
            foreach (var inner in Below(property, pointer, depth + 1))
            {
                yield return inner;
            }
        }

        if (schema is JsonObject { } list && list["items"] is JsonObject items && depth > 0)
        {
            foreach (var inner in Below(items, at + "/0", depth + 1))
            {
                yield return inner;
            }
        }
    }

    private static SchemaMember Member(string name, JsonNode? property, JsonNode? schema)
    {
        IReadOnlyList<JsonNode> choices = property is JsonObject { } one && one["enum"] is JsonArray words && words.All(w => w is JsonValue) ? [.. words.OfType<JsonNode>()] : [];
        var kind = choices.Count > 0 ? ShapeKind.Choice : TextOf(property, "type") switch
        {
            "string" => ShapeKind.Line,
            "number" => ShapeKind.Number,
            "integer" => ShapeKind.Whole,
            "boolean" => ShapeKind.YesNo,
            _ => ShapeKind.Json,
        };
        var needed = schema?["required"] is JsonArray required && required.Any(r => r is JsonValue word && word.GetValueKind() == JsonValueKind.String && word.GetValue<string>() == name);
        return new SchemaMember(name, TextOf(property, "title") ?? name, kind, needed, TextOf(property, "description"), choices);
    }

    private static JsonObject Properties(JsonNode? schema) => schema is JsonObject one && one["properties"] is JsonObject properties ? properties : [];

    private static string? TextOf(JsonNode? node, string member) => node is JsonObject one && one[member] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
