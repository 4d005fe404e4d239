using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Audit;
using Platform.Model.Clocks;
using Platform.Model.Codes;
using Platform.Model.Credit;
using Platform.Model.Effects;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Credit;

/// <summary>
/// <c>GET /credit-entries?locality=&amp;idType=&amp;idNumber=&amp;cursor=</c>, <c>POST /credit-entries</c>, <c>POST /credit-entries/{id}/lift</c>: whoever keeps the list of a place. Every act is
/// audited, without the person's name, and answers show the id number masked.
/// </summary>
internal sealed class KeepCredit(CreditStore store, ICommitQueue commits, EffectDispatcher effects, IIdSource ids, TimeProvider time)
{
    private const int PageSize = 50;
    private const int MaxReason = 1000;

    public static void Map(RouteGroupBuilder api)
    {
        var entries = api.MapGroup("/credit-entries").Needs(Permissions.CreditKeep).WithTags("Credit");
        entries.MapGet("", async (string? locality, string? idType, string? idNumber, string? cursor, KeepCredit keep, ICurrentActor current, CancellationToken ct) =>
                (await keep.ListAsync(current.Actor, locality, idType, idNumber, cursor, ct)).ToHttp())
            .Produces<Page>().WithName("listCreditEntries");
        entries.MapPost("", async (Request request, KeepCredit keep, ICurrentActor current, CancellationToken ct) =>
                (await keep.EnterAsync(current.Actor, request, ct)).ToHttp(e => Results.Created($"/api/v1/credit-entries/{e.Id}", e)))
            .Produces<CreditEntry>(StatusCodes.Status201Created).WithName("enterCreditEntry");
        entries.MapPost("/{id:guid}/lift", async (Guid id, LiftRequest request, KeepCredit keep, ICurrentActor current, CancellationToken ct) =>
                (await keep.LiftAsync(current.Actor, id, request.Reason, ct)).ToHttp())
            .Produces<CreditEntry>().WithName("liftCreditEntry");
    }

    /// <summary>Problems: <c>locality.code</c>, <c>credit.forbidden</c>, <c>request.parameter</c>.</summary>
    public async Task<Result<Page>> ListAsync(Actor actor, string? locality, string? idType, string? idNumber, string? cursor, CancellationToken ct)
    {
        if (!LocalityCode.TryParse(locality, out var within))
        {
            return Problem.Invalid("locality.code", "locality", ("value", locality), ("expected", "330110"));
        }

        if (!actor.May(Permissions.CreditKeep, within))
        {
            return Problem.Forbidden("credit.forbidden", ("locality", within.Value));
        }

        Guid? before = null;
        if (cursor is not null)
        {
            if (!Guid.TryParseExact(cursor, "N", out var id))
            {
                return Problem.Invalid("request.parameter", "cursor", ("parameter", "cursor"), ("value", cursor));
            }

            before = id;
        }

        (string, string)? person = string.IsNullOrWhiteSpace(idNumber) ? null : (string.IsNullOrWhiteSpace(idType) ? IdTypes.CitizenId : idType, idNumber);
        var found = await store.ListAsync(new LocalityScope(within), person, before, PageSize + 1, ct);
        return new Page([.. found.Take(PageSize).Select(e => e.Masked())], found.Count > PageSize ? found[PageSize - 1].Id.ToString("N") : null);
    }

