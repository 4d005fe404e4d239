using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Platform.Server.Data;

/// <param name="Name"><c>Feature/NNNN_name</c>: what the database remembers.</param>
internal sealed record MigrationScript(string Name, string Sql);

/// <summary>
/// The migrations of all features: plain SQL with type tokens, <c>Feature/Migrations/NNNN_name.sql</c> for every engine or
/// <c>NNNN_name.engine.sql</c> for one, which then takes the place of the general one.
/// </summary>
internal static partial class MigrationScripts
{
    // Keys and codes compare byte by byte on every engine, so all text does: what sorts and matches on one sorts and matches on the others.
    private const string PostgresBinary = "COLLATE \"C\"";
    private const string SqlServerBinary = "COLLATE Latin1_General_100_BIN2";

    private static readonly Dictionary<string, (string Sqlite, string Postgres, string SqlServer)> Types = new(StringComparer.Ordinal)
    {
        // A uniqueidentifier sorts by its last bytes first; sixteen bytes sort as the key was made: by time.
        ["guid"] = ("TEXT", "uuid", "binary(16)"),
        ["instant"] = ("TEXT", "timestamptz", "datetimeoffset(7)"),
        ["date"] = ("TEXT", "date", "date"),
        ["text"] = ("TEXT", $"text {PostgresBinary}", $"nvarchar(max) {SqlServerBinary}"),
        ["text:N"] = ("TEXT", $"varchar(N) {PostgresBinary}", $"nvarchar(N) {SqlServerBinary}"),
        ["bool"] = ("INTEGER", "boolean", "bit"),
        // Text, because engines that know JSON keep another spelling than they were given, and hashes are over the spelling.
        ["json"] = ("TEXT", $"text {PostgresBinary}", $"nvarchar(max) {SqlServerBinary}"),
        ["int"] = ("INTEGER", "integer", "int"),
        ["bigint"] = ("INTEGER", "bigint", "bigint"),
        ["decimal"] = ("NUMERIC", "numeric(28, 9)", "decimal(28, 9)"),
        ["blob"] = ("BLOB", "bytea", "varbinary(max)"),
        ["identity"] = ("INTEGER PRIMARY KEY AUTOINCREMENT", "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "bigint IDENTITY(1, 1) PRIMARY KEY"),
        // After the closing bracket of a table: rows stand in the order of the primary key, as they always do on SQL Server and never on PostgreSQL.
        ["clustered"] = ("WITHOUT ROWID", "", ""),
    };

    /// <summary>By feature, then number.</summary>
    public static IReadOnlyList<MigrationScript> Of(Assembly assembly, string engine)
    {
        var root = assembly.GetName().Name + ".";
        return Of(
            assembly.GetManifestResourceNames()
                .Where(name => name.EndsWith(".sql", StringComparison.Ordinal) && name.Contains(".Migrations.", StringComparison.Ordinal))
                .Select(name => (name.StartsWith(root, StringComparison.Ordinal) ? name[root.Length..] : name, Read(assembly, name))),
            engine);
    }

    /// <param name="files">Names as <c>Feature.Migrations.NNNN_name[.engine].sql</c>, and their text.</param>
    public static IReadOnlyList<MigrationScript> Of(IEnumerable<(string Name, string Text)> files, string engine)
    {
        var chosen = files.Select(f => (File: Parse(f.Name), f.Text))
            .Where(f => f.File.Engine is null || f.File.Engine == engine)
            .GroupBy(f => f.File.Script, StringComparer.Ordinal)
            .Select(g => g.MaxBy(f => f.File.Engine is not null))
            .OrderBy(f => f.File.Script, StringComparer.Ordinal)
            .ToList();
        var twice = chosen.GroupBy(f => f.File.Script[..(f.File.Script.IndexOf('/', StringComparison.Ordinal) + 5)], StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        return twice is null
            ? [.. chosen.Select(f => new MigrationScript(f.File.Script, Batched(Fill(f.Text, f.File.Script, engine), f.File.Engine, engine)))]
            : throw new InvalidOperationException($"Two migrations have the number {twice.Key}: {string.Join(", ", twice.Select(f => f.File.Script))}.");
    }

    /// <summary>Puts the engine's types in place of the tokens; an unknown token throws.</summary>
    public static string Fill(string sql, string script, string engine) => Token().Replace(sql, match =>
    {
        var size = match.Groups["size"];
        var name = size.Success ? match.Groups["name"].Value + ":N" : match.Groups["name"].Value;
        if (!Types.TryGetValue(name, out var types) || (size.Success && !uint.TryParse(size.Value, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            throw new InvalidOperationException($"Migration {script}: unknown token {match.Value}; there are {string.Join(' ', Types.Keys)}.");
        }

        var type = engine switch
        {
            Engines.Sqlite => types.Sqlite,
            Engines.Postgres => types.Postgres,
            Engines.SqlServer => types.SqlServer,
            _ => throw new NotSupportedException($"There are no types for the engine '{engine}'."),
        };
        return type.Replace("(N)", $"({size.Value})", StringComparison.Ordinal);
    });

    // SQL Server reads a whole batch before it runs any of it, and then knows nothing of a column the batch itself adds: every statement is its own batch.
    // A script for SQL Server alone says GO where it means it.
    private static string Batched(string sql, string? ownEngine, string engine) =>
        engine == Engines.SqlServer && ownEngine is null ? EndOfStatement().Replace(sql, ";\nGO") : sql;

    private static (string Script, string? Engine) Parse(string name)
    {
        var match = FileName().Match(name);
        return match.Success
            ? ($"{match.Groups["feature"].Value}/{match.Groups["script"].Value}", match.Groups["engine"].Success ? match.Groups["engine"].Value : null)
            : throw new InvalidOperationException($"'{name}' is no migration; Feature/Migrations/NNNN_name.sql or NNNN_name.engine.sql is expected.");
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\{\{\s*(?<name>[^}:\s]*)(:(?<size>[^}]*))?\s*\}\}")]
    private static partial Regex Token();

    [GeneratedRegex(@";[ \t]*\r?$", RegexOptions.Multiline)]
    private static partial Regex EndOfStatement();

    [GeneratedRegex(@"^(?<feature>[A-Za-z]+)\.Migrations\.(?<script>\d{4}_[a-z0-9_]+)(\.(?<engine>sqlite|sqlserver|postgres))?\.sql$")]
    private static partial Regex FileName();
}
