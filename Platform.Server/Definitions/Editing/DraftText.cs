using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;

namespace Platform.Server.Definitions.Editing;

/// <summary>How a draft is written down.</summary>
internal static class DraftText
{
    /// <summary>Readable JSON that <see cref="DefinitionDocument.Parse"/> will take again; refused as <c>definition.tooLarge</c> or <c>editing.deep</c>.</summary>
    public static Result<string> Of(JsonObject document)
    {
        try
        {
            var json = document.ToJsonString(ModelJson.Readable);
            return Encoding.UTF8.GetByteCount(json) is > DefinitionDocument.MaxBytes and var bytes ? DefinitionDocument.TooLarge(bytes) : json;
        }
        catch (JsonException)
        {
            return Problem.Invalid("editing.deep", null, ("expected", ModelJson.Readable.MaxDepth == 0 ? 64 : ModelJson.Readable.MaxDepth));
        }
    }
}
