using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Platform.Designer.Editors.Fields;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Definitions;

namespace Platform.Designer.Editors;

/// <summary>What definitions are called.</summary>
public static partial class DocumentTitles
{
    /// <summary>Its name or title in the language of the person, or null.</summary>
    public static string? Of(JsonObject document) => WordingOf(document) is { } wording ? Readable(wording.ToString()) : null;

    /// <summary>What one is called that has no name of its own: its key, or of a kind of which a place has one, the kind.</summary>
    public static string Unnamed(Microsoft.Extensions.Localization.IStringLocalizer<EditorsText> texts, DefinitionKind kind, string key) => kind == DefinitionKind.Site ? texts["kind." + kind] : key;

    /// <summary>The same in Chinese and, where it has one, in English, as it is written; null when it is called nothing.</summary>
    public static LocalizedText? TextsOf(JsonObject document) =>
        WordingOf(document) is { } wording ? LocalizedText.Of(wording.In(LocalizedText.Chinese), wording.In(LocalizedText.English) is { Length: > 0 } english ? english : null) : null;

    /// <summary>Calls a definition something in Chinese; English it has from elsewhere goes.</summary>
    public static void Put(JsonObject document, DefinitionKind kind, string chinese)
    {
        var wording = new JsonObject { [LocalizedText.Chinese] = chinese };
        if (kind == DefinitionKind.Flow)
        {
            document["name"] = chinese;
            if (document["customProperties"] is not JsonObject custom)
            {
                document["customProperties"] = custom = [];
            }

            custom["title"] = wording;
        }
        else if (KindShapes.Find(kind)?.Members.FirstOrDefault(m => m is { Name: "name" or "title" or "subject", Kind: ShapeKind.Wording or ShapeKind.Passage }) is { } member)
        {
            document[member.Name] = wording;
        }
    }

    private static WordingValue? WordingOf(JsonObject document)
    {
        // A flow has one name for Elsa's own studio, and one in both languages beside it.
        var own = document["customProperties"] is JsonObject custom ? custom["title"] : null;
        return new[] { own, document["name"], document["title"], document["subject"] }.Select(n => new WordingValue(n)).FirstOrDefault(w => w.ToString().Length > 0);
    }

    /// <summary>The subject of a message may be Liquid: its alternatives stand side by side, and an ellipsis where something is filled in.</summary>
    private static string Readable(string title)
    {
        if (!title.Contains("{%", StringComparison.Ordinal) && !title.Contains("{{", StringComparison.Ordinal))
        {
            return title;
        }

        var alternatives = Branches().Replace(title, "\n");
        var plain = Outputs().Replace(Tags().Replace(alternatives, ""), "…");
        return string.Join(" / ", plain.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } readable ? readable : title;
    }

    [GeneratedRegex(@"\{%-?\s*(?:when|else|elsif)\b.*?%\}", RegexOptions.Singleline)]
    private static partial Regex Branches();

    [GeneratedRegex(@"\{%.*?%\}", RegexOptions.Singleline)]
    private static partial Regex Tags();

    [GeneratedRegex(@"\{\{.*?\}\}", RegexOptions.Singleline)]
    private static partial Regex Outputs();

    /// <summary>Texts that are there in Chinese and not in English.</summary>
    public static int CountUntranslated(JsonNode? node) => node switch
    {
        JsonObject texts when texts[LocalizedText.Chinese] is JsonValue => texts[LocalizedText.English] is null ? 1 : 0,
        JsonObject one => one.Sum(m => CountUntranslated(m.Value)),
        JsonArray list => list.Sum(CountUntranslated),
        _ => 0,
    };
}
