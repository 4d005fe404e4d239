using System.Text.Json.Nodes;
using Platform.Model.Definitions;

namespace Platform.Server.Definitions.Editing;

/// <summary>What a draft begins with.</summary>
internal static class DraftBegin
{
    /// <summary>
    /// A copy of what is in force here, or above. A layer of an item begins empty, since it says only what differs from the layers above; so does what exists
    /// nowhere yet, except that a question asks for something from the start.
    /// </summary>
    public static JsonObject Of(DefinitionName name, Definition? active, Definition? above) =>
        (active ?? (name.Kind == DefinitionKind.Item ? null : above)) is { } origin
            ? (JsonObject)JsonNode.Parse(origin.Json)!
            : name.Kind == DefinitionKind.Question ? Question(name.Key)
            : new JsonObject { [name.Kind == DefinitionKind.Flow ? "definitionId" : "key"] = name.Key };

    private static JsonObject Question(string key) => new()
    {
        ["key"] = key,
        ["title"] = new JsonObject(),
        ["field"] = new JsonObject { ["key"] = AnswerKey(key), ["type"] = "text", ["label"] = new JsonObject() },
    };

    /// <summary><c>contact-phone</c> is answered as <c>contactPhone</c>; a key of an answer begins with a letter.</summary>
    private static string AnswerKey(string key)
    {
        var words = string.Concat(key.Split('-', StringSplitOptions.RemoveEmptyEntries).Select((w, i) => i == 0 ? w : char.ToUpperInvariant(w[0]) + w[1..]));
        return words.Length > 0 && char.IsAsciiLetter(words[0]) ? words : "q" + words;
    }
}
