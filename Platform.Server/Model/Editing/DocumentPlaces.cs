using System.Text.Json.Nodes;

namespace Platform.Model.Editing;

/// <summary>Finds places in documents.</summary>
public static class DocumentPlaces
{
    /// <summary>What stands at a place; null when nothing does.</summary>
    public static JsonNode? Find(JsonNode document, DocumentPath path)
    {
        var at = (JsonNode?)document;
        foreach (var step in path.Steps)
        {
            at = (at, step.IsEntry) switch
            {
                (JsonObject holder, false) => holder[step.Name],
                (JsonArray list, true) => list.FirstOrDefault(e => EntryNames.Of(e) == step.Name),
                _ => null,
            };
        }

        return at;
    }
}
