using System.Text;
using System.Text.Json.Nodes;
using Platform.Model;

namespace Platform.Server.Definitions.Editing;

/// <summary>How a draft is written down.</summary>
internal static class DraftText
{
    /// <summary>What the reader of documents takes.</summary>
    private const int MaxDepth = 64;

    /// <summary>Readable JSON that <see cref="DefinitionDocument.Parse"/> will take again; refused as <c>definition.tooLarge</c> or <c>editing.deep</c>.</summary>
    public static Result<string> Of(JsonObject document)
    {
        if (IsDeeper(document, MaxDepth))
        {
            return Problem.Invalid("editing.deep", null, ("expected", MaxDepth));
        }

        var json = document.ToJsonString(ModelJson.Readable);
        return Encoding.UTF8.GetByteCount(json) is > DefinitionDocument.MaxBytes and var bytes ? DefinitionDocument.TooLarge(bytes) : json;
    }

    private static bool IsDeeper(JsonNode? node, int levels) => node switch
    {
        JsonObject one => levels == 0 || one.Any(m => IsDeeper(m.Value, levels - 1)),
        JsonArray list => levels == 0 || list.Any(e => IsDeeper(e, levels - 1)),
        _ => false,
    };
}
