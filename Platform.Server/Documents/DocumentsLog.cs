namespace Platform.Server.Documents;

internal static partial class DocumentsLog
{
    [LoggerMessage(5001, LogLevel.Warning, "No template of kind {Kind} is in force at {Locality}; the document is issued in the plain layout")]
    public static partial void TemplateMissing(this ILogger log, string kind, string locality);

    [LoggerMessage(5002, LogLevel.Warning, "Document template {Template} cannot be used, the plain layout is taken: {Reason}")]
    public static partial void TemplateUnreadable(this ILogger log, string template, string reason);

    [LoggerMessage(5003, LogLevel.Error, "Document {Document} ({Number}) does not match its hash: its row was changed after it was issued")]
    public static partial void DocumentAltered(this ILogger log, Guid document, string number);

    [LoggerMessage(5004, LogLevel.Warning, "PDF files are printed as root, so the browser has no sandbox of the system; let the server run as another user")]
    public static partial void Unprotected(this ILogger log);

    [LoggerMessage(5005, LogLevel.Warning, "A page was not printed within {Timeout}; its browser was ended")]
    public static partial void PageTookTooLong(this ILogger log, TimeSpan timeout);

    [LoggerMessage(5006, LogLevel.Error, "A page could not be printed: {Reason}")]
    public static partial void PageNotPrinted(this ILogger log, string reason);

    [LoggerMessage(5007, LogLevel.Warning, "The browser that prints has died, a new one is started: {Reason}")]
    public static partial void BrowserDied(this ILogger log, string reason);

    [LoggerMessage(5008, LogLevel.Information, "A PDF file could not be bound with others: {Kind}: {Reason}")]
    public static partial void FileNotBound(this ILogger log, string kind, string reason);

    [LoggerMessage(5009, LogLevel.Warning, "A PDF file was not read within {Timeout} and is not bound with others; whoever reads it goes on until it ends by itself")]
    public static partial void FileTookTooLong(this ILogger log, TimeSpan timeout);
}
