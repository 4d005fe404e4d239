namespace Platform.Server.Hosting;

internal static partial class HostingLog
{
    [LoggerMessage(1, LogLevel.Warning, "There is no text for the problem code {Code}")]
    public static partial void NoText(this ILogger log, string code);

    [LoggerMessage(2, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void RequestFailed(this ILogger log, Exception e, string method, string path);

    [LoggerMessage(7, LogLevel.Warning, "{Method} {Path} was put off: {Outage}: {Reason}")]
    public static partial void RequestPutOff(this ILogger log, string method, string path, Platform.Server.Data.Outage outage, string reason);

    [LoggerMessage(3, LogLevel.Information, "Demo seed {Name} done")]
    public static partial void Seeded(this ILogger log, string name);

    [LoggerMessage(4, LogLevel.Information, "Chore {Name}: {Count} looked at")]
    public static partial void ChoreDone(this ILogger log, string name, int count);

    [LoggerMessage(5, LogLevel.Error, "Chore {Name} failed; it is tried again at the next round")]
    public static partial void ChoreFailed(this ILogger log, Exception e, string name);

    [LoggerMessage(6, LogLevel.Error, "Checkup {Name} failed")]
    public static partial void CheckupFailed(this ILogger log, Exception e, string name);

    [LoggerMessage(8, LogLevel.Information, "Told to stop: not ready any more, and still serving for {Time}")]
    public static partial void Draining(this ILogger log, TimeSpan time);
}
