using System.Diagnostics;

namespace Platform.Server.Data;

/// <summary>Spans of what reaches the disk and what leaves the house. The names are a contract with whoever watches them.</summary>
internal static class DataTraces
{
    public const string SourceName = "Platform.Data";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>From the moment work waits for the writer until it is on disk.</summary>
    public static Activity? Commit(string? lane) => Source.StartActivity("platform.commit")?.SetTag("platform.lane", lane);

    /// <summary>One try of one delivery; a trace of its own, since whoever caused it is long gone.</summary>
    public static Activity? Delivery(OutboxRow row)
    {
        var before = Activity.Current;
        Activity.Current = null;
        var activity = Source.StartActivity("platform.delivery", ActivityKind.Producer)
            ?.SetTag("platform.target", row.Target).SetTag("platform.delivery", row.Id).SetTag("platform.subject", row.Subject).SetTag("platform.attempt", row.Attempts + 1);
        if (activity is null)
        {
            Activity.Current = before;
        }

        return activity;
    }

    public static void Failed(this Activity? activity, Exception e) => activity?.SetStatus(ActivityStatusCode.Error, e.GetType().Name).AddException(e);
}
