using System.Globalization;
using Microsoft.Extensions.Localization;
using Platform.Designer.Ui;
using Platform.Model.Items;

namespace Platform.Server.Items.Portal;

/// <summary>Codes and limits of items in the reader's words.</summary>
internal sealed class ItemWords(IStringLocalizer<ItemsPortalText> texts, IStringLocalizer<UiText> ui)
{
    public string Limit(TimeLimit limit) => LimitWords.Of(ui, limit);

    public string Promise(ItemSummary item) => Promise(item.CaseType, item.PromisedLimit);

    public string Promise(ServiceItem item) => Promise(item.CaseType, item.PromisedLimit);

    /// <summary>How many originals and copies.</summary>
    public string Copies(MaterialRequirement material)
    {
        var parts = new List<string>();
        if (material.Originals > 0)
        {
            parts.Add(texts["guide.materials.originals", material.Originals]);
        }

        if (material.Copies > 0)
        {
            parts.Add(texts["guide.materials.copies", material.Copies]);
        }

        return parts.Count == 0 ? texts["guide.materials.upload"] : string.Join(' ', parts);
    }

    /// <summary>A theme we have a word for, otherwise as the item writes it.</summary>
    public string Theme(string theme) => texts[$"theme.{theme}"] is { ResourceNotFound: false } known ? known.Value : theme;

    public string Audience(string code) => texts[$"audience.{code}"] is { ResourceNotFound: false } known ? known.Value : code;

    public string Audience(IEnumerable<string> codes) => string.Join(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "zh" ? "、" : ", ", codes.Select(Audience));

    public static string ThemeIcon(string theme) => Icons.Find(theme) is null ? "other" : theme;

    private string Promise(string caseType, TimeLimit limit) => caseType == "1" || limit.Amount == 0 ? texts["list.onTheSpot"] : texts["list.promised", Limit(limit)];
}
