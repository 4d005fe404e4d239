using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Codes;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Identity;

/// <summary><c>GET /api/v1/authorities?locality=</c> lists those the actor may see; <c>POST</c> adds one or renames the one with that credit code.</summary>
internal sealed class SaveAuthority(AuthorityStore store, ILocalities localities, AdministrativeActs acts, ICommitQueue commits)
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/authorities", async (string? locality, AuthorityStore store, CancellationToken ct) =>
            {
                var root = LocalityCode.Root;
                return string.IsNullOrEmpty(locality) || LocalityCode.TryParse(locality, out root)
                    ? Results.Ok(new Page(await store.ListAsync(new LocalityScope(root), ct)))
                    : Problem.Invalid("locality.code", "locality", ("value", locality)).ToHttp();
            })
            .SignedIn();
        api.MapPost("/authorities", async (Request request, SaveAuthority save, ICurrentActor current, CancellationToken ct) => (await save.HandleAsync(current.Actor, request, ct)).ToHttp())
            .Needs(Permissions.AccountsManage);
    }

    /// <summary>Refuses with <c>creditCode.*</c>, <c>authority.name</c>, <c>locality.required</c>, <c>locality.unknown</c>, <c>authority.elsewhere</c> or <c>access.outside</c>.</summary>
    public async Task<Result<Authority>> HandleAsync(Actor actor, Request request, CancellationToken ct)
    {
        var code = CreditCode.Normalize(request.Code);
        if (CreditCode.Check(code, "code") is { } wrong)
        {
            return wrong;
        }

        if (string.IsNullOrWhiteSpace(request.Name?.In(LocalizedText.Chinese)))
        {
            return Problem.Invalid("authority.name", "name");
        }

        if (request.Locality is not { } locality)
        {
            return Problem.Invalid("locality.required", "locality");
        }

        // With null, a grant limited to one authority does not suffice: it must not make others.
        if (!actor.May(Permissions.AccountsManage, locality))
        {
            return Problem.Of("access.outside", ProblemKind.Forbidden, "locality", ("value", locality.Value));
        }

        if (locality != LocalityCode.Root && await localities.FindAsync(locality, ct) is null)
        {
            return Problem.Invalid("locality.unknown", "locality", ("value", locality.Value));
        }

        if (await store.FindAsync(code, ct) is { } known && known.Locality != locality)
        {
            return Problem.Of("authority.elsewhere", ProblemKind.Conflict, "locality", ("value", known.Locality.Value));
        }

        var authority = new Authority(code, request.Name!, locality);
        return await commits.CommitAsync<Authority>(
            async (transaction, token) =>
            {
                await AuthorityStore.SaveAsync(transaction, authority, token);
                await acts.RecordAsync(transaction, actor, "authority.saved", $"authority:{code}", locality, new { authority.Name }, token);
                return authority;
            },
            ct);
    }

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(string? Code, LocalizedText? Name, LocalityCode? Locality);

    internal sealed record Page(IReadOnlyList<Authority> Items);
}
