using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;

namespace Platform.Designer.Editors.Fields;

/// <summary>A text in several languages as it stands in a file: an object by culture, or a string for the Chinese.</summary>
public sealed record WordingValue(JsonNode? Node)
{
    /// <summary>The text of exactly this language, empty when there is none.</summary>
    public string In(string language) => Node switch
    {
        JsonObject texts => texts[language] is JsonValue text && text.GetValueKind() == JsonValueKind.String ? text.GetValue<string>() : "",
        JsonValue only when language == LocalizedText.Chinese && only.GetValueKind() == JsonValueKind.String => only.GetValue<string>(),
        _ => "",
    };

    /// <summary>With another text in one language; null when no language has any.</summary>
    public JsonNode? With(string language, string text)
    {
        var texts = Node switch
        {
            JsonObject known => (JsonObject)known.DeepClone(),
            JsonValue only => new JsonObject { [LocalizedText.Chinese] = only.DeepClone() },
            _ => [],
        };
        if (text.Length == 0)
        {
            texts.Remove(language);
        }
        else
        {
            texts[language] = text;
        }

        return texts.Count == 0 ? null : texts;
    }

    /// <summary>For headings: the text in the language of the person, or any.</summary>
    public override string ToString() => In(CultureInfo.CurrentUICulture.Name) is { Length: > 0 } own ? own : In(LocalizedText.Chinese) is { Length: > 0 } chinese ? chinese : In(LocalizedText.English);
}
