using Microsoft.Extensions.Localization;
using Platform.Model.Clocks;

namespace Platform.Server.Cases.Workbench;

/// <summary>How pressing a deadline is: in words first, in colour and shape besides.</summary>
/// <param name="Look">none, calm, soon, urgent or late: a class of the style sheet.</param>
/// <param name="Text">How long in calendar days.</param>
/// <param name="Day">The day itself, null when there is none.</param>
/// <param name="Warning">The rung of the ladder in words; null below the first, and where the text says already that it is over.</param>
internal sealed record DueWords(string Look, string Text, string? Day, string? Warning)
{
    public static DueWords Of(DateOnly? due, ClockDue colour, DateOnly today, IStringLocalizer texts)
    {
        if (due is not { } last)
        {
            return new("none", texts["due.none"], null, null);
        }

        var left = last.DayNumber - today.DayNumber;
        var text = left switch
        {
            < -1 => texts["due.late", -left],
            -1 => texts["due.late.one"],
            0 => texts["due.today"],
            1 => texts["due.tomorrow"],
            _ => texts["due.left", left],
        };
        var warning = colour switch { ClockDue.Yellow => texts["due.warning.yellow"].Value, ClockDue.Red => texts["due.warning.red"].Value, _ => null };
        return new(LookOf(left, colour), text.Value, ShortDays.Text(last), warning);
    }

    /// <summary>A task that ends today is urgent, however young it is.</summary>
    private static string LookOf(int left, ClockDue colour) => (left, colour) switch
    {
        ( < 0, _) or (_, ClockDue.Overdue) => "late",
        (0, _) or (_, ClockDue.Red) => "urgent",
        (1, _) or (_, ClockDue.Yellow) => "soon",
        _ => "calm",
    };
}
