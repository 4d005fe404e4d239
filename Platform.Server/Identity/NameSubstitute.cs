using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Clocks;
using Platform.Model.Identity;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Identity;

/// <summary>
/// Who stands in for somebody who is away: <c>GET /api/v1/substitutes</c>, <c>POST</c> names one, <c>DELETE /{id}</c> ends it. For oneself, or for somebody whose account one manages.
/// </summary>
internal sealed class NameSubstitute(SubstituteStore store, AccountStore accounts, SubstituteRoster roster, AdministrativeActs acts, ICommitQueue commits, IIdSource ids, TimeProvider time)
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/substitutes", async (Guid? account, NameSubstitute name, ICurrentActor current, CancellationToken ct) => (await name.ListAsync(current.Actor, account, ct)).ToHttp())
            .SignedIn().Produces<Page>().WithName("listSubstitutes");
        api.MapGet("/substitutes/candidates", async (Guid? account, NameSubstitute name, ICurrentActor current, CancellationToken ct) => (await name.CandidatesAsync(current.Actor, account, ct)).ToHttp())
            .SignedIn().WithName("listSubstituteCandidates");
        api.MapPost("/substitutes", async (Request request, NameSubstitute name, ICurrentActor current, CancellationToken ct) =>
                (await name.HandleAsync(current.Actor, request, ct)).ToHttp(s => Results.Created($"/api/v1/substitutes/{s.Id}", s)))
            .SignedIn().WithName("nameSubstitute");
        api.MapDelete("/substitutes/{id:guid}", async (Guid id, NameSubstitute name, ICurrentActor current, CancellationToken ct) => (await name.EndAsync(current.Actor, id, ct)).ToHttp())
            .SignedIn().WithName("endSubstitute");
    }

    /// <summary>Those of an account that have not ended, as the absent one or as the substitute. Refuses with <c>user.notFound</c>.</summary>
    /// <param name="account">Null = the actor's own.</param>
    public async Task<Result<Page>> ListAsync(Actor actor, Guid? account, CancellationToken ct)
    {
        if (await ReachableAsync(actor, account, ct) is not { } absent)
        {
            return Problem.NotFound("user.notFound");
        }

        var lines = new List<Line>();
        foreach (var s in await store.ListOfAsync(absent.Id, Today, ct))
        {
            lines.Add(new(s.Id, await PersonAsync(s.Account, ct), await PersonAsync(s.Substitute, ct), s.From, s.Until));
        }

        return new Page(lines);
    }

    /// <summary>Colleagues who hold a role of theirs in their places, by name. Refuses with <c>user.notFound</c>.</summary>
    public async Task<Result<IReadOnlyList<Person>>> CandidatesAsync(Actor actor, Guid? account, CancellationToken ct)
    {
        if (await ReachableAsync(actor, account, ct) is not { } absent)
        {
            return Problem.NotFound("user.notFound");
        }

        var found = new List<Person>();
        foreach (var grant in await accounts.ListGrantsAsync(absent.Id, ct))
        {
            var holders = await accounts.ListHoldersAsync(grant.Role, [.. grant.Locality.SelfAndAncestors()], ct);
            found.AddRange(holders.Where(h => h.Account.Id != absent.Id && (grant.Authority is null || h.Grant.HoldsFor(grant.Authority))).Select(h => new Person(h.Account.Id, h.Account.Name)));
        }

        return Result<IReadOnlyList<Person>>.Ok([.. found.Distinct().OrderBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Id)]);
    }

    /// <summary>
    /// Refuses with <c>user.notFound</c>, the problems of <see cref="Substitution.Check"/>, <c>substitute.unknown</c> (nobody who could) or <c>substitute.overlap</c> (somebody
    /// stands in for them on one of these days).
    /// </summary>
    public async Task<Result<Line>> HandleAsync(Actor actor, Request request, CancellationToken ct)
    {
        if (await ReachableAsync(actor, request.Account, ct) is not { } absent)
        {
            return Problem.NotFound("user.notFound");
        }

        if (request.Substitute is not { } id || await accounts.FindAsync(id, ct) is not { ActorKind: ActorKind.Staff, Disabled: false } substitute)
        {
            return Problem.Invalid("substitute.unknown", "substitute", ("value", request.Substitute));
        }

        var named = new Substitution(ids.Next(), absent.Id, substitute.Id, request.From ?? Today, request.Until ?? DateOnly.MinValue);
        var (roles, theirs) = (await accounts.ListGrantsAsync(absent.Id, ct), await accounts.ListGrantsAsync(substitute.Id, ct));
        if (named.Check(roles.Select(g => g.Role), theirs.Select(g => g.Role), Today) is { } problem)
        {
            return problem;
        }

        var done = await commits.CommitAsync<Line>(
            async (transaction, token) =>
            {
                if (await SubstituteStore.OverlapsAsync(transaction, named, token))
                {
                    return Problem.Conflict("substitute.overlap");
                }

                await SubstituteStore.InsertAsync(transaction, named, absent.Locality, token);
                await acts.RecordAsync(transaction, actor, "substitute.named", Administered.Subject(absent), absent.Locality, new { substitute = Administered.Subject(substitute), named.From, named.Until }, token);
                return new Line(named.Id, new(absent.Id, absent.Name), new(substitute.Id, substitute.Name), named.From, named.Until);
            },
            ct);
        roster.Forget();
        return done;
    }

    /// <summary>Refuses with <c>substitute.notFound</c>.</summary>
    public async Task<Result<Done>> EndAsync(Actor actor, Guid id, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is not { } found || await ReachableAsync(actor, found.Account, ct) is not { } absent)
        {
            return Problem.NotFound("substitute.notFound");
        }

        var done = await commits.CommitAsync<Done>(
            async (transaction, token) =>
            {
                if (await SubstituteStore.DeleteAsync(transaction, id, token))
                {
                    await acts.RecordAsync(transaction, actor, "substitute.ended", Administered.Subject(absent), absent.Locality, new { found.From, found.Until }, token);
                }

                return Done.It;
            },
            ct);
        roster.Forget();
        return done;
    }

    private DateOnly Today => ChinaTime.DayOf(time.GetUtcNow());

    /// <summary>The account, when it is the actor's own or one they manage, of somebody of the staff.</summary>
    private async Task<AccountRow?> ReachableAsync(Actor actor, Guid? account, CancellationToken ct) =>
        actor.Kind == ActorKind.Staff && (account ?? actor.AccountId) is { } id && await accounts.FindAsync(id, ct) is { ActorKind: ActorKind.Staff } row
            && (id == actor.AccountId || Administered.Reachable(actor, row).Succeeded) ? row : null;

    private async Task<Person> PersonAsync(Guid id, CancellationToken ct) => new(id, (await accounts.FindAsync(id, ct))?.Name ?? "");

    /// <param name="Account">Who is away; null = whoever asks.</param>
    /// <param name="From">First day; null = today.</param>
    /// <param name="Until">Last day.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(Guid? Account = null, Guid? Substitute = null, DateOnly? From = null, DateOnly? Until = null);

    internal sealed record Person(Guid Id, string Name);

    /// <param name="Absent">Who is away.</param>
    internal sealed record Line(Guid Id, Person Absent, Person Substitute, DateOnly From, DateOnly Until);

    internal sealed record Page(IReadOnlyList<Line> Items);
}
