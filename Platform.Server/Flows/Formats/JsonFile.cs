using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;

namespace Platform.Server.Flows.Formats;

/// <summary>Reads a JSON file from outside: an object, no member twice, no broken text, not nested beyond reason.</summary>
internal static class JsonFile
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <returns>Refused with <c>flowFile.tooLarge</c> or <c>flowFile.notJson</c>.</returns>
    public static Result<JsonObject> Read(ReadOnlyMemory<byte> file)
    {
        if (file.Length > FormatLimits.File)
        {
            return FormatLimits.TooLarge(file.Length);
        }

        try
        {
            var text = file.Span.StartsWith(ByteOrderMark) ? file.Span[ByteOrderMark.Length..] : file.Span;
            return JsonSerializer.Deserialize<JsonObject>(text, StrictJson.Options) is { } read ? read : Refused("null");
        }
        catch (JsonException broken)
        {
            return Refused(broken.Message);
        }
    }

    private static Problem Refused(string reason) => Problem.Invalid("flowFile.notJson", null, ("value", reason), ("expected", "JSON object"));
}
