using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Identity;

/// <summary><c>GET|POST /api/v1/api-keys</c>, <c>DELETE /api/v1/api-keys/{id}</c>: keys of channels. A key is shown once, when it is made.</summary>
internal sealed class ManageApiKeys(ApiKeyStore store, ApiKeys keys, ILocalities localities, AdministrativeActs acts, ICommitQueue commits, IIdSource ids, TimeProvider time)
{
    public const int LongestDays = 730;
    private const int UsualDays = 365;
    private const int LongestName = 60;

    /// <summary>Ways in which people reach the platform, as a case names its channel.</summary>
    public static readonly string[] Channels = ["pc", "mobile", "miniProgram", "window", "kiosk", "hotline"];

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/api-keys", async (ManageApiKeys manage, ICurrentActor current, CancellationToken ct) => Results.Ok(new Page(await manage.ListAsync(current.Actor, ct))))
            .Needs(Permissions.AccountsManage);
        api.MapPost("/api-keys", async (Request request, ManageApiKeys manage, ICurrentActor current, HttpContext context, CancellationToken ct) =>
            {
                context.Response.Headers.CacheControl = "no-store";
                return (await manage.CreateAsync(current.Actor, request, ct)).ToHttp(created => Results.Created($"/api/v1/api-keys/{created.Id}", created));
            })
            .Needs(Permissions.AccountsManage);
        api.MapDelete("/api-keys/{id:guid}", async (Guid id, ManageApiKeys manage, ICurrentActor current, CancellationToken ct) => (await manage.RevokeAsync(current.Actor, id, ct)).ToHttp())
            .Needs(Permissions.AccountsManage);
    }

    public async Task<IReadOnlyList<Line>> ListAsync(Actor actor, CancellationToken ct)
    {
        var rows = new List<ApiKeyRow>();
        foreach (var reach in actor.ReachOf(Permissions.AccountsManage).Where(r => r.Authority is null))
        {
            rows.AddRange(await store.ListAsync(new LocalityScope(reach.Locality), ct));
        }

        return [.. rows.Select(Line.Of)];
    }

    /// <summary>Refuses with <c>apiKey.name</c>, <c>apiKey.channel</c>, <c>apiKey.expiry</c>, <c>locality.required</c>, <c>locality.unknown</c> or <c>access.outside</c>.</summary>
    public async Task<Result<Created>> CreateAsync(Actor actor, Request request, CancellationToken ct)
    {
        var problems = new List<Problem>();
        var days = request.Days ?? UsualDays;
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > LongestName)
        {
            problems.Add(Problem.Invalid("apiKey.name", "name", ("expected", LongestName)));
        }

        if (!Channels.Contains(request.Channel))
        {
            problems.Add(Problem.Invalid("apiKey.channel", "channel", ("value", request.Channel), ("expected", string.Join(", ", Channels))));
        }

        if (days is < 1 or > LongestDays)
        {
            problems.Add(Problem.Invalid("apiKey.expiry", "days", ("value", days), ("expected", LongestDays)));
        }

        if (request.Locality is not { } locality)
        {
            problems.Add(Problem.Invalid("locality.required", "locality"));
        }
        else if (!actor.May(Permissions.AccountsManage, locality))
        {
            problems.Add(Problem.Of("access.outside", ProblemKind.Forbidden, "locality", ("value", locality.Value)));
        }
        else if (locality != LocalityCode.Root && await localities.FindAsync(locality, ct) is null)
        {
            problems.Add(Problem.Invalid("locality.unknown", "locality", ("value", locality.Value)));
        }

        return problems.Count > 0
            ? Result<Created>.Refused(problems)
            : await SaveAsync(actor, request.Name!.Trim(), request.Channel!, request.Locality!.Value, days, null, ct);
    }

    /// <summary>Revoking twice changes nothing. Refuses with <c>apiKey.notFound</c>.</summary>
    public async Task<Result<Done>> RevokeAsync(Actor actor, Guid id, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is not { } key || !actor.May(Permissions.AccountsManage, key.Locality))
        {
            return Problem.NotFound("apiKey.notFound");
        }

        var result = await commits.CommitAsync<Done>(
            async (transaction, token) =>
            {
                if (await ApiKeyStore.RevokeAsync(transaction, id, time.GetUtcNow(), token))
                {
                    await acts.RecordAsync(transaction, actor, "apiKey.revoked", $"apiKey:{id}", key.Locality, new { key.Name, key.Channel }, token);
                }

                return Done.It;
            },
            ct);
        keys.Forget();
        return result;
    }

    /// <param name="known">The key itself, where it is not to be random: a demo prints the same one at every start.</param>
    internal async Task<Result<Created>> SaveAsync(Actor actor, string name, string channel, LocalityCode locality, int days, (Guid Id, string Key)? known, CancellationToken ct)
    {
        var (id, key) = known ?? (ids.Next(), "");
        if (key.Length == 0)
        {
            key = ApiKeys.Make(id);
        }

        var now = time.GetUtcNow();
        var row = new ApiKeyRow
        {
            Id = id,
            Name = name,
            Channel = channel,
            Locality = locality,
            SecretHash = ApiKeys.Hash(key),
            Hint = $"…{key[^4..]}",
            CreatedAt = now,
            CreatedBy = actor.Name,
            ExpiresAt = now.AddDays(days),
        };
        var result = await commits.CommitAsync<Created>(
            async (transaction, token) =>
            {
                await ApiKeyStore.InsertAsync(transaction, row, token);
                await acts.RecordAsync(transaction, actor, "apiKey.created", $"apiKey:{id}", locality, new { name, channel, row.ExpiresAt }, token);
                return new Created(id, key, Line.Of(row));
            },
            ct);
        keys.Forget();
        return result;
    }

    /// <param name="Days">Until it expires, 1–730; 365 when left out.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(string? Name, string? Channel, LocalityCode? Locality, int? Days = null);

    /// <param name="Key">Shown this once.</param>
    internal sealed record Created(Guid Id, string Key, Line Details);

    /// <param name="Hint">The last four characters.</param>
    internal sealed record Line(Guid Id, string Name, string Channel, LocalityCode Locality, string Hint, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt)
    {
        public static Line Of(ApiKeyRow row) => new(row.Id, row.Name, row.Channel, row.Locality, row.Hint, row.CreatedAt, row.CreatedBy, row.ExpiresAt, row.RevokedAt);
    }

    internal sealed record Page(IReadOnlyList<Line> Items);
}
