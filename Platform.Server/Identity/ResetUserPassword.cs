using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Identity;

/// <summary>
/// <c>POST /api/v1/users/{id}/reset-password</c>: a new password for somebody who forgot it, shown once, to be changed at the next sign-in.
/// Ends their sessions and opens a lock.
/// </summary>
internal sealed class ResetUserPassword(AccountStore store, PasswordHasher hasher, Sessions sessions, AdministrativeActs acts, ICommitQueue commits)
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapPost("/users/{id:guid}/reset-password", async (Guid id, ResetUserPassword reset, ICurrentActor current, HttpContext context, CancellationToken ct) =>
            {
                context.Response.Headers.CacheControl = "no-store";
                return (await reset.HandleAsync(current.Actor, id, ct)).ToHttp(password => Results.Ok(new Response(password)));
            })
            .Needs(Permissions.AccountsManage);

    /// <summary>The new password. Refuses with <c>user.notFound</c>, <c>user.self</c>, <c>user.above</c> or <c>signIn.busy</c>.</summary>
    public async Task<Result<string>> HandleAsync(Actor actor, Guid id, CancellationToken ct)
    {
        var reached = Administered.OfSomebodyElse(actor, await store.FindAsync(id, ct));
        if (!reached.TryGet(out var account))
        {
            return Result<string>.Refused(reached.Problems);
        }

        if (Administered.Above(actor, await store.ListGrantsAsync(id, ct)) is { } above)
        {
            return above;
        }

        var password = Administered.NewPassword();
        return (await SetAsync(actor, account, password, mustChange: true, ct)).Then<string>(_ => password);
    }

    /// <summary>Sets a password that was checked before; <paramref name="mustChange"/> when somebody else knows it.</summary>
    internal async Task<Result<AccountRow>> SetAsync(Actor actor, AccountRow account, string password, bool mustChange, CancellationToken ct)
    {
        if (await hasher.HashAsync(password, ct) is not { } hash)
        {
            return Problem.Of("signIn.busy", ProblemKind.TooMany);
        }

        var result = await commits.CommitAsync<AccountRow>(
            async (transaction, token) =>
            {
                var now = await AccountStore.FindAsync(transaction, account.Id, token) ?? throw new InvalidOperationException($"Account {account.Id} vanished.");
                var changed = now with { PasswordHash = hash, MustChange = mustChange, Stamp = Tickets.NewStamp(), FailedTries = 0, LockedUntil = null };
                await AccountStore.UpdateAsync(transaction, changed, now.Version, token);
                await SignInPlaceStore.OpenAsync(transaction, account.Id, token);
                await acts.RecordAsync(transaction, actor, mustChange ? "account.passwordReset" : "account.passwordChanged", Administered.Subject(now), now.Locality, new { }, token);
                return changed with { Version = now.Version + 1 };
            },
            ct);
        sessions.Forget(account.Id);
        return result;
    }

    internal sealed record Response(string Password);
}
