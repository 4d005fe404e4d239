using System.Data.Common;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Identity;

/// <summary><c>GET /api/v1/groups</c>: groups of the authorities whose staff the actor manages; <c>POST</c> adds one, <c>PUT /{id}</c> changes name and members.</summary>
internal sealed partial class SaveGroup(GroupStore store, AuthorityStore authorities, AccountStore accounts, AdministrativeActs acts, ICommitQueue commits, IIdSource ids, GroupRoster roster)
{
    private const int MostMembers = 500;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/groups", async (SaveGroup groups, ICurrentActor current, CancellationToken ct) => Results.Ok(new Page(await groups.ListAsync(current.Actor, ct))))
            .Needs(Permissions.AccountsManage);
        api.MapPost("/groups", async (Request request, SaveGroup groups, ICurrentActor current, CancellationToken ct) =>
                (await groups.CreateAsync(current.Actor, request, ct)).ToHttp(group => Results.Created($"/api/v1/groups/{group.Id}", group)))
            .Needs(Permissions.AccountsManage);
        api.MapPut("/groups/{id:guid}", async (Guid id, Change change, SaveGroup groups, ICurrentActor current, CancellationToken ct) =>
                (await groups.ChangeAsync(current.Actor, id, change, ct)).ToHttp())
            .Needs(Permissions.AccountsManage);
    }

    public async Task<IReadOnlyList<AccountGroup>> ListAsync(Actor actor, CancellationToken ct)
    {
        var groups = new List<AccountGroup>();
        foreach (var reach in actor.ReachOf(Permissions.AccountsManage))
        {
            groups.AddRange((await store.ListAsync(new LocalityScope(reach.Locality), ct)).Where(g => reach.Authority is null || reach.Authority == g.Authority));
        }

        return [.. groups.DistinctBy(g => g.Id)];
    }

    /// <summary>Refuses with <c>group.name</c>, <c>authority.unknown</c>, <c>access.outside</c>, <c>group.key</c>, <c>group.keyTaken</c>, <c>group.members</c> or <c>group.member</c> (not staff there).</summary>
    public async Task<Result<AccountGroup>> CreateAsync(Actor actor, Request request, CancellationToken ct)
    {
        if (request.Authority is null || await authorities.FindAsync(request.Authority, ct) is not { } authority)
        {
            return Problem.Invalid("authority.unknown", "authority", ("value", request.Authority));
        }

        var group = new AccountGroup(ids.Next(), authority.Locality, authority.Code, request.Name ?? LocalizedText.Empty, [.. (request.Members ?? []).Distinct()], 1, string.IsNullOrEmpty(request.Key) ? null : request.Key);
        if (await CheckAsync(actor, group, ct) is { } problem)
        {
            return problem;
        }

        var saved = await commits.CommitAsync<AccountGroup>(
            async (transaction, token) =>
            {
                if (await CheckKeyAsync(transaction, group, token) is { } taken)
                {
                    return taken;
                }

                await GroupStore.InsertAsync(transaction, group, token);
                await acts.RecordAsync(transaction, actor, "group.created", $"group:{group.Id}", group.Locality, new { group.Name, group.Key, group.Members }, token);
                return group;
            },
            ct);
        roster.Forget();
        return saved;
    }

    /// <summary>The same, and <c>group.notFound</c> or <c>request.stale</c> when somebody changed it since <see cref="Change.Version"/>.</summary>
    public async Task<Result<AccountGroup>> ChangeAsync(Actor actor, Guid id, Change change, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is not { } found || !actor.May(Permissions.AccountsManage, found.Locality, found.Authority))
        {
            return Problem.NotFound("group.notFound");
        }

        var group = found with { Name = change.Name ?? found.Name, Members = [.. (change.Members ?? found.Members).Distinct()], Version = change.Version ?? found.Version, Key = change.Key is null ? found.Key : change.Key.Length == 0 ? null : change.Key };
        if (await CheckAsync(actor, group, ct) is { } problem)
        {
            return problem;
        }

        var saved = await commits.CommitAsync<AccountGroup>(
            async (transaction, token) =>
            {
                if (await CheckKeyAsync(transaction, group, token) is { } taken)
                {
                    return taken;
                }

                if (!await GroupStore.UpdateAsync(transaction, group, token))
                {
                    return Problem.Of("request.stale", ProblemKind.Stale);
                }

                await acts.RecordAsync(transaction, actor, "group.changed", $"group:{group.Id}", group.Locality, new { group.Name, group.Key, group.Members }, token);
                foreach (var left in found.Members.Except(group.Members))
                {
                    await acts.TellLossAsync(transaction, left, group.Locality, token);
                }

                return group with { Version = group.Version + 1 };
            },
            ct);
        roster.Forget();
        return saved;
    }

    private static async Task<Problem?> CheckKeyAsync(DbTransaction transaction, AccountGroup group, CancellationToken ct) =>
        group.Key is { } key && await GroupStore.HasKeyAsync(transaction, group.Authority, key, group.Id, ct) ? Problem.Invalid("group.keyTaken", "key", ("value", key)) : null;

    private async Task<Problem?> CheckAsync(Actor actor, AccountGroup group, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(group.Name.In(LocalizedText.Chinese)))
        {
            return Problem.Invalid("group.name", "name");
        }

        if (group.Key is { } key && !KeyForm().IsMatch(key))
        {
            return Problem.Invalid("group.key", "key", ("value", key));
        }

        if (!actor.May(Permissions.AccountsManage, group.Locality, group.Authority))
        {
            return Problem.Of("access.outside", ProblemKind.Forbidden, "authority", ("value", group.Authority));
        }

        if (group.Members.Count > MostMembers)
        {
            return Problem.Invalid("group.members", "members", ("expected", MostMembers));
        }

        for (var i = 0; i < group.Members.Count; i++)
        {
            // Somebody of another authority would see work that is not theirs.
            if (await accounts.FindAsync(group.Members[i], ct) is not { ActorKind: ActorKind.Staff } member || (member.Authority is not null && member.Authority != group.Authority))
            {
                return Problem.Invalid("group.member", $"members[{i}]", ("value", group.Members[i]));
            }
        }

        return null;
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$(?<=^.{1,40})")]
    private static partial Regex KeyForm();

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(LocalizedText? Name, string? Authority, IReadOnlyList<Guid>? Members = null, string? Key = null);

    /// <summary>What is left out stays; an empty key takes it away.</summary>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Change(LocalizedText? Name = null, IReadOnlyList<Guid>? Members = null, int? Version = null, string? Key = null);

    internal sealed record Page(IReadOnlyList<AccountGroup> Items);
}
