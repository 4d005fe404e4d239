using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Audit;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Effects;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Localities;

/// <summary>
/// <c>PUT /api/v1/localities/{code}</c>: open a locality, rename it, close it or open it again. Whoever manages the place above may; the place above must be
/// open. A place is closed when nothing is under way there and nothing below it is open.
/// </summary>
internal sealed class SaveLocality(LocalityCache localities, IOpenCases cases, ICommitQueue commits, IEffectHandler<AuditEntry> audit, IIdSource ids, TimeProvider time)
{
    /// <summary>So many places below are named when they stand in the way.</summary>
    private const int MostNamed = 5;

    public static void Map(RouteGroupBuilder api) =>
        api.MapPut("/localities/{code}", async (string code, Request request, SaveLocality save, ICurrentActor current, CancellationToken ct) =>
                (LocalityCode.TryParse(code, out var parsed)
                    ? await save.HandleAsync(current.Actor, new Locality(parsed, request.Name ?? LocalizedText.Empty, request.ValidFrom, request.ValidTo), null, ct)
                    : Problem.Invalid("locality.code", "code", ("value", code))).ToHttp(Results.Ok))
            .Needs(Permissions.AccountsManage);

    /// <param name="seen">What whoever changes it has before them; refused when it is another by now. Null: whatever it is.</param>
    public async Task<Result<Locality>> HandleAsync(Actor actor, Locality locality, Locality? seen, CancellationToken ct)
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

        var now = time.GetUtcNow();
        var result = await commits.CommitAsync<Locality>(
            async (transaction, token) =>
            {
                await LocalityStore.CountChangeAsync(transaction, token);
                var before = await LocalityStore.FindAsync(transaction, locality.Code, token);
                if (seen is not null && before != seen)
                {
                    return Problem.Conflict("locality.changed", ("value", before?.Name.ToString() ?? locality.Code.Value));
                }

                var problems = await CheckAsync(transaction, locality, before, parent, ChinaTime.DayOf(now), token);
                if (problems.Count > 0)
                {
                    return Result<Locality>.Refused(problems);
                }

                await LocalityStore.SaveAsync(transaction, locality, token);
                var detail = JsonSerializer.Serialize(new { name = locality.Name, validTo = locality.ValidTo, nameBefore = before?.Name, validToBefore = before?.ValidTo }, ModelJson.Options);
                await audit.ApplyAsync(
                    new AuditEntry(ids.Next(), now, actor.Name, actor.AccountId, "locality.saved", $"locality:{locality.Code}", locality.Code, detail),
                    new EffectScope(transaction, now, locality.Code),
                    token);
                return locality;
            },
            ct);
        localities.Forget();
        return result;
    }

    /// <summary>Within the transaction, since another node may know the tree as it was a minute ago.</summary>
    private async ValueTask<IReadOnlyList<Problem>> CheckAsync(DbTransaction transaction, Locality locality, Locality? before, LocalityCode parent, DateOnly today, CancellationToken ct)
    {
        var above = await LocalityStore.FindAsync(transaction, parent, ct);
        if (parent != LocalityCode.Root && above is null)
        {
            return [Problem.Conflict("locality.parentMissing", ("value", parent.Value))];
        }

        var wasOpen = before?.IsOpenOn(today) == true;
        if (locality.IsOpenOn(today))
        {
            return !wasOpen && above?.IsOpenOn(today) == false ? [Problem.Conflict("locality.parentClosed", ("value", above.Name))] : [];
        }

        // One that begins later, or has ended already, is not being closed.
        if (!wasOpen)
        {
            return [];
        }

        var problems = new List<Problem>();
        var below = (await LocalityStore.ListOpenBelowAsync(transaction, locality.Code, today, ct)).Where(l => !l.Code.IsShelf).ToList();
        if (below.Count > 0)
        {
            problems.Add(Problem.Conflict("locality.hasLower", ("value", below.Count), ("expected", below.Take(MostNamed).Select(l => l.Name).ToList())));
        }

        if (await cases.CountAsync(transaction, locality.Code, ct) is > 0 and var open)
        {
            problems.Add(Problem.Conflict("locality.hasCases", ("value", open)));
        }

        return problems;
    }

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(LocalizedText? Name, DateOnly? ValidFrom, DateOnly? ValidTo);
}
