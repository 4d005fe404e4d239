using System.Globalization;
using Microsoft.Extensions.Localization;
using Platform.Designer.Ui;
using Platform.Model.Items;

namespace Platform.Server.Items.Portal;

/// <summary>Codes and limits of items in the reader's words.</summary>
internal sealed class ItemWords(IStringLocalizer<ItemsPortalText> texts, IStringLocalizer<UiText> ui)
{
    public string Limit(TimeLimit limit) => LimitWords.Of(ui, limit);

    public string Promise(ItemSummary item) => item.CaseType == "1" || item.PromisedLimit.Amount == 0 ? texts["list.onTheSpot"] : texts["list.promised", Limit(item.PromisedLimit)];

    /// <summary>A theme we have a word for, otherwise as the item writes it.</summary>
    public string Theme(string theme) => texts[$"theme.{theme}"] is { ResourceNotFound: false } known ? known.Value : theme;

    public string Audience(string code) => texts[$"audience.{code}"] is { ResourceNotFound: false } known ? known.Value : code;

    public string Audience(IEnumerable<string> codes) => string.Join(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "zh" ? "、" : ", ", codes.Select(Audience));

    public static string ThemeIcon(string theme) => Icons.Find(theme) is null ? "other" : theme;
}
