using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Model.Editing;

/// <summary>What became of the translations of a document when its Chinese was changed.</summary>
public static class Translations
{
    /// <summary>The texts whose Chinese is another now while their English, which there is, stayed as it was.</summary>
    public static IReadOnlyList<DocumentPath> Stale(JsonObject before, JsonObject after)
    {
        var changed = DocumentDiff.Between(before, after).Changes.OfType<MemberSet>().Select(c => c.Path).ToHashSet();
        return
        [
            .. changed.Where(p => p is { Steps.Count: > 1, Last: { IsEntry: false, Name: LocalizedText.Chinese } } && !changed.Contains(p.Parent.Member(LocalizedText.English)))
                .Select(p => p.Parent)
                .Where(p => HasBoth(DocumentPlaces.Find(before, p)) && HasBoth(DocumentPlaces.Find(after, p)))
                .OrderBy(p => p.ToString(), StringComparer.Ordinal),
        ];
    }

    private static bool HasBoth(JsonNode? wording) => wording is JsonObject texts && IsText(texts[LocalizedText.Chinese]) && IsText(texts[LocalizedText.English]);

    private static bool IsText(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>().Length > 0;
}
