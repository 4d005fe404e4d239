namespace Platform.Server.Evaluation;

internal static partial class EvaluationLog
{
    [LoggerMessage(8001, LogLevel.Error, "The clocks of negative ratings could not be read; the next round tries again.")]
    public static partial void ClocksUnreadable(this ILogger log, Exception exception);
}
