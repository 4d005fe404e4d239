using Platform.Model.Definitions;

namespace Platform.Server.Items;

internal static partial class ItemsLog
{
    [LoggerMessage(3101, LogLevel.Error, "Item {Key} cannot be offered in {Locality}: {Problems}")]
    public static partial void Unusable(ILogger logger, string key, string locality, string problems);

    [LoggerMessage(3102, LogLevel.Error, "{Kind} {Key} is not in force in {Locality}; the item that names it cannot be offered")]
    public static partial void Missing(ILogger logger, DefinitionKind kind, string key, string locality);
}