    /// <summary>Problems: <c>locality.required</c>, <c>credit.forbidden</c>, <c>credit.nameRequired</c>, <c>credit.reasonRequired</c>, <c>credit.untilPast</c> and those of <see cref="IdTypes.Check"/>.</summary>
    public async Task<Result<CreditEntry>> EnterAsync(Actor actor, Request request, CancellationToken ct)
    {
        if (request.Locality is not { } locality)
        {
            return Problem.Invalid("locality.required", "locality");
        }

        if (!actor.May(Permissions.CreditKeep, locality))
        {
            return Problem.Of("credit.forbidden", ProblemKind.Forbidden, "locality", ("locality", locality.Value));
        }

        var now = time.GetUtcNow();
        var today = ChinaTime.DayOf(now);
        var idType = string.IsNullOrWhiteSpace(request.IdType) ? IdTypes.CitizenId : request.IdType.Trim();
        var idNumber = IdTypes.Normalize(idType, request.IdNumber);
        var problems = new List<Problem>();
        if (IdTypes.Check(idType, idNumber, today, "idType", "idNumber") is { } wrong)
        {
            problems.Add(wrong);
        }

        Filled(problems, request.Name, "name", "credit.nameRequired", 200);
        Filled(problems, request.Reason, "reason", "credit.reasonRequired", MaxReason);
        if (request.Until < today)
        {
            problems.Add(Problem.Invalid("credit.untilPast", "until", ("value", request.Until), ("expected", today)));
        }

        if (problems.Count > 0)
        {
            return Result<CreditEntry>.Refused(problems);
        }

        var entry = new CreditEntry(
            ids.Next(), locality, new(idType, idNumber, request.Name!.Trim()), request.Mark ?? CreditMark.BadCredit, request.Reason!.Trim(), null, today, request.Until, actor.Name, now);
        return await commits.CommitAsync<CreditEntry>(
            async (transaction, inner) =>
            {
                await store.AddAsync(transaction, entry, inner);
                await AuditAsync(transaction, actor, "credit.entered", entry, now, inner);
                return entry.Masked();
            },
            ct);
    }

    /// <summary>Problems: <c>credit.unknown</c>, <c>credit.alreadyLifted</c>, <c>credit.reasonRequired</c>.</summary>
    public Task<Result<CreditEntry>> LiftAsync(Actor actor, Guid id, string? reason, CancellationToken ct)
    {
        var problems = new List<Problem>();
        Filled(problems, reason, "reason", "credit.reasonRequired", MaxReason);
        return problems.Count > 0
            ? Task.FromResult(Result<CreditEntry>.Refused(problems))
            : commits.CommitAsync<CreditEntry>(
                async (transaction, inner) =>
                {
                    if (await store.FindAsync(transaction, id, inner) is not { } entry || !actor.May(Permissions.CreditKeep, entry.Locality))
                    {
                        return Problem.NotFound("credit.unknown", ("value", id));
                    }

                    if (entry.LiftedAt is not null)
                    {
                        return Problem.Conflict("credit.alreadyLifted", ("by", entry.LiftedBy));
                    }

                    var now = time.GetUtcNow();
                    await store.LiftAsync(transaction, id, actor.Name, now, reason!.Trim(), inner);
                    await AuditAsync(transaction, actor, "credit.lifted", entry, now, inner);
                    return entry.Masked() with { LiftedBy = actor.Name, LiftedAt = now, LiftReason = reason.Trim() };
                },
                ct);
    }

    private static void Filled(List<Problem> problems, string? text, string field, string code, int longest)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > longest)
        {
            problems.Add(Problem.Invalid(code, field, ("value", text?.Length ?? 0), ("expected", $"1–{longest}")));
        }
    }

    private ValueTask AuditAsync(DbTransaction transaction, Actor actor, string act, CreditEntry entry, DateTimeOffset now, CancellationToken ct) =>
        effects.ApplyAsync(
            new AuditEntry(
                ids.Next(), now, actor.Name, actor.AccountId, act, $"credit:{entry.Id}", entry.Locality, JsonSerializer.Serialize(new { entry.Mark, entry.Until, entry.CaseNumber }, ModelJson.Options)),
            new EffectScope(transaction, now, entry.Locality),
            ct);

    /// <param name="IdType">Code of the kind of identity document; absent = identity card.</param>
    /// <param name="Mark">badCredit, or brokenPromise for one found elsewhere.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(LocalityCode? Locality, string? IdNumber, string? Name, string? Reason, string? IdType = null, CreditMark? Mark = null, DateOnly? Until = null);

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record LiftRequest(string? Reason);

    /// <param name="Next">Cursor of the next page, null at the end.</param>
    internal sealed record Page(IReadOnlyList<CreditEntry> Items, string? Next);
}
