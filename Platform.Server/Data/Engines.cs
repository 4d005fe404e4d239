namespace Platform.Server.Data;

/// <summary>The engines, by the names the command line and the files of migrations use.</summary>
internal static class Engines
{
    public const string Sqlite = "sqlite";
    public const string Postgres = "postgres";
    public const string SqlServer = "sqlserver";

    public static IReadOnlyList<string> All { get; } = [Sqlite, SqlServer, Postgres];
}

/// <summary>Where the database is.</summary>
/// <param name="Engine">One of <see cref="Engines.All"/>.</param>
/// <param name="Connection">The engine's connection string; empty for SQLite, whose file is in the data directory.</param>
/// <param name="Writers">Connections of a server that write at the same time, 1 to <see cref="MostWriters"/>; SQLite has one writer.</param>
/// <param name="Shared">Several processes serve from it at the same time; never SQLite.</param>
internal sealed record DatabaseSettings(string Engine, string Connection, int Writers, bool Shared = false)
{
    public const int DefaultWriters = 4;
    public const int MostWriters = 64;

    public static DatabaseSettings Embedded { get; } = new(Engines.Sqlite, "", 1);

    /// <summary>What the command line says, else section <c>Database</c> (<c>Engine</c>, <c>Connection</c>, <c>Writers</c>), else SQLite. Throws <see cref="DatabaseRefusedException"/>.</summary>
    /// <param name="shared">Whether several processes are to serve from it.</param>
    public static DatabaseSettings Of(string? engine, string? connection, IConfiguration configuration, bool shared = false)
    {
        var section = configuration.GetSection("Database");
        var chosen = engine ?? section["Engine"] ?? Engines.Sqlite;
        if (!Engines.All.Contains(chosen))
        {
            throw new DatabaseRefusedException($"There is no database '{chosen}'; choose --db {string.Join(", ", Engines.All)}.");
        }

        var text = connection ?? section["Connection"] ?? "";
        var writers = section.GetValue("Writers", DefaultWriters);
        return (chosen, text.Length > 0, writers) switch
        {
            (Engines.Sqlite, true, _) => throw new DatabaseRefusedException("SQLite lies in the data directory and takes no --connection; choose --db sqlserver or --db postgres with it."),
            (Engines.Sqlite, false, _) when shared => throw new DatabaseRefusedException(
                "Cluster:Enabled needs a database on a server, and SQLite belongs to one process; choose --db postgres or --db sqlserver with --connection, or leave Cluster:Enabled out."),
            (Engines.Sqlite, false, _) => Embedded,
            (_, false, _) => throw new DatabaseRefusedException($"--db {chosen} needs --connection \"…\", or the setting Database:Connection."),
            (_, _, < 1 or > MostWriters) => throw new DatabaseRefusedException($"Database:Writers is {writers}; 1 to {MostWriters} is expected."),
            _ => new(chosen, text, writers, shared),
        };
    }
}

/// <summary>The database cannot be used as it is; the message is one sentence for the operator.</summary>
internal class DatabaseRefusedException(string message, Exception? inner = null) : Exception(message, inner);
