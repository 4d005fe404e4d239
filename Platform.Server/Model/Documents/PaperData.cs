using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Model.Documents;

/// <summary>What a paper is drawn from.</summary>
public static class PaperData
{
    /// <summary>The application's part, with the document's own facts over it: both have a <c>case</c>.</summary>
    public static JsonElement Over(JsonElement application, JsonElement own)
    {
        var whole = JsonObject.Create(application)!;
        foreach (var member in own.EnumerateObject())
        {
            if (whole[member.Name] is JsonObject known && member.Value.ValueKind == JsonValueKind.Object)
            {
                foreach (var inner in member.Value.EnumerateObject())
                {
                    known[inner.Name] = JsonNode.Parse(inner.Value.GetRawText());
                }
            }
            else
            {
                whole[member.Name] = JsonNode.Parse(member.Value.GetRawText());
            }
        }

        return JsonSerializer.SerializeToElement(whole, ModelJson.Options);
    }
}
