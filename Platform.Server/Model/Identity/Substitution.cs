namespace Platform.Model.Identity;

/// <summary>Somebody who is away, for whom a colleague does the work they have claimed.</summary>
public sealed record Absent(Guid Account, string Name);

/// <summary>Who stands in for whom 代办, and when. The substitute brings the right to the work: what they may not do themselves they do not do for others either.</summary>
/// <param name="Account">Who is away.</param>
/// <param name="From">First day, in China.</param>
/// <param name="Until">Last day, not before <paramref name="From"/>.</param>
public sealed record Substitution(Guid Id, Guid Account, Guid Substitute, DateOnly From, DateOnly Until)
{
    public const int LongestDays = 366;

    public bool HoldsOn(DateOnly day) => From <= day && day <= Until;

    /// <summary>What is wrong with it: <c>substitute.self</c>, <c>substitute.period</c> or <c>substitute.role</c>.</summary>
    /// <param name="roles">Of who is away.</param>
    /// <param name="rolesOfSubstitute">Without one in common nothing could be done for them.</param>
    public Problem? Check(IEnumerable<string> roles, IEnumerable<string> rolesOfSubstitute, DateOnly today) =>
        Account == Substitute ? Problem.Invalid("substitute.self", "substitute")
        : From > Until || Until < today || Until.DayNumber - From.DayNumber >= LongestDays ? Problem.Invalid("substitute.period", "until", ("value", $"{From:O} – {Until:O}"), ("expected", LongestDays))
        : !roles.Intersect(rolesOfSubstitute).Any() ? Problem.Invalid("substitute.role", "substitute")
        : null;
}

/// <summary>Who is away now.</summary>
public interface ISubstitutes
{
    /// <summary>Everybody somebody stands in for on this day.</summary>
    ValueTask<IReadOnlySet<Guid>> AbsentAsync(DateOnly day, CancellationToken ct);
}

/// <summary>Somebody of the staff lost rights: the account was closed, a role taken, or they left a group. Told after the commit.</summary>
public sealed record StaffRightsLost(Guid Account)
{
    public const string EventName = "staff.rightsLost";
}
