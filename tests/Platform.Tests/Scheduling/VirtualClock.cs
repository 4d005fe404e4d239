namespace Platform.Tests.Scheduling;

/// <summary>Time that passes only when it is told to: to the next timer, or by a jump of the wall clock that no timer feels. Belongs to one thread.</summary>
internal sealed class VirtualClock : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    private readonly List<Timer> _timers = [];
    private TimeSpan _passed;
    private TimeSpan _jumped;
    private long _made;

    public bool HasTimers => _timers.Count > 0;

    /// <summary>Since the beginning.</summary>
    public TimeSpan Passed => _passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start + _passed + _jumped;

    public override long GetTimestamp() => _passed.Ticks;

    /// <summary>The wall clock is set; what was waited for comes no sooner and no later.</summary>
    public void Jump(TimeSpan by) => _jumped += by;

    /// <summary>Time passes until the next timer is due, and that one fires.</summary>
    public void PassToNext()
    {
        var next = _timers.MinBy(t => (t.Due, t.Number))!;
        _passed = next.Due > _passed ? next.Due : _passed;
        next.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state, ++_made);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(VirtualClock clock, TimerCallback callback, object? state, long number) : ITimer
    {
        private readonly ExecutionContext? _context = ExecutionContext.Capture();
        private TimeSpan _period;

        public long Number => number;

        public TimeSpan Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock._timers.Remove(this);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                (Due, _period) = (clock._passed + dueTime, period);
                clock._timers.Add(this);
            }

            return true;
        }

        public void Fire()
        {
            Change(_period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : _period, _period);
            if (_context is null)
            {
                callback(state);
            }
            else
            {
                ExecutionContext.Run(_context, s => callback(s), state);
            }
        }

        public void Dispose() => clock._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
