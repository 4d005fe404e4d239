using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Audit;
using Platform.Model.Effects;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Localities;

/// <summary><c>PUT /api/v1/localities/{code}</c>: open a locality or rename it. Whoever manages the place above may; the place above must exist.</summary>
internal sealed class SaveLocality(LocalityCache localities, ICommitQueue commits, IEffectHandler<AuditEntry> audit, IIdSource ids, TimeProvider time)
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapPut("/localities/{code}", async (string code, Request request, SaveLocality save, ICurrentActor current, CancellationToken ct) =>
                (LocalityCode.TryParse(code, out var parsed)
                    ? await save.HandleAsync(current.Actor, new Locality(parsed, request.Name ?? LocalizedText.Empty, request.ValidFrom, request.ValidTo), ct)
                    : Problem.Invalid("locality.code", "code", ("value", code))).ToHttp(Results.Ok))
            .Needs(Permissions.AccountsManage);

    public async Task<Result<Locality>> HandleAsync(Actor actor, Locality locality, CancellationToken ct)
    {
        if (locality.Code.Parent is not { } parent)
        {
            return Problem.Conflict("locality.root");
        }

        if (!actor.May(Permissions.AccountsManage, parent))
        {
            return Problem.Forbidden("access.outside", ("value", locality.Code.Value));
        }

        if (string.IsNullOrWhiteSpace(locality.Name.In(LocalizedText.Chinese)))
        {
            return Problem.Invalid("locality.name", "name");
        }

        if (parent != LocalityCode.Root && await localities.FindAsync(parent, ct) is null)
        {
            return Problem.Conflict("locality.parentMissing", ("value", parent.Value));
        }

        var now = time.GetUtcNow();
        var result = await commits.CommitAsync<Locality>(
            async (transaction, token) =>
            {
                await LocalityStore.SaveAsync(transaction, locality, token);
                await LocalityStore.CountChangeAsync(transaction, token);
                await audit.ApplyAsync(
                    new AuditEntry(ids.Next(), now, actor.Name, actor.AccountId, "locality.saved", $"locality:{locality.Code}", locality.Code, "{}"),
                    new EffectScope(transaction, now, locality.Code),
                    token);
                return locality;
            },
            ct);
        localities.Forget();
        return result;
    }

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(LocalizedText? Name, DateOnly? ValidFrom, DateOnly? ValidTo);
}
