using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Model.Templates;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Identity;

/// <summary>Authorities, people and the hall's key of the demo, from the samples <c>accounts</c> of the template packages.</summary>
internal sealed class DemoAccounts(
    SaveAuthority authorities,
    CreateUser users,
    SaveGroup groups,
    ManageApiKeys apiKeys,
    RegisterResident residents,
    PasswordHasher hasher,
    AccountStore store,
    ICommitQueue commits,
    KeyRing keys,
    ITemplateSamples samples) : IDemoSeed
{
    private readonly Lazy<Sample> _sample = new(() => Read(samples));

    public string Name => "accounts";

    public int Order => 20;

    public IReadOnlyList<string> Lines =>
    [
        .. _sample.Value.Staff.Select(s => $"  {s.UserName,-12} {s.Password,-20} {s.Name}  {string.Join(", ", s.Grants.Select(g => g.Role).Distinct())}"),
        .. _sample.Value.Residents.Select(r => $"  {r.Phone,-12} {r.Password,-20} {r.Name}  resident, {r.IdNumber}"),
        .. _sample.Value.ApiKeys.Select((k, i) => $"  X-Api-Key    {KeyOf(i).Key}  {k.Name}, {k.Channel}"),
    ];

    public async Task SeedAsync(CancellationToken ct)
    {
        foreach (var authority in _sample.Value.Authorities)
        {
            _ = (await authorities.HandleAsync(Actor.System, new SaveAuthority.Request(authority.Code, authority.Name, authority.Locality), ct)).Value;
        }

        foreach (var staff in _sample.Value.Staff)
        {
            var request = new CreateUser.Request(staff.UserName, staff.Name, staff.Locality, staff.Authority, null, staff.Grants, staff.Password, MustChangePassword: false);
            _ = (await users.HandleAsync(Actor.System, request, ct)).Value;
        }

        foreach (var group in _sample.Value.Groups)
        {
            var members = new List<Guid>();
            foreach (var member in group.Members)
            {
                members.Add((await store.FindByUserNameAsync(member, ct))!.Id);
            }

            _ = (await groups.CreateAsync(Actor.System, new SaveGroup.Request(group.Name, group.Authority, members, group.Key), ct)).Value;
        }

        foreach (var resident in _sample.Value.Residents)
        {
            var hash = await hasher.HashAsync(resident.Password, ct) ?? throw new InvalidOperationException("Password hashing is busy.");
            var account = residents.NewResident(resident.IdType, resident.IdNumber, resident.Name, resident.Phone, hash);
            await commits.CommitAsync<Done>(
                async (transaction, token) =>
                {
                    await AccountStore.InsertAsync(transaction, account, token);
                    return Done.It;
                },
                ct);
        }

        for (var i = 0; i < _sample.Value.ApiKeys.Count; i++)
        {
            var key = _sample.Value.ApiKeys[i];
            _ = (await apiKeys.SaveAsync(Actor.System, key.Name, key.Channel, key.Locality, ManageApiKeys.LongestDays, KeyOf(i), ct)).Value;
        }
    }

    // Derived from this installation's own secret, so that it can be printed at every start and still nobody elsewhere knows it.
    private (Guid Id, string Key) KeyOf(int index)
    {
        var bytes = HMACSHA512.HashData(keys.LookupSecret, Encoding.ASCII.GetBytes($"demo-key-{index}"));
        var id = new Guid(bytes.AsSpan(0, 16));
        return (id, $"{ApiKeys.Prefix}{Base64Url.EncodeToString(id.ToByteArray())}{Base64Url.EncodeToString(bytes.AsSpan(16, 32))}");
    }

    private static Sample Read(ITemplateSamples samples)
    {
        var all = samples.Read("accounts").Values.Select(json => JsonSerializer.Deserialize<Sample>(json, ModelJson.Options)!).ToList();
        return new Sample(
            [.. all.SelectMany(s => s.Authorities).DistinctBy(a => a.Code)],
            [.. all.SelectMany(s => s.Staff)],
            [.. all.SelectMany(s => s.Groups)],
            [.. all.SelectMany(s => s.Residents)],
            [.. all.SelectMany(s => s.ApiKeys)]);
    }

    private sealed record Sample(
        IReadOnlyList<Authority> Authorities,
        IReadOnlyList<StaffMember> Staff,
        IReadOnlyList<Group> Groups,
        IReadOnlyList<Resident> Residents,
        IReadOnlyList<ChannelKey> ApiKeys);

    private sealed record StaffMember(string UserName, string Name, string Password, LocalityCode Locality, IReadOnlyList<Grant> Grants, string? Authority = null);

    private sealed record Group(string Authority, LocalizedText Name, IReadOnlyList<string> Members, string? Key = null);

    private sealed record Resident(string Name, string IdType, string IdNumber, string Phone, string Password);

    private sealed record ChannelKey(string Name, string Channel, LocalityCode Locality);
}
