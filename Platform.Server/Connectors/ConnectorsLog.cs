namespace Platform.Server.Connectors;

internal static partial class ConnectorsLog
{
    [LoggerMessage(1301, LogLevel.Information, "Call {Key} of {Binding} {Operation} is not made: nobody waits for its answer any more")]
    public static partial void NotAwaited(this ILogger log, Guid key, string binding, string operation);

    [LoggerMessage(1300, LogLevel.Information, "Call {Key} of {Binding} {Operation}: {Outcome}")]
    public static partial void Called(this ILogger log, Guid key, string binding, string operation, string outcome);
}
