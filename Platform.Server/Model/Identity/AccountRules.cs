using Platform.Model.Localities;

namespace Platform.Model.Identity;

/// <summary>What holds for accounts, whatever stores them.</summary>
public static class AccountRules
{
    public const int MinimumPasswordLength = 10;
    public const int MaximumPasswordLength = 128;
    public const int FreeTries = 5;
    public const int MaximumUserNameLength = 40;

    /// <summary>Wrong passwords from places the account was never signed in from, all together, before those places have to wait.</summary>
    public const int FreeTriesOfStrangers = 20;
    public static readonly TimeSpan FirstLock = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan LongestLock = TimeSpan.FromMinutes(30);

    private static readonly string[] CommonPasswords =
        ["1234567890", "0123456789", "0987654321", "password12", "password123", "qwertyuiop", "qwerty1234", "iloveyou12", "administrator", "woaini1314", "a123456789", "aa12345678"];

    /// <summary>How long a place stays known after somebody signed in from it.</summary>
    public static readonly TimeSpan PlaceIsKnownFor = TimeSpan.FromDays(90);

    /// <summary>
    /// How long sign-in stays closed for one place after the <paramref name="failedTries"/>-th wrong password in a row from there: nothing for the first four, then one minute,
    /// doubling with every further try up to half an hour. It only closes the door: who is inside stays, or anybody could throw a colleague out.
    /// </summary>
    public static TimeSpan LockAfter(int failedTries) =>
        failedTries < FreeTries ? TimeSpan.Zero
        : failedTries - FreeTries >= 5 ? LongestLock
        : TimeSpan.FromTicks(Math.Min(FirstLock.Ticks << (failedTries - FreeTries), LongestLock.Ticks));

    /// <summary>
    /// How long sign-in stays closed for all places from which nobody has signed in before, after so many wrong passwords from such places. Guessing from many
    /// addresses is slowed down by it; the owner at a place they use does not notice.
    /// </summary>
    public static TimeSpan LockStrangersAfter(int failedTries) => LockAfter(failedTries - FreeTriesOfStrangers + FreeTries);

    /// <summary>
    /// Null when the password may be used, otherwise <c>password.short</c>, <c>password.long</c>, <c>password.common</c> or <c>password.personal</c>
    /// (it contains one of <paramref name="personal"/>: user name, id number, phone). Problems never carry the password.
    /// </summary>
    public static Problem? CheckPassword(string? password, string field, params ReadOnlySpan<string?> personal)
    {
        if (password is null || password.Length < MinimumPasswordLength)
        {
            return Problem.Invalid("password.short", field, ("expected", MinimumPasswordLength), ("found", password?.Length ?? 0));
        }

        if (password.Length > MaximumPasswordLength)
        {
            return Problem.Invalid("password.long", field, ("expected", MaximumPasswordLength), ("found", password.Length));
        }

        if (password.Distinct().Count() < 4 || CommonPasswords.Contains(password, StringComparer.OrdinalIgnoreCase))
        {
            return Problem.Invalid("password.common", field);
        }

        foreach (var text in personal)
        {
            if (text is { Length: >= 4 } && password.Contains(text, StringComparison.OrdinalIgnoreCase))
            {
                return Problem.Invalid("password.personal", field);
            }
        }

        return null;
    }

    /// <summary>Stored form of a user name.</summary>
    public static string NormalizeUserName(string? userName) => (userName ?? "").Trim().ToLowerInvariant();

    /// <summary>Null for 2–40 small letters, digits, dots, hyphens and underscores that begin with a letter; otherwise <c>userName.format</c>.</summary>
    public static Problem? CheckUserName(string userName, string field) =>
        userName.Length is >= 2 and <= MaximumUserNameLength && char.IsAsciiLetterLower(userName[0]) && userName.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' or '_')
            ? null
            : Problem.Invalid("userName.format", field, ("value", userName), ("expected", MaximumUserNameLength));

    /// <summary>
    /// Null when <paramref name="actor"/> may give or take <paramref name="grant"/>: <c>grant.role</c> for a role people cannot hold,
    /// <c>grant.outside</c> for a place or authority beyond the actor's own, <c>grant.platform</c> for the platform's administrator by anybody else.
    /// </summary>
    public static Problem? CheckGrant(Actor actor, Grant grant, string field)
    {
        if (grant.Role is null or Roles.Channel || !Roles.All.ContainsKey(grant.Role))
        {
            return Problem.Invalid("grant.role", field, ("value", grant.Role), ("expected", string.Join(", ", Roles.All.Keys.Where(r => r != Roles.Channel).Order(StringComparer.Ordinal))));
        }

        if (grant.Locality == default)
        {
            return Problem.Invalid("locality.required", $"{field}.locality");
        }

        if (!actor.May(Permissions.AccountsManage, grant.Locality, grant.Authority))
        {
            return Problem.Of("grant.outside", ProblemKind.Forbidden, field, ("value", grant.Locality.Value));
        }

        return grant.Role == Roles.PlatformAdmin && actor.Kind != ActorKind.System && !actor.Holds(Roles.PlatformAdmin, grant.Locality, grant.Authority)
            ? Problem.Of("grant.platform", ProblemKind.Forbidden, field, ("value", grant.Role))
            : null;
    }

    /// <summary>
    /// The first place that would be left without an administrator when one person loses <paramref name="lost"/> and the enabled others hold
    /// <paramref name="others"/>; null when every place keeps one.
    /// </summary>
    public static LocalityCode? LeftWithoutAdministrator(IEnumerable<Grant> lost, IReadOnlyCollection<Grant> others)
    {
        foreach (var grant in lost.Where(Administers))
        {
            if (!others.Any(o => Administers(o) && o.Authority is null && o.Locality.Covers(grant.Locality)))
            {
                return grant.Locality;
            }
        }

        return null;
    }

    private static bool Administers(Grant grant) => Roles.PermissionsOf(grant.Role).Contains(Permissions.AccountsManage);
}
