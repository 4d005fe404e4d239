using System.Text.Json;
using Platform.Model;
using Platform.Model.Audit;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Audit;

/// <summary><c>GET /api/v1/audit?locality=&amp;act=&amp;subject=&amp;actor=&amp;since=&amp;until=&amp;cursor=&amp;take=</c>: administrative acts, newest first, where the actor may read them.</summary>
internal sealed class ListAudit(AuditStore store)
{
    private const int MostPerPage = 200;

    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/audit", async (
                string? locality, string? act, string? subject, string? actor, DateTimeOffset? since, DateTimeOffset? until, string? cursor, int? take,
                ListAudit list, ICurrentActor current, CancellationToken ct) =>
            (await list.HandleAsync(current.Actor, locality, new AuditFilter(act, subject, actor, since, until), cursor, take ?? 50, ct)).ToHttp(Results.Ok))
            .Needs(Permissions.AuditRead);

    public async Task<Result<Page>> HandleAsync(Actor actor, string? locality, AuditFilter filter, string? cursor, int take, CancellationToken ct)
    {
        var places = actor.ReachOf(Permissions.AuditRead).Where(r => r.Authority is null).Select(r => r.Locality).ToList();
        if (!string.IsNullOrEmpty(locality))
        {
            if (!LocalityCode.TryParse(locality, out var asked))
            {
                return Problem.Invalid("locality.code", "locality", ("value", locality));
            }

            if (!places.Any(p => p.Covers(asked)))
            {
                return Problem.Forbidden("access.outside", ("value", locality));
            }

            places = [asked];
        }

        Guid? before = null;
        if (!string.IsNullOrEmpty(cursor))
        {
            if (!Guid.TryParseExact(cursor, "N", out var id))
            {
                return Problem.Invalid("page.cursor", "cursor", ("value", cursor));
            }

            before = id;
        }

        // Almost everybody holds the permission in one place; each further place adds a query.
        take = Math.Clamp(take, 1, MostPerPage);
        var found = new List<AuditEntry>();
        foreach (var place in places)
        {
            found.AddRange(await store.ListAsync(new LocalityScope(place), filter, before, take + 1, ct));
        }

        var page = found.OrderByDescending(e => e.Id.ToString("N"), StringComparer.Ordinal).Take(take).ToList();
        return new Page([.. page.Select(Line.Of)], found.Count > take ? page[^1].Id.ToString("N") : null);
    }

    /// <param name="Next">Cursor of the next page, null at the end.</param>
    internal sealed record Page(IReadOnlyList<Line> Items, string? Next);

    internal sealed record Line(Guid Id, DateTimeOffset At, string ActorName, Guid? ActorId, string Act, string Subject, LocalityCode Locality, JsonElement Detail)
    {
        public static Line Of(AuditEntry entry) =>
            new(entry.Id, entry.At, entry.ActorName, entry.ActorId, entry.Act, entry.Subject, entry.Locality, JsonSerializer.Deserialize<JsonElement>(entry.Detail));
    }
}
