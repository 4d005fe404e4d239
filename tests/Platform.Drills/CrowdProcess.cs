using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Platform.Drills;

/// <param name="InFlight">Requests under way at that moment.</param>
/// <param name="Answers">Commands answered so far.</param>
/// <param name="Unanswered">Requests that got no answer.</param>
/// <param name="Refused">Requests that were answered with 503 problem details and a time to try again.</param>
internal sealed record CrowdCount(int InFlight, int Answers, int Unanswered, int Refused);

internal enum CrowdWork
{
    /// <summary>Files cases and completes their tasks.</summary>
    Cases,

    /// <summary>Files bundles.</summary>
    Bundles,
}

/// <summary>A <see cref="Crowd"/> in a process of its own, which knows the server's address and its ledger and nothing else.</summary>
internal sealed class CrowdProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _ledger;
    private readonly SemaphoreSlim _one = new(1);

    private CrowdProcess(Process process, string ledger) => (_process, _ledger) = (process, ledger);

    /// <summary>Starts it and waits until everybody is signed in and at work.</summary>
    /// <param name="work">What they do.</param>
    public static Task<CrowdProcess> StartAsync(Uri server, string ledger, int size, int seed, string run, CrowdWork work = CrowdWork.Cases) =>
        StartAsync([server], ledger, size, seed, run, work);

    /// <summary>Starts it in front of several nodes.</summary>
    /// <param name="work">What they do.</param>
    public static async Task<CrowdProcess> StartAsync(IReadOnlyList<Uri> servers, string ledger, int size, int seed, string run, CrowdWork work = CrowdWork.Cases)
    {
        var start = new ProcessStartInfo("dotnet", [
            typeof(CrowdProcess).Assembly.Location, "crowd", $"{work}", string.Join(',', servers), ledger, $"{size}", seed.ToString(CultureInfo.InvariantCulture), run])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var crowd = new CrowdProcess(Process.Start(start)!, ledger);
        await crowd.CountAsync();
        return crowd;
    }

    /// <summary>What has been answered up to now.</summary>
    public Ledger Ledger() => Drills.Ledger.Read(_ledger);

    /// <summary>Throws when the crowd met an answer that must not be.</summary>
    public Task<CrowdCount> CountAsync() => SayAsync("count");

    /// <summary>Waits until so many more commands are answered.</summary>
    public async Task ProgressAsync(int answers)
    {
        var goal = (await CountAsync()).Answers + answers;
        while ((await CountAsync()).Answers < goal)
        {
            await Task.Delay(10);
        }
    }

    /// <summary>Lets everybody finish the command they are at; the server must be there.</summary>
    public async Task<CrowdCount> StopAsync()
    {
        var count = await SayAsync("stop");
        await _process.WaitForExitAsync();
        return count;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        _one.Dispose();
    }

    private async Task<CrowdCount> SayAsync(string word)
    {
        await _one.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(word);
            await _process.StandardInput.FlushAsync();
            var line = await _process.StandardOutput.ReadLineAsync() ?? "The crowd has ended without a word.";
            return line.StartsWith('{') ? JsonSerializer.Deserialize<CrowdCount>(line)! : throw new WrongAnswerException(line);
        }
        finally
        {
            _one.Release();
        }
    }
}
