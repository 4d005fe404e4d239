using System.Diagnostics;

namespace Platform.Tests.Scheduling;

/// <summary>Plays a scenario under many schedules. What fails is thrown with its seed and its choices; <see cref="Again"/> plays those once more.</summary>
internal static class Explore
{
    /// <summary>
    /// As many random schedules, of the seeds from <paramref name="seed"/> on: half of them altogether at random, half with a few deviations from the ordinary, which is
    /// where most faults of concurrency are. Answers with their number.
    /// </summary>
    /// <param name="faults">What may go wrong in one schedule at most.</param>
    /// <param name="trouble">How likely it is at each place where something may.</param>
    public static int Random(int schedules, int faults, Func<Stage, Task> scenario, int seed = 1, double trouble = 0.08)
    {
        var (length, since) = (0, Stopwatch.GetTimestamp());
        for (var i = 0; i < schedules; i++)
        {
            Choices choices = i % 2 == 0 ? new Choices.Seeded(seed + i, trouble) : new Choices.Sparse(seed + i, length, deviations: 3);
            Play(choices, faults, scenario, $"Seed {seed + i}.");
            length = Math.Max(length, choices.Made.Count);
        }

        Tell(schedules, since);
        return schedules;
    }

    /// <summary>
    /// All schedules that differ from the ordinary one in one choice, then in two, and so on, up to <paramref name="limit"/> of them; answers with their number and
    /// whether those were all.
    /// </summary>
    public static (int Played, bool All) Bounded(int deviations, int faults, int limit, Func<Stage, Task> scenario)
    {
        var played = 0;
        var since = Stopwatch.GetTimestamp();
        for (var bound = 1; bound <= deviations; bound++)
        {
            for (List<int>? plan = []; plan is not null; played++)
            {
                if (played == limit)
                {
                    return (played, false);
                }

                var choices = new Choices.Planned(plan);
                Play(choices, faults, scenario, $"At most {bound} deviations from the ordinary.");
                plan = NextPlan(choices.Made, bound);
            }
        }

        Tell(played, since);
        return (played, true);
    }

    /// <summary>Plays one schedule as a failure has printed it.</summary>
    public static void Again(string schedule, int faults, Func<Stage, Task> scenario) => Stage.Run(Choices.Planned.Of(schedule), faults, scenario);

    /// <summary>The failure that is found within the budget, half of it spent on few deviations from the ordinary and half at random; null when none is.</summary>
    public static ScheduleFailedException? Find(int schedules, int faults, Func<Stage, Task> scenario) =>
        Find(() =>
        {
            Bounded(deviations: 2, faults, schedules / 2, scenario);
            Random(schedules / 2, faults, scenario);
        });

    /// <summary>Likewise at random alone, with more trouble: what needs several things to go wrong together.</summary>
    public static ScheduleFailedException? FindAtRandom(int schedules, int faults, Func<Stage, Task> scenario) => Find(() => Random(schedules, faults, scenario, trouble: 0.25));

    private static ScheduleFailedException? Find(Action explore)
    {
        try
        {
            explore();
            return null;
        }
        catch (ScheduleFailedException e)
        {
            return e;
        }
    }

    private static void Tell(int played, long since)
    {
        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        TestContext.Current.TestOutputHelper?.WriteLine($"{played} schedules in {seconds:0.0} s, {played / seconds:0} a second.");
    }

    private static void Play(Choices choices, int faults, Func<Stage, Task> scenario, string how)
    {
        try
        {
            Stage.Run(choices, faults, scenario);
        }
        catch (ScheduleFailedException e)
        {
            throw new ScheduleFailedException(e.InnerException!, e.Choices, e.Notes, how);
        }
    }

    /// <summary>Depth first: the last choice that can still be another one within the bound is.</summary>
    private static List<int>? NextPlan(IReadOnlyList<(int Options, int Chosen)> made, int deviations)
    {
        var used = made.Count(m => m.Chosen != 0);
        for (var i = made.Count - 1; i >= 0; i--)
        {
            var (options, chosen) = made[i];
            used -= chosen != 0 ? 1 : 0;
            if (chosen + 1 < options && used < deviations)
            {
                return [.. made.Take(i).Select(m => m.Chosen), chosen + 1];
            }
        }

        return null;
    }
}
