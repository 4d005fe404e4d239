using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Codes;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Identity;

/// <summary><c>PUT /api/v1/users/{id}</c>: name, phone, home and grants of somebody else. Takes effect on their next request; they stay signed in.</summary>
internal sealed class UpdateUser(AccountStore store, CreateUser checks, Accounts accounts, Sessions sessions, GroupRoster roster, AdministrativeActs acts, ICommitQueue commits, IPersonalData personal, IIdSource ids, TimeProvider time)
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapPut("/users/{id:guid}", async (Guid id, Request request, UpdateUser update, ICurrentActor current, HttpContext context, CancellationToken ct) =>
                (await update.HandleAsync(current.Actor, id, request, context.Request.IfMatch(), ct)).ToHttp(user =>
                {
                    context.Response.SetETag(user.ETag);
                    return Results.Ok(user);
                }))
            .Needs(Permissions.AccountsManage);

    /// <summary>
    /// Refuses with the problems of <see cref="CreateUser"/>, <c>user.notFound</c>, <c>user.self</c>, <c>request.stale</c> (<paramref name="ifMatch"/> is not
    /// the version any more) and <c>user.lastAdministrator</c>. Without a phone the old one stays; an empty one removes it.
    /// </summary>
    public async Task<Result<UserView>> HandleAsync(Actor actor, Guid id, Request request, string? ifMatch, CancellationToken ct)
    {
        var reached = Administered.OfSomebodyElse(actor, await store.FindAsync(id, ct));
        if (!reached.TryGet(out var account))
        {
            return Result<UserView>.Refused(reached.Problems);
        }

        var name = PersonNames.Normalize(request.Name);
        var phone = request.Phone is null ? null : PhoneNumbers.Normalize(request.Phone);
        var grants = request.Grants ?? [];
        var held = await store.ListGrantsAsync(id, ct);
        var problems = new List<Problem?> { PersonNames.Check(name, "name"), string.IsNullOrEmpty(phone) ? null : PhoneNumbers.CheckMobile(phone, "phone") };
        problems.AddRange(await checks.CheckHomeAsync(actor, request.Locality, request.Authority, ct));

        // What stays as it is needs no right over it: an administrator of a district may rename somebody who also works for the province.
        problems.AddRange(await checks.CheckGrantsAsync(actor, [.. grants.Except(held)], ct));
        problems.Add(Duties.CheckRoles(grants.Select(g => g.Role)));
        problems.AddRange(held.Except(grants).Select(g => AccountRules.CheckGrant(actor, g, "grants")));
        if (problems.OfType<Problem>().ToList() is { Count: > 0 } found)
        {
            return Result<UserView>.Refused(found);
        }

        var result = await commits.CommitAsync<UserView>(
            async (transaction, token) =>
            {
                var now = await AccountStore.FindAsync(transaction, id, token) ?? throw new InvalidOperationException($"Account {id} vanished.");
                if (ifMatch is not null && accounts.View(now, [], time.GetUtcNow()).ETag != ifMatch)
                {
                    return Problem.Of("request.stale", ProblemKind.Stale);
                }

                var before = await AccountStore.ListGrantsAsync(transaction, id, token);
                if (!now.Disabled && AccountRules.LeftWithoutAdministrator(before.Except(grants), [.. grants, .. await store.ListGrantsOfOthersAsync(transaction, id, Administered.Roles, token)]) is { } place)
                {
                    return Problem.Conflict("user.lastAdministrator", ("value", place.Value));
                }

                var changed = now with
                {
                    Name = name,
                    Locality = request.Locality!.Value,
                    Authority = request.Authority,
                    Phone = phone is null ? now.Phone : phone.Length == 0 ? null : personal.Protect(phone),
                    PhoneHash = phone is null ? now.PhoneHash : phone.Length == 0 ? null : personal.HashPhone(phone),
                };
                await AccountStore.UpdateAsync(transaction, changed, now.Version, token);
                await AccountStore.ReplaceGrantsAsync(transaction, id, grants.Select(g => (ids.Next(), g)), token);
                await acts.RecordAsync(transaction, actor, "account.changed", Administered.Subject(now), changed.Locality, new { granted = grants.Except(before), taken = before.Except(grants) }, token);
                if (before.Except(grants).Any())
                {
                    await acts.TellLossAsync(transaction, id, changed.Locality, token);
                }

                return accounts.View(changed with { Version = now.Version + 1 }, grants, time.GetUtcNow());
            },
            ct);
        sessions.Forget(account.Id);
        roster.Forget();
        return result;
    }

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(string? Name, LocalityCode? Locality, string? Authority = null, string? Phone = null, IReadOnlyList<Grant>? Grants = null);
}
