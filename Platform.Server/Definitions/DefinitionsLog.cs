using Platform.Model.Definitions;

namespace Platform.Server.Definitions;

internal static partial class DefinitionsLog
{
    [LoggerMessage(3001, LogLevel.Information, "Published {Kind} {Key} of {Locality} as version {Version}")]
    public static partial void Published(ILogger logger, DefinitionKind kind, string key, string locality, int version);

    [LoggerMessage(3002, LogLevel.Information, "{Kind} {Key} of {Locality} follows what is above again, its draft was version {Version}")]
    public static partial void FollowsAbove(ILogger logger, DefinitionKind kind, string key, string locality, int version);
}
