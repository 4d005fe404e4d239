using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Platform.Drills;

/// <summary>The built server as a process of its own on a demo directory: it can be killed and started again on the same port and data.</summary>
/// <param name="program">Path of Platform.Server.dll.</param>
/// <param name="data">Its data directory.</param>
/// <param name="sms">Where text messages go; null: to the inbox page of the demo.</param>
/// <param name="database">Further arguments that name a database; empty for SQLite.</param>
/// <param name="before">Words in front of the command line, e.g. a shell that limits it and then becomes it.</param>
/// <param name="settings">Further settings, by the names that variables of the environment give them: <c>Cluster__Enabled</c>.</param>
internal sealed class ServerProcess(
    string program, string data, Uri? sms, IReadOnlyList<string>? database = null, IReadOnlyList<string>? before = null, IReadOnlyDictionary<string, string>? settings = null) : IDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(5);

    private readonly int _port = Ports.Free();
    private readonly StringBuilder _said = new();
    private readonly HttpClient _probe = new() { Timeout = TimeSpan.FromSeconds(30) };
    private Process? _process;

    public Uri Url => new($"http://127.0.0.1:{_port}");

    public string Data => data;

    public int Id => _process!.Id;

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    public async Task StartAsync()
    {
        Begin();
        await UntilReadyAsync();
    }

    /// <summary>Starts it and waits for nothing.</summary>
    public void Begin()
    {
        var words = (string[])[.. before ?? [], "dotnet", program, "serve", "--demo", "--port", $"{_port}", "--data", data, .. database ?? []];
        _process = Start(words, sms, settings);
        _process.OutputDataReceived += (_, e) => Say(e.Data);
        _process.ErrorDataReceived += (_, e) => Say(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public async Task UntilReadyAsync()
    {
        var waiting = Stopwatch.StartNew();
        while ((await HealthAsync()).Status != HttpStatusCode.OK)
        {
            if (!IsRunning || waiting.Elapsed > LongestStart)
            {
                throw new InvalidOperationException($"The server did not become ready: {Said()}");
            }

            await Task.Delay(50);
        }
    }

    /// <summary>What /health/ready answers; no status when nobody answers.</summary>
    public async Task<(HttpStatusCode? Status, JsonNode? Body)> HealthAsync()
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Url, "/health/ready")) { Headers = { { "Accept-Language", "en" } } };
            using var answer = await _probe.SendAsync(request);
            return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync()));
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return (null, null);
        }
    }

    /// <summary>SIGKILL: no handler of the server runs.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>SIGTERM: the server leaves in order. Waits until it is gone; throws when it does not go.</summary>
    public async Task StopAsync()
    {
        using var limit = new CancellationTokenSource(LongestStart);
        using (var kill = Process.Start("kill", ["-TERM", $"{_process!.Id}"]))
        {
            await kill.WaitForExitAsync(limit.Token);
        }

        await _process.WaitForExitAsync(limit.Token);
        LastExitCode = _process.ExitCode;
        _process.Dispose();
        _process = null;
    }

    /// <summary>Of the last <see cref="StopAsync"/>.</summary>
    public int LastExitCode { get; private set; }

    /// <summary>Runs another command of the program to its end; throws when it does not come.</summary>
    public static async Task<(int Code, string Said)> RunAsync(string program, params string[] arguments)
    {
        using var process = Start(["dotnet", program, .. arguments]);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(LongestRun);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"{string.Join(' ', arguments)} did not end: {await output}{await error}");
        }

        return (process.ExitCode, await output + await error);
    }

    /// <summary>What it wrote to its console.</summary>
    public string Said()
    {
        lock (_said)
        {
            return _said.ToString();
        }
    }

    public void Dispose()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill();
            process.WaitForExit();
        }

        _process?.Dispose();
        _probe.Dispose();
    }

    private static Process Start(IReadOnlyList<string> words, Uri? sms = null, IReadOnlyDictionary<string, string>? settings = null)
    {
        var start = new ProcessStartInfo(words[0], words.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };

        // No rate limit, cheap password hashes, PDF files also as root.
        start.Environment["Limits__RequestsPerSecond"] = "0";
        start.Environment["Limits__SignInPerMinute"] = "0";
        start.Environment["Identity__Argon2MemoryKib"] = "64";
        start.Environment["Documents__Pdf__AllowRoot"] = "true";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        start.Environment["DOTNET_NOLOGO"] = "1";
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        if (sms is not null)
        {
            start.Environment["Sms__Address"] = sms.ToString();
        }

        return Process.Start(start)!;
    }

    private void Say(string? line)
    {
        lock (_said)
        {
            _said.AppendLine(line);
        }
    }
}
