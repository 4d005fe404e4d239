using Microsoft.Extensions.Localization;
using Platform.Model.Clocks;
using Platform.Model.Items;

namespace Platform.Designer.Ui;

/// <summary>Time limits in words: 20 working days, the same day.</summary>
public static class LimitWords
{
    public static string Of(IStringLocalizer<UiText> texts, TimeLimit limit) => limit switch
    {
        { Amount: 0 } => texts["limit.now"],
        { Unit: ClockUnit.WorkingDay } => Count(texts, "limit.workingDay", limit.Amount),
        { Unit: ClockUnit.NaturalDay } => Count(texts, "limit.naturalDay", limit.Amount),
        _ => Count(texts, "limit.hour", limit.Amount),
    };

    private static string Count(IStringLocalizer<UiText> texts, string key, int n) => n == 1 ? texts[$"{key}.one"] : texts[key, n];
}
