using System.Diagnostics;
using System.Net;
using System.Text;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Tests.Kill;

/// <summary>The built server as a process of its own on a demo directory: it can be killed and started again on the same port and data.</summary>
internal sealed class ServerProcess(DataDirectory data) : IDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(3);

    private readonly int _port = FreePorts.Take(1)[0];
    private readonly StringBuilder _said = new();
    private Process? _process;

    public Uri Url => new($"http://127.0.0.1:{_port}");

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[typeof(PlatformHost).Assembly.Location, "serve", "--demo", "--port", $"{_port}", "--data", data.Root])
        {
            start.ArgumentList.Add(argument);
        }

        // As the in-process servers of the tests: no rate limit, cheap password hashes.
        start.Environment["Limits__RequestsPerSecond"] = "0";
        start.Environment["Limits__SignInPerMinute"] = "0";
        start.Environment["Identity__Argon2MemoryKib"] = "64";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        start.Environment["DOTNET_NOLOGO"] = "1";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, e) => Say(e.Data);
        _process.ErrorDataReceived += (_, e) => Say(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var client = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(10) };
        var waiting = Stopwatch.StartNew();
        while (!await IsReadyAsync(client))
        {
            if (_process.HasExited || waiting.Elapsed > LongestStart)
            {
                throw new InvalidOperationException($"The server did not become ready: {Said()}");
            }

            await Task.Delay(50);
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
    }

    private static async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync("/health/ready");
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private void Say(string? line)
    {
        lock (_said)
        {
            _said.AppendLine(line);
        }
    }
}
