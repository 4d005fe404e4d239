namespace Platform.Model.Clocks;

/// <summary>The rungs of the escalation ladder 预警, lowest first. Their names stand in the journal.</summary>
public enum Rung
{
    Yellow,
    Red,
    Overdue,
}

/// <summary>A rung that a clock has reached; those below it count as reached.</summary>
/// <param name="Key">Which of several clocks of the kind, or null.</param>
/// <param name="From">Day 0 of the run it was reached in: a clock that begins again climbs again.</param>
public sealed record RungReached(ClockKind Clock, string? Key, DateOnly From, Rung Rung);

/// <summary>
/// Which rung a clock stands on: each is reached once in the run of a clock, whatever moves its deadline afterwards. An end that is an estimate is never passed: nobody is
/// called late on a guess.
/// </summary>
public static class LadderRules
{
    /// <summary>When the next rung is due, possibly in the past; null when none is left.</summary>
    public static DateTimeOffset? NextAt(ClockKind kind, string? key, ClockMarks marks, IReadOnlyList<RungReached> reached)
    {
        var highest = Highest(kind, key, marks, reached);
        return highest is null && marks.YellowAt is { } yellow ? yellow
            : highest is null or Rung.Yellow && marks.RedAt is { } red ? red
            : highest is not Rung.Overdue && !marks.Provisional ? marks.EndsAt
            : null;
    }

    /// <summary>The highest rung that is due and was not reached before. Lower ones that were missed meanwhile are passed over: nobody needs to hear that it was yellow when it is red.</summary>
    public static Rung? Due(ClockKind kind, string? key, ClockMarks marks, IReadOnlyList<RungReached> reached, DateTimeOffset now)
    {
        Rung? due = marks.EndsAt <= now && !marks.Provisional ? Rung.Overdue : marks.RedAt <= now ? Rung.Red : marks.YellowAt <= now ? Rung.Yellow : null;
        return due is { } rung && !(Highest(kind, key, marks, reached) >= rung) ? rung : null;
    }

    private static Rung? Highest(ClockKind kind, string? key, ClockMarks marks, IReadOnlyList<RungReached> reached)
    {
        for (var i = reached.Count - 1; i >= 0; i--)
        {
            if (reached[i] is var r && r.Clock == kind && r.Key == key && r.From == marks.From)
            {
                return r.Rung;
            }
        }

        return null;
    }
}
