using System.Text.Json;
using System.Text.RegularExpressions;
using Platform.Model;
using Platform.Model.Codes;
using Platform.Model.Definitions;
using Platform.Model.Templates;

namespace Platform.Server.Templates;

internal enum TextKind
{
    Place,
    Authority,
    Phone,
}

/// <summary>A text that is probably another one elsewhere.</summary>
internal sealed record SuggestedText(TextKind Kind, string Literal);

/// <summary>What is usually said anew by whoever installs a package: the name of the place, the credit codes of its authorities, its telephone numbers.</summary>
internal static partial class SuggestedTexts
{
    private const int Most = 12;

    public static IReadOnlyList<SuggestedText> In(IEnumerable<FiledDefinition> definitions, LocalizedText? place)
    {
        var texts = definitions.SelectMany(d => TextsIn(d.Document)).ToList();
        var names = (place?.Texts.Values ?? []).Where(n => n.Length >= TemplateTexts.Shortest && texts.Any(t => t.Contains(n, StringComparison.Ordinal))).Select(n => new SuggestedText(TextKind.Place, n));
        var codes = texts.SelectMany(t => Codes().Matches(t).Select(m => m.Value)).Where(CreditCode.IsValid).Select(c => new SuggestedText(TextKind.Authority, c));
        var phones = texts.SelectMany(t => Phones().Matches(t).Select(m => m.Value)).Select(p => new SuggestedText(TextKind.Phone, p));
        return [.. names.Concat(codes).Concat(phones).Where(s => TemplateTexts.IsValue(s.Literal)).Distinct().OrderBy(s => s.Kind).ThenBy(s => s.Literal, StringComparer.Ordinal).Take(Most)];
    }

    private static IEnumerable<string> TextsIn(JsonElement node) => node.ValueKind switch
    {
        JsonValueKind.String => [node.GetString()!],
        JsonValueKind.Object => node.EnumerateObject().SelectMany(m => TextsIn(m.Value)),
        JsonValueKind.Array => node.EnumerateArray().SelectMany(TextsIn),
        _ => [],
    };

    [GeneratedRegex(@"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])", RegexOptions.CultureInvariant)]
    private static partial Regex Codes();

    /// <summary>Area code and number with a dash, as on a notice.</summary>
    [GeneratedRegex(@"(?<![0-9-])0[0-9]{2,3}-[0-9]{7,8}(?![0-9-])", RegexOptions.CultureInvariant)]
    private static partial Regex Phones();
}
