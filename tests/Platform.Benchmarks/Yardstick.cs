using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Platform.Benchmarks;

/// <summary>
/// Measures how fast the machine is while a scenario runs: ten times a second a thread of its own parses and writes the same JSON and takes the CPU time
/// of that. On a shared machine the ratio of a figure to this one says more than the figure.
/// </summary>
internal sealed partial class Yardstick : IDisposable
{
    private const int ThreadCpuTime = 3;
    private const int Rounds = 10;

    private readonly Thread _thread;
    private readonly string _json;
    private readonly List<double> _micros = [];
    private volatile bool _over;

    public Yardstick(string json)
    {
        _json = json;
        _thread = new Thread(Measure) { IsBackground = true, Name = "yardstick" };
        _thread.Start();
    }

    /// <summary>Median CPU time of one reading and writing, microseconds.</summary>
    public double Median
    {
        get
        {
            lock (_micros)
            {
                return _micros.Count == 0 ? double.NaN : _micros.Order().ElementAt(_micros.Count / 2) / Rounds;
            }
        }
    }

    /// <summary>What measuring itself has cost so far.</summary>
    public TimeSpan Spent
    {
        get
        {
            lock (_micros)
            {
                return TimeSpan.FromMicroseconds(_micros.Sum());
            }
        }
    }

    public void Dispose()
    {
        _over = true;
        _thread.Join();
    }

    private void Measure()
    {
        while (!_over)
        {
            var before = Now();
            for (var i = 0; i < Rounds; i++)
            {
                JsonNode.Parse(_json)!.ToJsonString();
            }

            lock (_micros)
            {
                _micros.Add(Now() - before);
            }

            Thread.Sleep(100);
        }
    }

    private static double Now()
    {
        _ = ReadClock(ThreadCpuTime, out var time);
        return (time.Seconds * 1e6) + (time.Nanoseconds / 1e3);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ReadClock(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
