using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Model;

/// <summary>
/// The dialect for what comes from outside: it takes a type at its word. A member that may not be null is neither null nor left out, a list has no holes,
/// a name is given once. What does not fit is a <see cref="JsonException"/>, so that it is refused where it enters and nowhere later.
/// </summary>
public static class StrictJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Makes these options strict; they keep what else they say.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        options.RespectNullableAnnotations = true;
        options.AllowDuplicateProperties = false;
        options.TypeInfoResolver = (options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(Demand);
        options.Converters.Add(new WholeObject());
    }

    /// <summary>Looks into all of a value; a member given twice or text that is no Unicode is a <see cref="JsonException"/>.</summary>
    public static void DemandWhole(JsonElement element)
    {
        try
        {
            Look(element);
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("The value holds text that is no Unicode.", e);
        }
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(ModelJson.Options);
        Apply(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private static void Demand(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        foreach (var property in type.Properties)
        {
            property.IsRequired |= property.AssociatedParameter is { HasDefaultValue: false, IsNullable: false };
        }

        var lists = type.Properties.Where(p => p.Get is not null && IsListOfObjects(p.PropertyType)).ToList();
        if (lists.Count > 0)
        {
            type.OnDeserialized += value => lists.ForEach(list => RefuseHoles(list, value));
        }
    }

    private static bool IsListOfObjects(Type type) =>
        type != typeof(string) && !typeof(JsonNode).IsAssignableFrom(type) && !typeof(IDictionary).IsAssignableFrom(type) && typeof(IEnumerable).IsAssignableFrom(type)
        && (type.IsArray ? !type.GetElementType()!.IsValueType : type.IsGenericType && type.GetGenericArguments() is [{ IsValueType: false }]);

    private static void RefuseHoles(JsonPropertyInfo list, object value)
    {
        var position = 0;
        foreach (var item in list.Get!(value) as IEnumerable ?? Array.Empty<object>())
        {
            if (item is null)
            {
                throw new JsonException($"The list '{list.Name}' was missing required properties, including: '{list.Name}[{position}]'.");
            }

            position++;
        }
    }

    private static void Look(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var names = new HashSet<string>(StringComparer.Ordinal);
                foreach (var member in element.EnumerateObject())
                {
                    if (!names.Add(member.Name))
                    {
                        throw new JsonException($"The name '{member.Name}' is given twice.");
                    }

                    Look(member.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    Look(item);
                }

                break;
            case JsonValueKind.String:
                _ = element.GetString();
                break;
        }
    }

    /// <summary>
    /// Reads a free object at once and whole. The framework's own reader puts off looking into it, so that a member given twice or text that is no Unicode
    /// would only be found by whoever uses it, as a fault of the server.
    /// </summary>
    private sealed class WholeObject : JsonConverter<JsonObject>
    {
        public override JsonObject? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new JsonException($"The JSON value could not be converted to {typeof(JsonObject)}.");
            }

            DemandWhole(document.RootElement);
            return JsonObject.Create(document.RootElement.Clone());
        }

        public override void Write(Utf8JsonWriter writer, JsonObject value, JsonSerializerOptions options) => value.WriteTo(writer, options);
    }
}
