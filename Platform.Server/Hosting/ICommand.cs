namespace Platform.Server.Hosting;

/// <summary>
/// A command of a feature, e.g. <c>user add</c>. It runs on a migrated database with the commit queue open, but without a web server, workers or demo;
/// no server may be running on the same data directory. Registered as a singleton.
/// </summary>
internal interface ICommand
{
    /// <summary>One or two words: <c>user add</c>.</summary>
    string Name { get; }

    /// <summary>One line: arguments and what it does.</summary>
    string Usage { get; }

    /// <summary>False for a command that works on files alone: it runs without database and data directory.</summary>
    bool NeedsData => true;

    /// <summary>Exit code: 0 when it worked, 1 when it was refused, 2 when the arguments are wrong.</summary>
    Task<int> RunAsync(CommandLine line, TextWriter output, CancellationToken ct);
}
