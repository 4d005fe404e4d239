using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Tests.Storage;

/// <summary>
/// A PostgreSQL of this run: a cluster in a temporary directory on a free port of this machine, started when the first test asks and stopped with the
/// process.
/// </summary>
internal sealed class PostgresCluster
{
    private const string User = "platform";
    private static readonly Lazy<PostgresCluster> Started = new(() => new PostgresCluster(durable: false));
    private static int _databases;

    private readonly string _root;
    private readonly string _programs;

    /// <param name="durable">As a server for real work; otherwise a commit does not wait for the disk, which no test is about.</param>
    public PostgresCluster(bool durable)
    {
        _programs = Programs() ?? throw new InvalidOperationException(Missing);
        _root = Directory.CreateTempSubdirectory("platform-postgres-").FullName;
        Port = FreePorts.Take(1)[0];
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove();
        if (Environment.IsPrivilegedProcess)
        {
            // PostgreSQL refuses to run as root; Debian's package brings this user.
            Run("chown", "postgres", _root);
        }

        RunAsOwner("initdb", "-D", _root, "-U", User, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync");
        File.AppendAllText(
            Path.Combine(_root, "postgresql.conf"),
            string.Create(CultureInfo.InvariantCulture, $"\nlisten_addresses = '127.0.0.1'\nport = {Port}\nunix_socket_directories = ''\nmax_connections = 400\n")
            + (durable ? "" : "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"));
        Start();
    }

    /// <summary>Why there is none here; null when there is.</summary>
    public static string? Absence => Programs() is null ? Missing : null;

    public static PostgresCluster Instance => Started.Value;

    public int Port { get; }

    private static string Missing => "PostgreSQL is not installed (package postgresql).";

    /// <summary>A new database; empty, or a copy of another one that nobody is connected to.</summary>
    public async Task<DatabaseSettings> CreateAsync(string? template = null, int writers = DatabaseSettings.DefaultWriters)
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {template ?? "template0"}");
        return new(Engines.Postgres, ConnectionTo(name), writers);
    }

    public Task DropAsync(DatabaseSettings database) => ExecuteAsync($"DROP DATABASE IF EXISTS {NameOf(database)} WITH (FORCE)");

    public static string NameOf(DatabaseSettings database) => new NpgsqlConnectionStringBuilder(database.Connection).Database!;

    public string ConnectionTo(string database) =>
        new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = Port, Username = User, Database = database, MaxPoolSize = 30, Timeout = 15 }.ConnectionString;

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionTo("postgres")) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }

    private static string? Programs() => new[] { "/usr/lib/postgresql", "/usr/local/lib/postgresql" }
        .Where(Directory.Exists)
        .SelectMany(Directory.GetDirectories)
        .Select(d => Path.Combine(d, "bin"))
        .Where(d => File.Exists(Path.Combine(d, "initdb")))
        .Order(StringComparer.Ordinal)
        .LastOrDefault();

    public void Start() => RunAsOwner("pg_ctl", "-D", _root, "-l", Path.Combine(_root, "log"), "-w", "start");

    /// <summary>Without a word to those who are connected, as when the machine fails.</summary>
    public void Stop() => RunAsOwner("pg_ctl", "-D", _root, "-m", "immediate", "stop");

    private void Remove()
    {
        try
        {
            Stop();
            Directory.Delete(_root, recursive: true);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or UnauthorizedAccessException)
        {
            // The operating system cleans its temporary folder.
        }
    }

    private void RunAsOwner(string program, params string[] arguments)
    {
        var path = Path.Combine(_programs, program);
        if (Environment.IsPrivilegedProcess)
        {
            Run("runuser", ["-u", "postgres", "--", path, .. arguments]);
        }
        else
        {
            Run(path, arguments);
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        // Its log goes to a file; a pipe would stay open as long as the server that pg_ctl leaves behind.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1 </dev/null", program, .. arguments]) { WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
        }
    }
}
