namespace Platform.Server.Data;

internal static partial class DataLog
{
    [LoggerMessage(100, LogLevel.Error, "A transaction of {Items} items failed; none of them is stored")]
    public static partial void BatchFailed(this ILogger log, Exception e, int items);

    [LoggerMessage(102, LogLevel.Information, "Migrations applied: {Scripts}")]
    public static partial void MigrationsApplied(this ILogger log, string scripts);

    [LoggerMessage(103, LogLevel.Warning, "A commit failed in the middle; its end: {End}")]
    public static partial void CommitResolved(this ILogger log, Exception e, string end);

    [LoggerMessage(104, LogLevel.Error, "Nothing can be stored at present: {Outage}; whoever asks is told to come back")]
    public static partial void OutageMet(this ILogger log, Exception e, Outage outage);

    [LoggerMessage(105, LogLevel.Warning, "Commits arrive again; {Outage} lasted {Duration}")]
    public static partial void OutageOver(this ILogger log, Outage outage, TimeSpan duration);

    [LoggerMessage(110, LogLevel.Warning, "Delivery {Key} to {Target} failed at try {Attempt}; next try at {Due}")]
    public static partial void DeliveryFailed(this ILogger log, Exception e, Guid key, string target, int attempt, DateTimeOffset due);

    [LoggerMessage(111, LogLevel.Error, "Delivery {Key} to {Target} failed {Attempts} times and is a dead letter now")]
    public static partial void DeliveryGivenUp(this ILogger log, Exception e, Guid key, string target, int attempts);

    [LoggerMessage(113, LogLevel.Warning, "Delivery {Key} to {Target} failed {Attempts} times; its receiver has seen to it")]
    public static partial void DeliveryEnded(this ILogger log, Exception e, Guid key, string target, int attempts);

    [LoggerMessage(112, LogLevel.Error, "The outbox could not read or acknowledge deliveries to {Target}; it tries again")]
    public static partial void OutboxStumbled(this ILogger log, Exception e, string target);

    [LoggerMessage(120, LogLevel.Information, "This process does {Duty} from now on")]
    public static partial void DutyTaken(this ILogger log, string duty);

    [LoggerMessage(121, LogLevel.Warning, "The session that holds the duties of this process was lost: {Duties}")]
    public static partial void DutiesLost(this ILogger log, Exception e, string duties);
}
