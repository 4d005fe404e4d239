using System.Globalization;
using Platform.Model.Forms;
using Platform.Model.Items;

namespace Platform.Server.Items;

/// <summary>Finds items by words of their name, summary, themes or key, in any language they are written in.</summary>
internal static class ItemSearch
{
    /// <summary>Key of the code table with the names of the themes.</summary>
    public const string ThemeTable = "theme";

    private const CompareOptions Loose = CompareOptions.IgnoreCase | CompareOptions.IgnoreWidth;

    /// <summary>Every word of the text has to occur somewhere; an empty text matches.</summary>
    public static bool Matches(IReadOnlyList<string> texts, string? text) =>
        string.IsNullOrWhiteSpace(text)
        || text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).All(word => texts.Any(t => CultureInfo.InvariantCulture.CompareInfo.IndexOf(t, word, Loose) >= 0));

    public static IReadOnlyList<string> Texts(ServiceItem item, CodeTables themes) =>
    [
        .. item.Name.Texts.Values,
        .. item.Summary.Texts.Values,
        .. item.Guide.Texts.Values,
        .. item.Themes.SelectMany(t => themes.Find(ThemeTable, t)?.Label.Texts.Values ?? [t]),
        item.Key,
    ];
}
