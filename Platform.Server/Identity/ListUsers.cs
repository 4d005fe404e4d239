using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Identity;

/// <summary><c>GET /api/v1/users?search=&amp;authority=&amp;cursor=&amp;take=</c>: staff whom the actor manages, oldest first; <c>GET /api/v1/users/{id}</c>: one of them.</summary>
internal sealed class ListUsers(AccountStore store, Accounts accounts, TimeProvider time)
{
    private const int MostPerPage = 200;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/users", async (string? search, string? authority, string? cursor, int? take, ListUsers list, ICurrentActor current, CancellationToken ct) =>
                (await list.HandleAsync(current.Actor, search, authority, cursor, take ?? 50, ct)).ToHttp(Results.Ok))
            .Needs(Permissions.AccountsManage);
        api.MapGet("/users/{id:guid}", async (Guid id, ListUsers list, ICurrentActor current, HttpContext context, CancellationToken ct) =>
                (await list.FindAsync(current.Actor, id, ct)).ToHttp(user =>
                {
                    context.Response.SetETag(user.ETag);
                    return Results.Ok(user);
                }))
            .Needs(Permissions.AccountsManage);
    }

    public async Task<Result<Page>> HandleAsync(Actor actor, string? search, string? authority, string? cursor, int take, CancellationToken ct)
    {
        Guid? after = null;
        if (!string.IsNullOrEmpty(cursor))
        {
            if (!Guid.TryParseExact(cursor, "N", out var id))
            {
                return Problem.Invalid("page.cursor", "cursor", ("value", cursor));
            }

            after = id;
        }

        take = Math.Clamp(take, 1, MostPerPage);
        var found = new List<(AccountRow Account, IReadOnlyList<Grant> Grants)>();
        foreach (var reach in actor.ReachOf(Permissions.AccountsManage).Where(r => authority is null || r.Authority is null || r.Authority == authority))
        {
            found.AddRange(await store.ListStaffAsync(new LocalityScope(reach.Locality), search, reach.Authority ?? authority, after, take + 1, ct));
        }

        var now = time.GetUtcNow();
        var page = found.DistinctBy(f => f.Account.Id).OrderBy(f => f.Account.Id.ToString("N"), StringComparer.Ordinal).Take(take).ToList();
        return new Page([.. page.Select(p => accounts.View(p.Account, p.Grants, now))], found.Count > take ? page[^1].Account.Id.ToString("N") : null);
    }

    public async Task<Result<UserView>> FindAsync(Actor actor, Guid id, CancellationToken ct)
    {
        var row = Administered.Reachable(actor, await store.FindAsync(id, ct));
        return row.TryGet(out var account)
            ? accounts.View(account, await store.ListGrantsAsync(id, ct), time.GetUtcNow())
            : Result<UserView>.Refused(row.Problems);
    }

    /// <param name="Next">Cursor of the next page, null at the end.</param>
    internal sealed record Page(IReadOnlyList<UserView> Items, string? Next);
}
