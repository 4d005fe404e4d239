using System.Text.Json.Serialization;
using Platform.Model.Clocks;

namespace Platform.Model.Evaluation;

/// <summary>How long one stage may take.</summary>
/// <param name="Amount">1–1000 of <paramref name="Unit"/>.</param>
public sealed record StageLimit(int Amount, ClockUnit Unit);

/// <summary>
/// What a place lays down for its evaluation, as member <c>evaluation</c> of its site's settings. What it leaves out stands as here; the limits seen elsewhere
/// are in DOMAIN §6.2.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record EvaluationSettings
{
    public static EvaluationSettings Default { get; } = new();

    /// <summary>Key of the calendar that says which days are worked.</summary>
    public string Calendar { get; init; } = "cn-workdays";

    /// <summary>From the rating to the finding; claiming does not start it again.</summary>
    public StageLimit Verify { get; init; } = new(48, ClockUnit.Hour);

    /// <summary>For the second person's word on an exclusion.</summary>
    public StageLimit Agree { get; init; } = new(24, ClockUnit.Hour);

    /// <summary>For the department to take a confirmed one up or to appeal.</summary>
    public StageLimit TakeUp { get; init; } = new(3, ClockUnit.WorkingDay);

    public StageLimit DecideAppeal { get; init; } = new(5, ClockUnit.WorkingDay);

    /// <summary>From the confirmation to the department's report.</summary>
    public StageLimit Rectify { get; init; } = new(15, ClockUnit.NaturalDay);

    /// <summary>From the report to the answer.</summary>
    public StageLimit Answer { get; init; } = new(2, ClockUnit.WorkingDay);

    /// <summary>In which the applicant may rate the handling.</summary>
    public StageLimit ReRate { get; init; } = new(7, ClockUnit.NaturalDay);

    /// <summary>From an unsatisfied verdict to what the desk makes of it.</summary>
    public StageLimit Settle { get; init; } = new(2, ClockUnit.WorkingDay);

    /// <summary>Minutes for which a link for the person at the window can be used.</summary>
    public int LinkMinutes { get; init; } = 30;

    /// <summary><c>evaluation.settings.limit</c>, <c>evaluation.settings.minutes</c>.</summary>
    public IReadOnlyList<Problem> Check()
    {
        (string Name, StageLimit Limit)[] limits =
        [
            ("verify", Verify), ("agree", Agree), ("takeUp", TakeUp), ("decideAppeal", DecideAppeal), ("rectify", Rectify), ("answer", Answer), ("reRate", ReRate), ("settle", Settle),
        ];
        var problems = limits
            .Where(l => l.Limit is not { Amount: >= 1 and <= 1000 } || !Enum.IsDefined(l.Limit.Unit))
            .Select(l => Problem.Invalid("evaluation.settings.limit", l.Name, ("value", l.Limit?.Amount), ("expected", "1–1000")));
        return LinkMinutes is >= 1 and <= 240 ? [.. problems] : [.. problems, Problem.Invalid("evaluation.settings.minutes", "linkMinutes", ("value", LinkMinutes), ("expected", "1–240"))];
    }
}

/// <summary>When each stage is due: settings read with a calendar.</summary>
public sealed record HandlingClocks(EvaluationSettings Settings, WorkCalendar Calendar)
{
    /// <summary>End of the clock of a state entered now; a closed one has none.</summary>
    public DateTimeOffset DueAt(HandlingState state, DateTimeOffset now) => state switch
    {
        HandlingState.Received or HandlingState.Verifying => After(Settings.Verify, now),
        HandlingState.Mistaken or HandlingState.Malicious or HandlingState.Upheld => After(Settings.Agree, now),
        HandlingState.Confirmed => After(Settings.TakeUp, now),
        HandlingState.Appealed => After(Settings.DecideAppeal, now),
        HandlingState.Rectifying => After(Settings.Rectify, now),
        HandlingState.Rectified => After(Settings.Answer, now),
        HandlingState.Answered => After(Settings.ReRate, now),
        HandlingState.ReRated => After(Settings.Settle, now),
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "This state has no clock."),
    };

    private DateTimeOffset After(StageLimit limit, DateTimeOffset now) => limit.Unit == ClockUnit.Hour
        ? now.AddHours(limit.Amount)
        : ClockRules.Deadline(ChinaTime.DayOf(now), limit.Amount, limit.Unit, [], Calendar)!.Value.At;
}
