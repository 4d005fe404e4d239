using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Model.Editing;

/// <summary>A path is one string in JSON. A change is always of something in the document, so the whole is none.</summary>
internal sealed class DocumentPathConverter : JsonConverter<DocumentPath>
{
    public override DocumentPath Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return reader.GetString() is { Length: > 0 } text ? DocumentPath.Parse(text) : throw new JsonException("A path names a member or a list.");
        }
        catch (FormatException broken)
        {
            throw new JsonException(broken.Message, broken);
        }
    }

    public override void Write(Utf8JsonWriter writer, DocumentPath value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
