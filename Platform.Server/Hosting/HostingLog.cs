namespace Platform.Server.Hosting;

internal static partial class HostingLog
{
    [LoggerMessage(1, LogLevel.Warning, "There is no text for the problem code {Code}")]
    public static partial void NoText(this ILogger log, string code);

    [LoggerMessage(2, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void RequestFailed(this ILogger log, Exception e, string method, string path);

    [LoggerMessage(3, LogLevel.Information, "Demo seed {Name} done")]
    public static partial void Seeded(this ILogger log, string name);
}
