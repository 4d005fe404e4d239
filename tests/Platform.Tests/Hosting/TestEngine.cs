using System.Collections.Concurrent;
using Platform.Server.Data;
using Platform.Tests.Storage;

namespace Platform.Tests.Hosting;

/// <summary>
/// Which database a test runs on. SQLite unless a test asks for another one, or PLATFORM_TEST_DB names one for the whole run. On a server every data
/// directory has a database of its own.
/// </summary>
internal static class TestEngine
{
    private static readonly ConcurrentDictionary<string, DatabaseSettings> Databases = new(StringComparer.Ordinal);

    public static string Default { get; } = Environment.GetEnvironmentVariable("PLATFORM_TEST_DB") is { Length: > 0 } name ? name : Engines.Sqlite;

    /// <summary>A database can be copied in a moment.</summary>
    public static bool Copies(string engine) => engine != Engines.SqlServer;

    public static void SkipWithout(string engine)
    {
        var absence = engine switch
        {
            Engines.Postgres => PostgresCluster.Absence,
            Engines.SqlServer => SqlServerInstance.Absence,
            _ => null,
        };
        Assert.SkipWhen(absence is not null, absence ?? "");
    }

    /// <summary>The database beside this directory; made when there is none.</summary>
    public static async Task<DatabaseSettings> OfAsync(DataDirectory data, string engine, int writers = DatabaseSettings.DefaultWriters)
    {
        if (engine == Engines.Sqlite)
        {
            return DatabaseSettings.Embedded;
        }

        if (!Databases.TryGetValue(data.Root, out var known))
        {
            known = engine == Engines.Postgres ? await PostgresCluster.Instance.CreateAsync(writers: writers) : await SqlServerInstance.CreateAsync(writers);
            Databases[data.Root] = known;
        }

        return known;
    }

    /// <summary>Copies the database beside one directory to another, which has none.</summary>
    public static async Task CopyAsync(DataDirectory from, DataDirectory to) =>
        Databases[to.Root] = await PostgresCluster.Instance.CreateAsync(PostgresCluster.NameOf(Databases[from.Root]));

    public static async Task DropAsync(DataDirectory data)
    {
        if (Databases.TryRemove(data.Root, out var database))
        {
            await (database.Engine == Engines.Postgres ? PostgresCluster.Instance.DropAsync(database) : SqlServerInstance.DropAsync(database));
        }
    }
}
