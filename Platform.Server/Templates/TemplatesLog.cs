namespace Platform.Server.Templates;

internal static partial class TemplatesLog
{
    [LoggerMessage(3201, LogLevel.Information, "Installed template {Template} {Version} in {Locality}: {Changed} definitions changed")]
    public static partial void Installed(ILogger logger, string template, string version, string locality, int changed);

    [LoggerMessage(3202, LogLevel.Information, "Removed template {Template} from {Locality}: {Removed} definitions taken out of force")]
    public static partial void Removed(ILogger logger, string template, string locality, int removed);
}
