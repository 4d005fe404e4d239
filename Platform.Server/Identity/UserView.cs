using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Server.Identity;

/// <summary>An account as its administrator sees it.</summary>
/// <param name="Phone">Masked.</param>
/// <param name="LockedUntil">Set while sign-in is closed after wrong passwords.</param>
internal sealed record UserView(
    Guid Id,
    string? UserName,
    string Name,
    ActorKind Kind,
    string Phone,
    LocalityCode Locality,
    string? Authority,
    bool Disabled,
    bool MustChangePassword,
    DateTimeOffset? LockedUntil,
    DateTimeOffset CreatedAt,
    IReadOnlyList<Grant> Grants,
    int Version)
{
    /// <summary>Bare, without quotes.</summary>
    [JsonIgnore]
    public string ETag => Version.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What the use cases on accounts share: who may touch which account, and how it is shown.</summary>
internal static class Administered
{
    /// <summary>The roles that make an administrator.</summary>
    public static readonly string[] Roles = [.. Model.Identity.Roles.All.Where(r => r.Value.Contains(Permissions.AccountsManage)).Select(r => r.Key)];

    public static UserView View(this Accounts accounts, AccountRow row, IReadOnlyList<Grant> grants, DateTimeOffset now) =>
        new(row.Id, row.UserName, row.Name, row.ActorKind, accounts.Summarize(row).PhoneMasked, row.Locality, row.Authority, row.Disabled, row.MustChange, row.LockedUntil > now ? row.LockedUntil : null, row.CreatedAt, grants, row.Version);

    /// <summary>The account, if the actor manages its home; otherwise as if it did not exist.</summary>
    public static Result<AccountRow> Reachable(Actor actor, AccountRow? row) =>
        row is not null && actor.May(Permissions.AccountsManage, row.Locality, row.Authority) ? row : Problem.NotFound("user.notFound");

    /// <summary>The same, and it is not the actor's own: nobody decides about their own rights.</summary>
    public static Result<AccountRow> OfSomebodyElse(Actor actor, AccountRow? row) =>
        Reachable(actor, row).Then<AccountRow>(r => Duties.CheckRightsOf(actor, r.Id) is { } own ? own : r);

    /// <summary>
    /// Null when everything the account may do lies inside what the actor may give; otherwise <c>user.above</c>. Without it, whoever sets the password of
    /// a colleague with wider rights would have those rights.
    /// </summary>
    public static Problem? Above(Actor actor, IEnumerable<Grant> grants) =>
        grants.Any(g => AccountRules.CheckGrant(actor, g, "grants") is { Kind: ProblemKind.Forbidden }) ? Problem.Forbidden("user.above") : null;

    /// <summary>How an audit entry names an account: staff by user name, residents by id only.</summary>
    public static string Subject(AccountRow row) => $"account:{row.UserName ?? row.Id.ToString("D")}";

    /// <summary>Sixteen characters nobody confuses on paper, 78 bits.</summary>
    public static string NewPassword()
    {
        var text = RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 16);
        return $"{text[..4]}-{text[4..8]}-{text[8..12]}-{text[12..]}";
    }
}
