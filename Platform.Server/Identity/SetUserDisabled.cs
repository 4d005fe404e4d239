using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Identity;

/// <summary>Disables or enables somebody else; <c>POST /api/v1/users/{id}/disable</c> and <c>/enable</c>. Disabling ends their sessions. Twice is as good as once.</summary>
internal sealed class SetUserDisabled(AccountStore store, Accounts accounts, Sessions sessions, GroupRoster roster, SubstituteRoster substitutes, AdministrativeActs acts, ICommitQueue commits, TimeProvider time)
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/users/{id:guid}/disable", async (Guid id, SetUserDisabled set, ICurrentActor current, CancellationToken ct) => (await set.HandleAsync(current.Actor, id, disabled: true, ct)).ToHttp(Results.Ok))
            .Needs(Permissions.AccountsManage);
        api.MapPost("/users/{id:guid}/enable", async (Guid id, SetUserDisabled set, ICurrentActor current, CancellationToken ct) => (await set.HandleAsync(current.Actor, id, disabled: false, ct)).ToHttp(Results.Ok))
            .Needs(Permissions.AccountsManage);
    }

    public async Task<Result<UserView>> HandleAsync(Actor actor, Guid id, bool disabled, CancellationToken ct)
    {
        var reached = Administered.OfSomebodyElse(actor, await store.FindAsync(id, ct));
        if (!reached.Succeeded)
        {
            return Result<UserView>.Refused(reached.Problems);
        }

        var result = await commits.CommitAsync<UserView>(
            async (transaction, token) =>
            {
                var now = await AccountStore.FindAsync(transaction, id, token) ?? throw new InvalidOperationException($"Account {id} vanished.");
                var grants = await AccountStore.ListGrantsAsync(transaction, id, token);
                if (now.Disabled == disabled)
                {
                    return accounts.View(now, grants, time.GetUtcNow());
                }

                if (Administered.Above(actor, grants) is { } above)
                {
                    return above;
                }

                if (disabled && AccountRules.LeftWithoutAdministrator(grants, await store.ListGrantsOfOthersAsync(transaction, id, Administered.Roles, token)) is { } place)
                {
                    return Problem.Conflict("user.lastAdministrator", ("value", place.Value));
                }

                var changed = now with { Disabled = disabled, Stamp = Tickets.NewStamp(), FailedTries = 0, LockedUntil = null };
                await AccountStore.UpdateAsync(transaction, changed, now.Version, token);
                await SignInPlaceStore.OpenAsync(transaction, id, token);
                await acts.RecordAsync(transaction, actor, disabled ? "account.disabled" : "account.enabled", Administered.Subject(now), now.Locality, new { }, token);
                if (disabled)
                {
                    await acts.TellLossAsync(transaction, id, now.Locality, token);
                }

                return accounts.View(changed with { Version = now.Version + 1 }, grants, time.GetUtcNow());
            },
            ct);
        sessions.Forget(id);
        roster.Forget();
        substitutes.Forget();
        return result;
    }
}
