using Platform.Model.Codes;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Server.Identity;

/// <summary>The port by which other features meet accounts.</summary>
internal sealed class Accounts(AccountStore store, GroupStore groups, GroupRoster roster, IPersonalData personal) : IAccounts
{
    public async ValueTask<AccountSummary?> FindAsync(Guid id, CancellationToken ct) => await store.FindAsync(id, ct) is { } row ? Summarize(row) : null;

    public async ValueTask<Guid?> FindResidentAsync(string idType, string idNumber, CancellationToken ct) =>
        IdTypes.Find(idType) is null ? null : await store.FindIdByIdNumberHashAsync(idType, personal.HashIdNumber(idType, idNumber), ct);

    public async ValueTask<IReadOnlyList<AccountSummary>> ListByRoleAsync(string role, LocalityCode locality, string? authority, CancellationToken ct)
    {
        var holders = await store.ListHoldersAsync(role, [.. locality.SelfAndAncestors()], ct);
        return [.. holders
            .Where(h => authority is null || h.Grant.Authority is null || h.Grant.Authority == authority)
            .DistinctBy(h => h.Account.Id)
            .Select(h => Summarize(h.Account))];
    }

    public async ValueTask<PersonDetails?> FindDetailsAsync(Guid id, CancellationToken ct) =>
        await store.FindAsync(id, ct) is { } row ? new PersonDetails(row.Id, row.Name, row.IdType, Open(row.IdNumber), Open(row.Phone)) : null;

    public async ValueTask<(AccountSummary Account, Actor Actor)?> FindStaffAsync(string userName, CancellationToken ct) =>
        await store.FindByUserNameAsync(AccountRules.NormalizeUserName(userName), ct) is { ActorKind: ActorKind.Staff } row
            ? (Summarize(row), await roster.CompleteAsync(new Actor(row.ActorKind, row.Id, row.Name, await store.ListGrantsAsync(row.Id, ct)), ct))
            : null;

    public async ValueTask<Actor?> FindActorAsync(Guid id, CancellationToken ct) =>
        await store.FindAsync(id, ct) is { Disabled: false } row
            ? await roster.CompleteAsync(new Actor(row.ActorKind, row.Id, row.Name, row.ActorKind == ActorKind.Staff ? await store.ListGrantsAsync(row.Id, ct) : []), ct)
            : null;

    public ValueTask<IReadOnlyList<GroupSummary>> ListGroupsOfAsync(Guid id, CancellationToken ct) => groups.ListOfAsync(id, ct);

    internal AccountSummary Summarize(AccountRow row) =>
        new(row.Id, row.ActorKind, row.UserName, row.Name, row.IdType, Masked(Mask.IdNumber, row.IdNumber), Masked(Mask.Phone, row.Phone), row.Locality, row.Authority, row.Disabled);

    private string Masked(Mask mask, string? stored) => Open(stored) is { } plain ? Masks.Apply(mask, plain) : "";

    private string? Open(string? stored) => stored is null ? null : personal.Unprotect(stored);
}
