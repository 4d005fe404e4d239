namespace Platform.Tests.Hosting;

/// <summary>
/// Stands still until it is moved. Timers run with real time, so that a server around it lives, and moving the clock lets the timers it passes fire.
/// </summary>
internal sealed class TestClock(DateTimeOffset now) : TimeProvider
{
    /// <summary>Monday 2 March 2026, 09:00 in China.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    private readonly Lock _lock = new();
    private readonly HashSet<Timer> _timers = [];
    private DateTimeOffset _now = now;

    public TestClock()
        : this(Start)
    {
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public void Advance(TimeSpan by) => Set(GetUtcNow() + by);

    public void Set(DateTimeOffset to)
    {
        Timer[] timers;
        TimeSpan jump;
        lock (_lock)
        {
            jump = to - _now;
            _now = to;
            timers = [.. _timers];
        }

        foreach (var timer in timers)
        {
            timer.Jump(jump);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        lock (_lock)
        {
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer : ITimer
    {
        private readonly TestClock _clock;
        private readonly ITimer _real;
        private readonly Lock _lock = new();
        private TimeSpan _due = Timeout.InfiniteTimeSpan;
        private TimeSpan _period = Timeout.InfiniteTimeSpan;
        private long _since;

        public Timer(TestClock clock, TimerCallback callback, object? state)
        {
            _clock = clock;
#pragma warning disable RS0030 // The real clock under the settable one.
            _real = System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
#pragma warning restore RS0030
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_lock)
            {
                (_due, _period, _since) = (dueTime, period, _clock.GetTimestamp());
                return _real.Change(dueTime, period);
            }
        }

        public void Jump(TimeSpan by)
        {
            lock (_lock)
            {
                var left = _due - _clock.GetElapsedTime(_since);
                if (_due == Timeout.InfiniteTimeSpan || (left <= TimeSpan.Zero && _period == Timeout.InfiniteTimeSpan))
                {
                    return;
                }

                Change(left > by ? left - by : TimeSpan.Zero, _period);
            }
        }

        public void Dispose()
        {
            lock (_clock._lock)
            {
                _clock._timers.Remove(this);
            }

            _real.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
