using System.Text.Json.Nodes;
using Platform.Model.Definitions;

namespace Platform.Server.Definitions.Editing;

/// <summary>What a draft begins with.</summary>
internal static class DraftBegin
{
    /// <summary>
    /// A copy of what is in force here, or above. A layer of an item begins empty, since it says only what differs from the layers above; so does what exists
    /// nowhere yet.
    /// </summary>
    public static JsonObject Of(DefinitionName name, Definition? active, Definition? above) =>
        (active ?? (name.Kind == DefinitionKind.Item ? null : above)) is { } origin
            ? (JsonObject)JsonNode.Parse(origin.Json)!
            : new JsonObject { [name.Kind == DefinitionKind.Flow ? "definitionId" : "key"] = name.Key };
}
