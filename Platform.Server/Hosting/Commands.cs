using Platform.Server.Data;

namespace Platform.Server.Hosting;

/// <summary>What the program does with its command line. Exit codes: 0 done, 1 refused or failed, 2 not understood.</summary>
internal static class Commands
{
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken ct)
    {
        var line = CommandLine.Parse(args);
        try
        {
            return (line.Has("help") ? "help" : line.Words.Count == 0 ? "serve" : line.Words[0]) switch
            {
                "serve" => await ServeAsync(line, output, ct),
                "migrate" => await MigrateAsync(line, output, ct),
                "backup" => await BackupAsync(line, output, ct),
                "restore" => await RestoreAsync(line, output, ct),
                _ => await FeatureAsync(line, output, error, ct),
            };
        }
        catch (Exception e) when (e is StartRefusedException or DataDirectoryInUseException or DatabaseRefusedException or BackupException)
        {
            await error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static async Task<int> ServeAsync(CommandLine line, TextWriter output, CancellationToken ct)
    {
        var settings = HostSettings.From(line);
        if (settings.Urls.Split(';').Select(BindingAddress.Parse).FirstOrDefault(a => FreePorts.IsTaken(a.Port)) is { } taken)
        {
            throw new StartRefusedException($"Port {taken.Port} is in use by another process. Stop that one, or choose another port with --port.");
        }

        await using var app = PlatformHost.Build(settings);
        await app.PrepareAsync(ct);
        try
        {
            await app.StartAsync(ct);
        }
        catch
        {
            // What had started already must be able to end in order.
            await app.StopAsync(CancellationToken.None);
            throw;
        }

        await AnnounceAsync(app, output);
        await app.WaitForShutdownAsync(ct);
        return 0;
    }

    private static async Task AnnounceAsync(WebApplication app, TextWriter output)
    {
        foreach (var url in app.Urls)
        {
            await output.WriteLineAsync($"Portal     {url}/");
            await output.WriteLineAsync($"Workbench  {url}/workbench");
            await output.WriteLineAsync($"API        {url}/openapi/v1.json");
        }

        if (app.Services.GetRequiredService<RunMode>().Demo)
        {
            await output.WriteLineAsync("Demo: reachable from this machine only.");
            foreach (var seedLine in app.Services.GetServices<IDemoSeed>().OrderBy(s => s.Order).SelectMany(s => s.Lines))
            {
                await output.WriteLineAsync(seedLine);
            }
        }

        await output.FlushAsync();
    }

    private static async Task<int> MigrateAsync(CommandLine line, TextWriter output, CancellationToken ct)
    {
        await using var app = PlatformHost.Build(Offline(line));
        await app.Services.GetRequiredService<DataRuntime>().StartingAsync(ct);
        await output.WriteLineAsync("The database is up to date.");
        return 0;
    }

    private static async Task<int> BackupAsync(CommandLine line, TextWriter output, CancellationToken ct)
    {
        var to = line.Get("to") ?? throw new StartRefusedException("Say where to: backup --to FILE.zip [--data DIR].");
        var settings = Offline(line);
        await using var app = PlatformHost.Build(settings);
        var info = await Backup.CreateAsync(settings.Data, app.Services.GetRequiredService<DatabaseSettings>().Engine, to, ct);
        await output.WriteLineAsync($"Backup written to {Path.GetFullPath(to)}.");
        if (!info.HoldsDatabase)
        {
            await output.WriteLineAsync($"Files and keys are in it, the database is not: back it up {OwnTools(info)}, before this command, so that all its files are in here.");
        }

        return 0;
    }

    private static async Task<int> RestoreAsync(CommandLine line, TextWriter output, CancellationToken ct)
    {
        var from = line.Get("from") ?? throw new StartRefusedException("Say where from: restore --from FILE.zip --data DIR.");
        var data = new DataDirectory(line.Get("data") ?? throw new StartRefusedException("Say where to: restore --from FILE.zip --data DIR."));
        var info = await Backup.RestoreAsync(from, data, ct);
        await output.WriteLineAsync($"Restored to {data.Root}.");
        if (!info.HoldsDatabase)
        {
            await output.WriteLineAsync($"The database was not in it: restore that {OwnTools(info)}.");
        }

        return 0;
    }

    private static string OwnTools(BackupInfo info) =>
        info.Database == Engines.Postgres ? "with the tools of PostgreSQL (pg_dump, pg_restore)" : "with the tools of SQL Server (BACKUP DATABASE, RESTORE DATABASE)";

    private static async Task<int> FeatureAsync(CommandLine line, TextWriter output, TextWriter error, CancellationToken ct)
    {
        await using var app = PlatformHost.Build(Offline(line));
        var commands = app.Services.GetServices<ICommand>().OrderBy(c => c.Name, StringComparer.Ordinal).ToList();
        var said = string.Join(' ', line.Words) + " ";
        if (commands.Where(c => said.StartsWith(c.Name + " ", StringComparison.Ordinal)).MaxBy(c => c.Name.Length) is { } command)
        {
            if (command.NeedsData)
            {
                await app.Services.GetRequiredService<DataRuntime>().StartingAsync(ct);
            }

            return await command.RunAsync(line, output, ct);
        }

        var help = line.Has("help") || line.Words is ["help", ..];
        await (help ? output : error).WriteLineAsync(Usage(line, commands, help));
        return help ? 0 : 2;
    }

    private static HostSettings Offline(CommandLine line) => HostSettings.ForCommand(new DataDirectory(line.Get("data") ?? "data"), line.Get("db"), line.Get("connection"));

    private static string Usage(CommandLine line, IReadOnlyList<ICommand> commands, bool help) => string.Join(Environment.NewLine,
    [
        .. help ? [] : new[] { $"There is no command '{string.Join(' ', line.Words)}'." },
        "Commands; all take --data DIR (default ./data) and --db sqlite|sqlserver|postgres --connection \"…\" (default sqlite, in the data directory):",
        "  serve [--port N | --urls U] [--demo | --no-demo]   runs the server; this is the default",
        "        [--engine built-in | elsa]                   what runs the flows of new cases",
        "  migrate                                            brings the database up to date",
        "  backup --to FILE.zip                               database (of SQLite), files and keys in one file; the server may run meanwhile",
        "  restore --from FILE.zip --data DIR                 into a new directory",
        .. commands.Select(c => $"  {c.Usage}"),
    ]);
}
