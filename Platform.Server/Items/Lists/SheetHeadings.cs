using System.Globalization;
using System.Resources;
using Platform.Model;
using Platform.Model.Items.Sheets;

namespace Platform.Server.Items.Lists;

/// <summary>The words over the columns, in both languages. A heading is understood in either, by the column's own name, and with or without blanks and brackets.</summary>
internal static class SheetHeadings
{
    private static readonly ResourceManager Texts = new(typeof(ItemsText).FullName!, typeof(ItemsText).Assembly);

    private static readonly CultureInfo[] Languages = [CultureInfo.GetCultureInfo(LocalizedText.Chinese), CultureInfo.GetCultureInfo(LocalizedText.English)];

    private static readonly Dictionary<string, SheetColumn> ByWord = SheetColumn.All
        .SelectMany(c => Languages.Select(l => Of(c, l)).Append(c.Name).Select(word => (Word: Plain(word), Column: c)))
        .DistinctBy(p => p.Word)
        .ToDictionary(p => p.Word, p => p.Column, StringComparer.Ordinal);

    public static string Of(SheetColumn column, CultureInfo language) => Texts.GetString("sheet.column." + column.Name, language)!;

    public static SheetColumn? Find(string heading) => ByWord.GetValueOrDefault(Plain(heading));

    private static string Plain(string text) => string.Concat(text.Where(c => char.IsLetterOrDigit(c))).ToLowerInvariant();
}
