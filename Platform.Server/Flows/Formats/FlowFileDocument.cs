using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;

namespace Platform.Server.Flows.Formats;

/// <summary>What was read from a file, as a document that can be stored.</summary>
internal static class FlowFileDocument
{
    /// <returns>Refused with <c>flowFile.tooDeep</c> or <c>flowFile.tooLarge</c>: what cannot be stored.</returns>
    public static Result<JsonElement> ToElement(JsonObject definition)
    {
        try
        {
            var text = definition.ToJsonString(ModelJson.Options);
            return System.Text.Encoding.UTF8.GetByteCount(text) is > FormatLimits.Document and var bytes
                ? Problem.Of("flowFile.documentTooLarge", ProblemKind.TooLarge, null, ("value", bytes), ("expected", FormatLimits.Document))
                : JsonElement.Parse(text);
        }
        catch (Exception deep) when (deep is JsonException or InvalidOperationException)
        {
            return Problem.Invalid("flowFile.tooDeep", null, ("value", deep.Message), ("expected", FormatLimits.Depth));
        }
    }
}
