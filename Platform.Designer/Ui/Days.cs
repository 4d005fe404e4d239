using System.Globalization;
using Platform.Model.Clocks;

namespace Platform.Designer.Ui;

/// <summary>Days and moments in the words of the request's language, in the time of China.</summary>
public static class Days
{
    private static bool Chinese => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "zh";

    /// <summary>2026年3月1日, 1 March 2026.</summary>
    public static string Text(DateOnly day) => Chinese ? day.ToString("yyyy年M月d日", CultureInfo.InvariantCulture) : day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    public static string Text(DateTimeOffset at) => Text(ChinaTime.DayOf(at));

    /// <summary>With hours and minutes.</summary>
    public static string Moment(DateTimeOffset at) => $"{Text(at)} {ChinaTime.TimeOf(at).ToString("HH:mm", CultureInfo.InvariantCulture)}";
}
