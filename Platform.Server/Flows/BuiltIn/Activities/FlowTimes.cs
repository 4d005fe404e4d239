using System.Globalization;
using Cronos;
using Platform.Model.Flows;

namespace Platform.Server.Flows.BuiltIn.Activities;

/// <summary>Spans, moments and schedules as flows write them.</summary>
internal static class FlowTimes
{
    /// <exception cref="FlowExpressionException">It is no time span, or a negative one.</exception>
    public static TimeSpan Span(string text, FlowWhere where) =>
        TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero
            ? span
            : throw new FlowExpressionException($"{where}: expected a time span such as 1.02:00:00, found \"{text}\".");

    /// <exception cref="FlowExpressionException">It is no moment.</exception>
    public static DateTimeOffset Moment(string text, FlowWhere where) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : throw new FlowExpressionException($"{where}: expected a date and time, found \"{text}\".");

    /// <summary>The next moment of a cron expression of five fields, or six with seconds first, in Chinese time.</summary>
    /// <exception cref="FlowExpressionException">It is no cron expression, or no such moment comes.</exception>
    public static DateTimeOffset Next(string cron, DateTimeOffset now, FlowWhere where)
    {
        try
        {
            return Parse(cron).GetNextOccurrence(now, FlowScripts.China)?.ToUniversalTime()
                ?? throw new FlowExpressionException($"{where}: \"{cron}\" names no moment that is still to come.");
        }
        catch (CronFormatException e)
        {
            throw new FlowExpressionException($"{where}: {e.Message}", e);
        }
    }

    /// <summary>The text says moments that a schedule can go by.</summary>
    public static bool IsCron(string text)
    {
        try
        {
            Parse(text);
            return true;
        }
        catch (CronFormatException)
        {
            return false;
        }
    }

    private static CronExpression Parse(string text) =>
        CronExpression.Parse(text, text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard);
}
