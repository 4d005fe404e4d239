using Platform.Model.Localities;

namespace Platform.Model.Identity;

/// <summary>An account as anybody may see it who has to do with it: personal data is masked.</summary>
/// <param name="UserName">Sign-in name of staff, null for residents.</param>
/// <param name="IdNumberMasked">First six and last four characters, empty when there is none.</param>
/// <param name="PhoneMasked">First three and last four digits, empty when there is none.</param>
/// <param name="Locality">Home: who may manage the account. The root for residents.</param>
/// <param name="Authority">Credit code of the authority somebody works for, or null.</param>
public sealed record AccountSummary(
    Guid Id,
    ActorKind Kind,
    string? UserName,
    string Name,
    string? IdType,
    string IdNumberMasked,
    string PhoneMasked,
    LocalityCode Locality,
    string? Authority,
    bool Disabled);

/// <summary>Who somebody is, unmasked: for filling their own application and for reaching them. Never logged, never put into an event or a journal.</summary>
public sealed record PersonDetails(Guid AccountId, string Name, string? IdType, string? IdNumber, string? Phone);

/// <summary>People of one authority who share their work.</summary>
/// <param name="Authority">Credit code.</param>
public sealed record GroupSummary(Guid Id, LocalityCode Locality, string Authority, LocalizedText Name);

/// <summary>The accounts of residents and staff, for other features.</summary>
public interface IAccounts
{
    /// <summary>Null when there is none. Disabled accounts are found.</summary>
    ValueTask<AccountSummary?> FindAsync(Guid id, CancellationToken ct);

    /// <summary>Account of the resident with this identity document, null when nobody registered with it. Any spelling of the number is accepted.</summary>
    ValueTask<Guid?> FindResidentAsync(string idType, string idNumber, CancellationToken ct);

    /// <summary>
    /// Enabled staff who hold <paramref name="role"/> for this place and authority, by name: grants here and above count, grants limited to another
    /// authority do not. With <paramref name="authority"/> null, grants of every authority of the place count.
    /// </summary>
    ValueTask<IReadOnlyList<AccountSummary>> ListByRoleAsync(string role, LocalityCode locality, string? authority, CancellationToken ct);

    /// <summary>Unmasked details; the caller has checked that the actor is this person, or must reach them.</summary>
    ValueTask<PersonDetails?> FindDetailsAsync(Guid id, CancellationToken ct);

    /// <summary>Staff by sign-in name, with what they may do; null when there is nobody of that name. Disabled accounts are found.</summary>
    ValueTask<(AccountSummary Account, Actor Actor)?> FindStaffAsync(string userName, CancellationToken ct);

    /// <summary>Somebody with what they may do now; null when there is no such account or it is closed.</summary>
    ValueTask<Actor?> FindActorAsync(Guid id, CancellationToken ct);

    /// <summary>The groups somebody belongs to, by age.</summary>
    ValueTask<IReadOnlyList<GroupSummary>> ListGroupsOfAsync(Guid id, CancellationToken ct);
}

/// <summary>An organisation that decides about items.</summary>
/// <param name="Code">Unified social credit code.</param>
public sealed record Authority(string Code, LocalizedText Name, LocalityCode Locality);

/// <summary>The authorities on this platform.</summary>
public interface IAuthorities
{
    ValueTask<Authority?> FindAsync(string code, CancellationToken ct);

    /// <summary>Authorities of the scope, by locality and code.</summary>
    ValueTask<IReadOnlyList<Authority>> ListAsync(LocalityScope scope, CancellationToken ct);
}
