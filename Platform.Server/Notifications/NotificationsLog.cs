namespace Platform.Server.Notifications;

internal static partial class NotificationsLog
{
    [LoggerMessage(5101, LogLevel.Warning, "No message template {Template} is in force at {Locality}; a general text is sent")]
    public static partial void TemplateMissing(this ILogger log, string template, string locality);

    [LoggerMessage(5102, LogLevel.Warning, "Message template {Template} cannot be used, a general text is sent: {Reason}")]
    public static partial void TemplateUnreadable(this ILogger log, string template, string reason);

    [LoggerMessage(5103, LogLevel.Information, "SMS {Key} handed to gateway {Gateway}")]
    public static partial void SmsSent(this ILogger log, Guid key, string gateway);
}
