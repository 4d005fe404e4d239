using Platform.Model.Definitions;

namespace Platform.Server.Definitions;

internal static partial class DefinitionsLog
{
    [LoggerMessage(3001, LogLevel.Information, "Published {Kind} {Key} of {Locality} as version {Version}")]
    public static partial void Published(ILogger logger, DefinitionKind kind, string key, string locality, int version);

    [LoggerMessage(3002, LogLevel.Error, "What is scheduled to come into force could not be read or written; it is tried again")]
    public static partial void SchedulesStumbled(ILogger logger, Exception exception);

    [LoggerMessage(3004, LogLevel.Error, "Schedule {Id} could not be carried out; it is tried again")]
    public static partial void ScheduleStumbled(ILogger logger, Exception exception, Guid id);

    [LoggerMessage(3003, LogLevel.Information, "{Kind} {Key} of {Locality} follows what is above again, its draft was version {Version}")]
    public static partial void FollowsAbove(ILogger logger, DefinitionKind kind, string key, string locality, int version);
}
