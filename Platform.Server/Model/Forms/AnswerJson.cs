using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Model.Forms;

/// <summary>
/// JSON trees of answers. Their leaves are strings, decimals and booleans held as such, so that reading one neither parses nor allocates;
/// a number beyond decimal stays as it was written.
/// </summary>
internal static class AnswerJson
{
    public static JsonNode? Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var values = new JsonObject();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var name = reader.GetString()!;
                    reader.Read();
                    if (!values.TryAdd(name, Read(ref reader)))
                    {
                        throw new JsonException($"The name '{name}' is given twice.");
                    }
                }

                return values;
            case JsonTokenType.StartArray:
                var items = new JsonArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Read(ref reader));
                }

                return items;
            case JsonTokenType.String:
                return JsonValue.Create(reader.GetString());
            case JsonTokenType.Number:
                return reader.TryGetDecimal(out var number) ? JsonValue.Create(number) : JsonValue.Create(JsonElement.ParseValue(ref reader));
            case JsonTokenType.True or JsonTokenType.False:
                return JsonValue.Create(reader.GetBoolean());
            case JsonTokenType.Null:
                return null;
            default:
                throw new JsonException($"Unexpected {reader.TokenType} in answers.");
        }
    }

    /// <summary>A copy whose leaves have the types this class promises, whatever they were made of.</summary>
    public static JsonNode? Copy(JsonNode? node)
    {
        switch (node)
        {
            case null:
                return null;
            case JsonObject values:
                var members = new KeyValuePair<string, JsonNode?>[values.Count];
                for (var i = 0; i < members.Length; i++)
                {
                    var (name, value) = values.GetAt(i);
                    members[i] = new(name, Copy(value));
                }

                return new JsonObject(members);
            case JsonArray items:
                var list = new JsonNode?[items.Count];
                for (var i = 0; i < list.Length; i++)
                {
                    list[i] = Copy(items[i]);
                }

                return new JsonArray(list);
            default:
                return Leaf((JsonValue)node);
        }
    }

    public static JsonNode? Find(JsonNode? at, IReadOnlyList<PathStep> steps)
    {
        foreach (var step in steps)
        {
            at = Child(at, step);
        }

        return at;
    }

    public static void Set(JsonObject root, IReadOnlyList<PathStep> steps, JsonNode? value)
    {
        JsonNode at = root;
        for (var i = 0; i < steps.Count - 1; i++)
        {
            if (Child(at, steps[i]) is not { } next || next is JsonValue)
            {
                next = steps[i + 1].Name is null ? new JsonArray() : new JsonObject();
                Put(at, steps[i], next);
            }

            at = next;
        }

        Put(at, steps[^1], value);
    }

    public static void Remove(JsonObject root, IReadOnlyList<PathStep> steps)
    {
        var last = steps[^1];
        switch (Find(root, [.. steps.SkipLast(1)]))
        {
            case JsonObject values when last.Name is { } name:
                values.Remove(name);
                break;
            case JsonArray items when last.Name is null && last.Index < items.Count:
                items.RemoveAt(last.Index);
                break;
        }
    }

    private static JsonNode? Child(JsonNode? at, PathStep step) => at switch
    {
        JsonObject values when step.Name is { } name => values[name],
        JsonArray items when step.Name is null && step.Index < items.Count => items[step.Index],
        _ => null,
    };

    private static void Put(JsonNode at, PathStep step, JsonNode? value)
    {
        switch (at)
        {
            case JsonObject values when step.Name is { } name:
                values[name] = value;
                break;
            case JsonArray items when step.Name is null && step.Index < items.Count:
                items[step.Index] = value;
                break;
            case JsonArray items when step.Name is null && step.Index == items.Count:
                items.Add(value);
                break;
            default:
                throw new FormatException($"The path does not fit the answers: {(step.Name is { } n ? $"'{n}' needs an object" : $"[{step.Index}] needs a list of at least that many items")}.");
        }
    }

    private static JsonNode? Leaf(JsonValue value)
    {
        if (value.TryGetValue<string>(out var text))
        {
            return JsonValue.Create(text);
        }

        if (value.TryGetValue<decimal>(out var number))
        {
            return JsonValue.Create(number);
        }

        if (value.TryGetValue<bool>(out var flag))
        {
            return JsonValue.Create(flag);
        }

        var reader = new Utf8JsonReader(JsonSerializer.SerializeToUtf8Bytes(value, ModelJson.Options));
        reader.Read();
        return Read(ref reader);
    }
}
