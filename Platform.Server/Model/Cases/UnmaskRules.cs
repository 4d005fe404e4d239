using Platform.Model.Identity;

namespace Platform.Model.Cases;

/// <summary>Seeing the personal data of one case whole: who may ask, for how long, and how often.</summary>
public static class UnmaskRules
{
    public const int ShortestReason = 4;
    public const int LongestReason = 500;

    /// <summary>How long the data stay open; at the latest until the person signs out.</summary>
    public static readonly TimeSpan OpenFor = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Null when the actor may see the data whole: <c>case.unmask.forbidden</c> for anybody who neither does an open task of the case nor holds the
    /// permission there, <c>case.unmask.reason</c> for a reason shorter or longer than allowed.
    /// </summary>
    /// <param name="hasTask">An open task of the case is the actor's to do, and no colleague has claimed it.</param>
    /// <param name="isPermitted">The actor holds <see cref="Permissions.PersonalUnmask"/> for the case.</param>
    public static Problem? Check(Actor actor, bool hasTask, bool isPermitted, string reason) =>
        actor is not { Kind: ActorKind.Staff, AccountId: not null, Session: not null } || !(hasTask || isPermitted) ? Problem.Forbidden("case.unmask.forbidden")
        : reason.Length is < ShortestReason or > LongestReason
            ? Problem.Invalid("case.unmask.reason", "reason", ("value", reason.Length), ("expected", $"{ShortestReason}–{LongestReason}"))
        : null;

    /// <summary>Null while the person has not opened as many cases today as the place allows; otherwise <c>case.unmask.limit</c>.</summary>
    public static Problem? CheckLimit(int today, int perDay) =>
        today < perDay ? null : Problem.Of("case.unmask.limit", ProblemKind.TooMany, null, ("value", today), ("expected", perDay));
}
