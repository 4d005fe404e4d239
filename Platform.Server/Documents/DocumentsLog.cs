namespace Platform.Server.Documents;

internal static partial class DocumentsLog
{
    [LoggerMessage(5001, LogLevel.Warning, "No template of kind {Kind} is in force at {Locality}; the document is issued in the plain layout")]
    public static partial void TemplateMissing(this ILogger log, string kind, string locality);

    [LoggerMessage(5002, LogLevel.Warning, "Document template {Template} cannot be used, the plain layout is taken: {Reason}")]
    public static partial void TemplateUnreadable(this ILogger log, string template, string reason);

    [LoggerMessage(5003, LogLevel.Error, "Document {Document} ({Number}) does not match its hash: its row was changed after it was issued")]
    public static partial void DocumentAltered(this ILogger log, Guid document, string number);
}
