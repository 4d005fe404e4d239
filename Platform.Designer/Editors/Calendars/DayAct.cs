using Microsoft.Extensions.Localization;
using Platform.Designer.Ui;

namespace Platform.Designer.Editors.Calendars;

/// <summary>Somebody pressed a day.</summary>
/// <param name="Key">The key; null for the mouse.</param>
/// <param name="IsHeld">The key is held down and says the same again.</param>
public sealed record DayAct(DateOnly Day, string? Key, bool Shift, bool IsHeld = false);

/// <summary>Days of a calendar in words.</summary>
public static class CalendarWords
{
    /// <summary>Date, weekday, what it is, and the holiday.</summary>
    public static string Say(IStringLocalizer<EditorsText> texts, CalendarDay day) =>
        string.Join(texts["value.separator"], new[] { $"{Days.Text(day.Date)} {Weekday(texts, day.Date)}", texts["calendar.kind." + day.Kind].Value, day.Name }.Where(w => w.Length > 0));

    /// <summary>What stands in the box of a day beside its number, so that it does not depend on colour; nothing on a working day.</summary>
    public static string Sign(IStringLocalizer<EditorsText> texts, DayKind kind) => kind == DayKind.Working ? "" : texts["calendar.sign." + kind].Value;

    public static string Weekday(IStringLocalizer<EditorsText> texts, DateOnly day) => texts["calendar.weekday." + (day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)day.DayOfWeek)];
}
