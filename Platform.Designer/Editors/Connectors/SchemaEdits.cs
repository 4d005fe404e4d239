using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Designer.Editors.Shapes;

namespace Platform.Designer.Editors.Connectors;

/// <summary>The members of an object in a JSON Schema, one by one. Nothing is changed in place, and what else a schema says is kept.</summary>
public static class SchemaEdits
{
    public const string Properties = "properties";

    private const string Type = "type";
    private const string Object = "object";
    private const string Required = "required";

    /// <summary>The types a member can have, in the order they are offered.</summary>
    public static readonly string[] Types = ["string", "number", "integer", "boolean", Object, "array"];

    /// <summary>True for a schema whose members can stand in rows; others are edited as JSON alone.</summary>
    public static bool HasRows(JsonNode? schema) =>
        schema is null || (schema is JsonObject one && one[Type] is null or JsonValue && TypeOf(schema) is "" or Object && one[Properties] is null or JsonObject && PropertiesOf(one).All(p => p.Value is JsonObject) && one[Required] is null or JsonArray);

    /// <summary>One of <see cref="Types"/>, or empty where it says none or several.</summary>
    public static string TypeOf(JsonNode? schema) => schema is JsonObject one && one[Type] is JsonValue type && type.GetValueKind() == JsonValueKind.String ? type.GetValue<string>() : "";

    public static JsonObject PropertiesOf(JsonNode? schema) => schema is JsonObject one && one[Properties] is JsonObject properties ? properties : [];

    public static bool IsNeeded(JsonNode? schema, string name) => schema is JsonObject one && one[Required] is JsonArray required && required.Any(r => Is(r, name));

    /// <summary>With a new member, a text.</summary>
    public static JsonObject Added(JsonObject? schema)
    {
        var changed = (JsonObject?)schema?.DeepClone() ?? [];
        changed[Type] ??= Object;
        var properties = PropertiesOf(changed);
        properties[NewEntries.FreeName("new", properties.Select(p => p.Key))] = new JsonObject { [Type] = "string" };
        if (properties.Parent is null)
        {
            changed[Properties] = properties;
        }

        return changed;
    }

    /// <summary>With another name for a member, in its old place.</summary>
    public static JsonObject Renamed(JsonObject schema, string from, string to)
    {
        var changed = (JsonObject)schema.DeepClone();
        changed[Properties] = new JsonObject(PropertiesOf(schema).Select(p => KeyValuePair.Create(p.Key == from ? to : p.Key, p.Value?.DeepClone())));
        if (schema[Required] is JsonArray required)
        {
            changed[Required] = new JsonArray([.. required.Select(r => Is(r, from) ? to : r?.DeepClone())]);
        }

        return changed;
    }

    /// <summary>Without a member; null where it says nothing any more.</summary>
    public static JsonObject? Without(JsonObject schema, string name)
    {
        var changed = Needing(schema, name, needed: false);
        PropertiesOf(changed).Remove(name);
        if (PropertiesOf(changed).Count == 0)
        {
            changed.Remove(Properties);
        }

        return changed.All(m => m.Key == Type) ? null : changed;
    }

    /// <summary>A member that has to be there, or need not.</summary>
    public static JsonObject Needing(JsonObject schema, string name, bool needed)
    {
        var changed = (JsonObject)schema.DeepClone();
        var names = (schema[Required] as JsonArray ?? []).Where(r => !Is(r, name)).Select(r => r?.DeepClone()).ToList();
        changed[Required] = new JsonArray([.. names, .. needed ? (IEnumerable<JsonNode?>)[name] : []]);
        if (names.Count == 0 && !needed)
        {
            changed.Remove(Required);
        }

        return changed;
    }

    private static bool Is(JsonNode? word, string name) => word is JsonValue value && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() == name;
}
