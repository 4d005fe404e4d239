using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Localization;
using Platform.Designer.Ui;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Forms;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Server.Items.Portal;

/// <summary>Codes and limits of items in the reader's words.</summary>
internal sealed class ItemWords(IStringLocalizer<ItemsPortalText> texts, IStringLocalizer<UiText> ui, IDefinitions definitions)
{
    private const string AudienceTable = "audience";
    private CodeTables _codes = CodeTables.None;

    /// <summary>Reads what a place calls its themes and audiences; to be called before a page asks for them.</summary>
    public async ValueTask ReadAsync(LocalityCode place, CancellationToken ct)
    {
        var tables = new List<CodeTable>();
        foreach (var key in (string[])[ItemSearch.ThemeTable, AudienceTable])
        {
            if (await definitions.FindActiveAsync(DefinitionKind.CodeTable, key, place, ct) is { } found)
            {
                tables.Add(JsonSerializer.Deserialize<CodeTable>(found.Json, ModelJson.Options)!);
            }
        }

        _codes = new CodeTables(tables);
    }

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

    /// <summary>As the place calls it, otherwise by a usual word, otherwise as the item writes it.</summary>
    public string Theme(string theme) => Label(ItemSearch.ThemeTable, theme);

    public string Audience(string code) => Label(AudienceTable, code);

    public string Audience(IEnumerable<string> codes) => string.Join(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "zh" ? "、" : ", ", codes.Select(Audience));

    public static string ThemeIcon(string theme) => Icons.Find(theme) is null ? "other" : theme;

    private string Label(string table, string code) => _codes.Find(table, code)?.Label.ToString() is { Length: > 0 } label ? label
        : texts[$"{table}.{code}"] is { ResourceNotFound: false } usual ? usual.Value : code;

    private string Promise(string caseType, TimeLimit limit) => caseType == "1" || limit.Amount == 0 ? texts["list.onTheSpot"] : texts["list.promised", Limit(limit)];
}
