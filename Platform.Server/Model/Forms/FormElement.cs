using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Model.Forms;

/// <summary>A field or a repeat. In the file <c>type</c> tells them apart: <c>repeat</c>, or one of <see cref="FieldType"/>.</summary>
[JsonConverter(typeof(FormElementConverter))]
public abstract record FormElement : DefinitionPart
{
    /// <summary>Name of the answer: a letter, then letters, digits and underscores. Unique in the form, or in the repeat and all around it.</summary>
    [JsonPropertyOrder(-4)]
    public required string Key { get; init; }

    [JsonPropertyOrder(-2)]
    public LocalizedText Label { get; init; } = LocalizedText.Empty;

    [JsonPropertyOrder(-1)]
    public LocalizedText? Hint { get; init; }

    /// <summary>The element is left out, and its answer dropped, when this does not hold. Null: always shown.</summary>
    public Condition? VisibleWhen { get; init; }
}

/// <summary>A list of items that each answer the same questions: members of a household, their incomes.</summary>
public sealed record FormRepeat : FormElement
{
    /// <summary>Fewest items, 0 or more.</summary>
    public int MinItems { get; init; }

    /// <summary>Most items; null takes the limit of the platform (<see cref="FormLimits.MaxItems"/>).</summary>
    public int? MaxItems { get; init; }

    /// <summary>What one item is called: "成员". Null takes the label.</summary>
    public LocalizedText? ItemLabel { get; init; }

    public IReadOnlyList<FormElement> Elements { get; init => field = List(value); } = [];
}

internal sealed class FormElementConverter : JsonConverter<FormElement>
{
    private const string RepeatType = "repeat";

    public override FormElement? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TypeOf(reader) == RepeatType
            ? JsonSerializer.Deserialize<FormRepeat>(ref reader, options) is { } repeat ? repeat with { More = WithoutType(repeat.More) } : null
            : JsonSerializer.Deserialize<FormField>(ref reader, options);

    public override void Write(Utf8JsonWriter writer, FormElement value, JsonSerializerOptions options)
    {
        if (value is FormRepeat repeat)
        {
            var node = JsonSerializer.SerializeToNode(repeat, options)!.AsObject();
            node.Insert(0, "type", RepeatType);
            node.WriteTo(writer, options);
        }
        else
        {
            JsonSerializer.Serialize(writer, (FormField)value, options);
        }
    }

    /// <summary>Looks ahead on a copy of the reader.</summary>
    private static string? TypeOf(Utf8JsonReader ahead)
    {
        if (ahead.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (ahead.Read() && ahead.TokenType == JsonTokenType.PropertyName)
        {
            var isType = ahead.ValueTextEquals("type"u8);
            ahead.Read();
            if (isType)
            {
                return ahead.TokenType == JsonTokenType.String ? ahead.GetString() : null;
            }

            ahead.Skip();
        }

        return null;
    }

    private static Dictionary<string, JsonElement>? WithoutType(IDictionary<string, JsonElement>? more)
    {
        var rest = more?.Where(m => m.Key != "type").ToDictionary(StringComparer.Ordinal);
        return rest is { Count: > 0 } ? rest : null;
    }
}
