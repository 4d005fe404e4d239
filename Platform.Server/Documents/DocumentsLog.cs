namespace Platform.Server.Documents;

internal static partial class DocumentsLog
{
    [LoggerMessage(5001, LogLevel.Warning, "No template of kind {Kind} is in force at {Locality}; the document is issued in the plain layout")]
    public static partial void TemplateMissing(this ILogger log, string kind, string locality);

    [LoggerMessage(5002, LogLevel.Warning, "Document template {Template} cannot be used, the plain layout is taken: {Reason}")]
    public static partial void TemplateUnreadable(this ILogger log, string template, string reason);
}
