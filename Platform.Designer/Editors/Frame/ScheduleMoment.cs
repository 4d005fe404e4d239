using System.Globalization;
using Platform.Model.Clocks;

namespace Platform.Designer.Editors.Frame;

/// <summary>Moments at which something comes into force, as people in China read and type them.</summary>
public static class ScheduleMoment
{
    private const string Typed = "yyyy-MM-ddTHH:mm";

    public static string Write(DateTimeOffset at) => at.ToOffset(ChinaTime.Offset).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>As a field of day and time holds it.</summary>
    public static string Field(DateTimeOffset at) => at.ToOffset(ChinaTime.Offset).ToString(Typed, CultureInfo.InvariantCulture);

    /// <summary>Null when it is no day and time. Browsers leave the seconds out, or send them.</summary>
    public static DateTimeOffset? Read(string? text) =>
        DateTime.TryParseExact(text, [Typed, Typed + ":ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? new DateTimeOffset(local, ChinaTime.Offset) : null;

    /// <summary>What is proposed: the beginning of the next day.</summary>
    public static DateTimeOffset NextDay(DateTimeOffset now) => new(now.ToOffset(ChinaTime.Offset).Date.AddDays(1), ChinaTime.Offset);
}
