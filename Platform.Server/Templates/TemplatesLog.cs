namespace Platform.Server.Templates;

internal static partial class TemplatesLog
{
    [LoggerMessage(3201, LogLevel.Information, "Installed template {Template} {Version} in {Locality}: {Changed} definitions changed")]
    public static partial void Installed(ILogger logger, string template, string version, string locality, int changed);
}
