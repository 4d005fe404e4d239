using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Model.Forms;

/// <summary>
/// Reads and writes the alternatives of a closed family, told apart by one member. Unlike the serializer's own polymorphism it refuses a missing or unknown tag
/// as what it is, a fault of the file (<see cref="JsonException"/>), and the tag may stand anywhere in the object.
/// </summary>
internal abstract class TaggedConverter<T>(string tagName) : JsonConverter<T>
    where T : DefinitionPart
{
    /// <summary>Null for a tag that is unknown.</summary>
    protected abstract Type? TypeOf(string tag);

    /// <summary>Null for a type that writes its tag itself.</summary>
    protected abstract string? TagOf(T value);

    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var tag = FindTag(reader) ?? throw new JsonException($"An object with the member '{tagName}' is expected.");
        var type = TypeOf(tag) ?? throw new JsonException($"'{tag}' is no known '{tagName}'.");
        try
        {
            return JsonSerializer.Deserialize(ref reader, type, options) is T value ? value with { More = WithoutTag(value.More) } : null;
        }
        catch (JsonException inner)
        {
            // Without a path of its own, so that the reader around adds where in the whole file it is.
            throw new JsonException(inner.Message, inner);
        }
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        if (TagOf(value) is not { } tag)
        {
            JsonSerializer.Serialize(writer, value, value.GetType(), options);
            return;
        }

        var node = JsonSerializer.SerializeToNode(value, value.GetType(), options)!.AsObject();
        node.Insert(0, tagName, tag);
        node.WriteTo(writer, options);
    }

    /// <summary>Looks ahead on a copy of the reader.</summary>
    private string? FindTag(Utf8JsonReader ahead)
    {
        if (ahead.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName)
        {
            var isTag = ahead.ValueTextEquals(tagName);
            ahead.Read();
            if (isTag)
            {
                return ahead.TokenType == JsonTokenType.String ? ahead.GetString() : null;
            }

            ahead.Skip();
        }

        return null;
    }

    private Dictionary<string, JsonElement>? WithoutTag(IDictionary<string, JsonElement>? more)
    {
        var rest = more?.Where(m => m.Key != tagName).ToDictionary(StringComparer.Ordinal);
        return rest is { Count: > 0 } ? rest : null;
    }
}

/// <summary>A family whose alternatives are named by a table.</summary>
internal abstract class TaggedByTableConverter<T>(string tagName, IReadOnlyDictionary<string, Type> types) : TaggedConverter<T>(tagName)
    where T : DefinitionPart
{
    private readonly Dictionary<Type, string> _tags = types.ToDictionary(t => t.Value, t => t.Key);

    protected override Type? TypeOf(string tag) => types.GetValueOrDefault(tag);

    protected override string? TagOf(T value) => _tags[value.GetType()];
}
