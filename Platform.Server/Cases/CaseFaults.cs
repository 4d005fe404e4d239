using Orleans.Runtime;
using Platform.Server.Data;

namespace Platform.Server.Cases;

/// <summary>Tells work that goes through many cases whether to go on with the next one.</summary>
internal static class CaseFaults
{
    /// <summary>Whether trying again would meet the same: no database that is away, and no case that could not be reached.</summary>
    public static bool IsOfTheCase(Exception exception, IDatabase database) => Outages.Of(exception, database.Dialect) is null && exception is not OrleansException;
}
