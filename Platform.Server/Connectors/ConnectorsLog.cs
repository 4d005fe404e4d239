namespace Platform.Server.Connectors;

internal static partial class ConnectorsLog
{
    [LoggerMessage(1300, LogLevel.Information, "Call {Key} of {Binding} {Operation}: {Outcome}")]
    public static partial void Called(this ILogger log, Guid key, string binding, string operation, string outcome);
}
