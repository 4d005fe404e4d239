using System.Globalization;
using System.Net;
using Platform.Server.Data;

namespace Platform.Server.Hosting;

/// <summary>What the command line decides about a host.</summary>
/// <param name="Urls">Separated by semicolons; port 0 takes a free one.</param>
/// <param name="Engine">Of the database; null: as configured, else SQLite.</param>
/// <param name="Connection">To the database; null: as configured.</param>
/// <param name="More">Settings that count before those of files and environment, by their names: <c>Cluster:Enabled</c>.</param>
internal sealed record HostSettings(DataDirectory Data, bool Demo, string Urls, string? Engine = null, string? Connection = null, IReadOnlyDictionary<string, string?>? More = null)
{
    public const int DefaultPort = 5080;

    /// <summary>Of a command that reports and ends, on the data it names; it serves nobody, and what is logged goes to standard error, so that its report stands alone.</summary>
    public static HostSettings ForCommand(DataDirectory data, string? engine = null, string? connection = null) =>
        new(data, Demo: false, "http://127.0.0.1:0", engine, connection) { LogsAside = true };

    /// <summary>Of the flows; null: as configured.</summary>
    public string? FlowEngine { get; init; }

    /// <summary>Log lines go to standard error.</summary>
    public bool LogsAside { get; private init; }

    /// <summary>Throws <see cref="StartRefusedException"/> when the options contradict each other.</summary>
    public static HostSettings From(CommandLine line)
    {
        if (line.Has("demo") && line.Has("no-demo"))
        {
            throw new StartRefusedException("Choose either --demo or --no-demo.");
        }

        var settings = new HostSettings(new DataDirectory(line.Get("data") ?? "data"), line.Has("demo"), UrlsOf(line), line.Get("db"), line.Get("connection")) { FlowEngine = line.Get("engine") };
        return settings.Demo && settings.Urls.Split(';').FirstOrDefault(u => !IsLoopback(u)) is { } open
            ? throw new StartRefusedException($"A demo listens on this machine only, because its passwords are known; {open} is open to others. Use --no-demo, or an address of 127.0.0.1.")
            : settings;
    }

    private static string UrlsOf(CommandLine line)
    {
        if (line.Get("port") is { } text)
        {
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort
                ? $"http://127.0.0.1:{port}"
                : throw new StartRefusedException($"--port {text} is no port number; 0 to {IPEndPoint.MaxPort} is expected.");
        }

        return line.Get("urls") ?? Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? $"http://127.0.0.1:{DefaultPort}";
    }

    private static bool IsLoopback(string url)
    {
        var address = BindingAddress.Parse(url);
        return address.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
    }
}
