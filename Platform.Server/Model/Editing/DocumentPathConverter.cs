using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Model.Editing;

/// <summary>A path is one string in JSON.</summary>
internal sealed class DocumentPathConverter : JsonConverter<DocumentPath>
{
    public override DocumentPath Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return DocumentPath.Parse(reader.GetString() ?? throw new JsonException("A path is text."));
        }
        catch (FormatException broken)
        {
            throw new JsonException(broken.Message, broken);
        }
    }

    public override void Write(Utf8JsonWriter writer, DocumentPath value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
