using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace Platform.Server.Flows.Formats.Bpmn;

/// <summary>Durations of ISO 8601 (<c>P3DT4H</c>) against the time spans of a flow (<c>3.04:00:00</c>).</summary>
internal static partial class IsoDuration
{
    /// <summary>False for anything else, and for months and years, whose length depends on when they begin.</summary>
    public static bool TryRead(string text, out TimeSpan span)
    {
        span = default;
        var match = Shape().Match(text.Trim());
        if (!match.Success || text.Trim().EndsWith('T') || match.Groups.Values.Skip(1).All(g => !g.Success))
        {
            return false;
        }

        try
        {
            span = TimeSpan.FromDays((7 * Number(match, "weeks")) + Number(match, "days"))
                + TimeSpan.FromHours(Number(match, "hours")) + TimeSpan.FromMinutes(Number(match, "minutes")) + TimeSpan.FromSeconds(Number(match, "seconds"));
            return true;
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    public static string Write(TimeSpan span) => XmlConvert.ToString(span);

    private static double Number(Match match, string group) =>
        match.Groups[group].Success ? double.Parse(match.Groups[group].ValueSpan.ToString().Replace(',', '.'), CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^P(?:(?<weeks>\d{1,9})W)?(?:(?<days>\d{1,9})D)?(?:T(?:(?<hours>\d{1,9})H)?(?:(?<minutes>\d{1,9})M)?(?:(?<seconds>\d{1,9}(?:[.,]\d{1,7})?)S)?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
