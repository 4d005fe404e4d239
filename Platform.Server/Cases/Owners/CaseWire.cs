using System.Collections;
using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Server.Data;

namespace Platform.Server.Cases.Owners;

/// <summary>
/// How commands and answers are written between nodes: JSON, sealed with the keys of personal data, so that whoever reads the network learns nothing of a case and
/// whoever writes to it commands nothing. A published item travels as the name of its version. Nodes of two releases talk to each other during an upgrade: a
/// member may be added, none may be renamed.
/// </summary>
internal sealed class CaseWire(IPersonalData personal, IItemCatalogue items)
{
    private static readonly FrozenDictionary<string, Type> Kinds =
        typeof(CaseCommand).Assembly.GetTypes().Where(t => t is { IsAbstract: false, IsNested: false } && t.IsAssignableTo(typeof(CaseCommand))).ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);

    private static readonly JsonSerializerOptions Json = new(ModelJson.Options) { Converters = { new ItemElsewhere(), new WireValue() } };

    public byte[] Write(CaseCommand command) =>
        Seal(new Letter(command.GetType().Name, command.Brought?.VersionId, JsonSerializer.SerializeToElement(command, command.GetType(), Json)));

    public async ValueTask<CaseCommand> ReadCommandAsync(byte[] written, CancellationToken ct)
    {
        var letter = Unseal<Letter>(written);
        var kind = Kinds.GetValueOrDefault(letter.Kind) ?? throw new InvalidOperationException($"This node does not know the command {letter.Kind}; another one runs a newer release.");
        var command = (CaseCommand)letter.Body.Deserialize(kind, Json)!;
        return letter.Item is { } item ? command.Bringing(await items.GetAsync(item, ct)) : command;
    }

    public byte[] Write(CaseReply reply) => Seal(new Answer(
        reply.File is { } file ? CaseStateJson.Write(file, static json => JsonSerializer.Deserialize<JsonElement>(json)) : null,
        reply.File?.Number,
        reply.File?.Content,
        reply.Repeated,
        reply.Problems,
        reply.Outage));

    public CaseReply ReadReply(byte[] written)
    {
        var answer = Unseal<Answer>(written);
        var file = answer.State is { } state ? state.Deserialize<CaseFile>(ModelJson.Terse)! with { Number = answer.Number!, Content = answer.Content! } : null;
        return new(file, answer.Repeated, answer.Problems, answer.Outage);
    }

    private byte[] Seal<T>(T value) => personal.Seal(JsonSerializer.SerializeToUtf8Bytes(value, Json));

    private T Unseal<T>(byte[] written) => JsonSerializer.Deserialize<T>(personal.Unseal(written), Json)!;

    private sealed record Letter(string Kind, string? Item, JsonElement Body);

    /// <param name="State">As it is stored: without number and content.</param>
    private sealed record Answer(JsonElement? State, string? Number, CaseContent? Content, bool Repeated, IReadOnlyList<Problem> Problems, Outage? Outage);

    /// <summary>Every node has the item, compiled; it is put in when the command is read.</summary>
    private sealed class ItemElsewhere : JsonConverter<PublishedItem>
    {
        public override PublishedItem? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            reader.Skip();
            return null;
        }

        public override void Write(Utf8JsonWriter writer, PublishedItem value, JsonSerializerOptions options) => writer.WriteNullValue();
    }

    /// <summary>Values of problems, which are of any type: each says of which it is, so that it is shown at the other end as it would be here.</summary>
    private sealed class WireValue : JsonConverter<object>
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(object);

        public override object? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return Read(document.RootElement, options);
        }

        public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options)
        {
            switch (value)
            {
                case string text:
                    writer.WriteStringValue(text);
                    break;
                case bool flag:
                    writer.WriteBooleanValue(flag);
                    break;
                case int or long or short or byte or decimal or double or float:
                    writer.WriteNumberValue(Convert.ToDecimal(value, CultureInfo.InvariantCulture));
                    break;
                case DateOnly day:
                    Tagged(writer, "day", day.ToString("O", CultureInfo.InvariantCulture));
                    break;
                case DateTimeOffset at:
                    Tagged(writer, "at", at.ToString("O", CultureInfo.InvariantCulture));
                    break;
                case LocalizedText text:
                    writer.WriteStartObject();
                    writer.WritePropertyName("text");
                    JsonSerializer.Serialize(writer, text, options);
                    writer.WriteEndObject();
                    break;
                case Problem cause:
                    writer.WriteStartObject();
                    writer.WritePropertyName("problem");
                    JsonSerializer.Serialize(writer, cause, options);
                    writer.WriteEndObject();
                    break;
                case IEnumerable many:
                    writer.WriteStartArray();
                    foreach (var one in many)
                    {
                        JsonSerializer.Serialize(writer, one, options);
                    }

                    writer.WriteEndArray();
                    break;
                default:
                    writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                    break;
            }
        }

        private static object? Read(JsonElement value, JsonSerializerOptions options) => value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
            JsonValueKind.Number => value.TryGetInt64(out var whole) ? whole : value.GetDecimal(),
            JsonValueKind.Array => value.EnumerateArray().Select(v => Read(v, options)).ToList(),
            _ when value.TryGetProperty("day", out var day) => DateOnly.Parse(day.GetString()!, CultureInfo.InvariantCulture),
            _ when value.TryGetProperty("at", out var at) => DateTimeOffset.Parse(at.GetString()!, CultureInfo.InvariantCulture),
            _ when value.TryGetProperty("problem", out var cause) => cause.Deserialize<Problem>(options),
            _ => value.GetProperty("text").Deserialize<LocalizedText>(ModelJson.Options),
        };

        private static void Tagged(Utf8JsonWriter writer, string tag, string value)
        {
            writer.WriteStartObject();
            writer.WriteString(tag, value);
            writer.WriteEndObject();
        }
    }
}
