using System.Globalization;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Audit;
using Platform.Model.Effects;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Data;
using Platform.Server.Hosting;

namespace Platform.Server.Operations;

/// <summary>
/// <c>GET /operations/deliveries</c>, <c>GET /operations/dead-letters?cursor=</c>, <c>POST /operations/dead-letters/{target}/{position}/retry</c>: deliveries that
/// were given up, for whoever keeps the whole platform. What is in them stays sealed. A retried one keeps its key, so a receiver that had it after all sees a repetition.
/// </summary>
internal sealed class KeepDeliveries(OutboxStore store, OutboxTargets targets, ICommitQueue commits, EffectDispatcher effects, IIdSource ids, TimeProvider time)
{
    private const int PageSize = 50;

    public static void Map(RouteGroupBuilder api)
    {
        var operations = api.MapGroup("/operations").Needs(Permissions.OperationsKeep).WithTags("Operations");
        operations.MapGet("/deliveries", async (KeepDeliveries keep, ICurrentActor current, CancellationToken ct) => (await keep.FiguresAsync(current.Actor, ct)).ToHttp())
            .Produces<IReadOnlyList<OutboxFigures>>().WithName("listDeliveries");
        operations.MapGet("/dead-letters", async (string? cursor, KeepDeliveries keep, ICurrentActor current, CancellationToken ct) =>
                (await keep.ListAsync(current.Actor, cursor, ct)).ToHttp())
            .Produces<Page>().WithName("listDeadLetters");
        operations.MapPost("/dead-letters/{target}/{position:long}/retry", async (string target, long position, KeepDeliveries keep, ICurrentActor current, CancellationToken ct) =>
                (await keep.RetryAsync(current.Actor, target, position, ct)).ToHttp(_ => Results.NoContent()))
            .Produces(StatusCodes.Status204NoContent).WithName("retryDeadLetter");
    }

    /// <summary>By receiver. Problems: <c>operations.forbidden</c>.</summary>
    public async Task<Result<IReadOnlyList<OutboxFigures>>> FiguresAsync(Actor actor, CancellationToken ct) =>
        Refusal(actor) is { } refused ? refused : Result<IReadOnlyList<OutboxFigures>>.Ok(await store.FiguresAsync(ct));

    /// <summary>Those written last come first. Problems: <c>operations.forbidden</c>, <c>request.parameter</c>.</summary>
    public async Task<Result<Page>> ListAsync(Actor actor, string? cursor, CancellationToken ct)
    {
        if (Refusal(actor) is { } refused)
        {
            return refused;
        }

        long? before = null;
        if (cursor is not null)
        {
            if (!long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var position))
            {
                return Problem.Invalid("request.parameter", "cursor", ("parameter", "cursor"), ("value", cursor));
            }

            before = position;
        }

        var found = await store.DeadLettersAsync(before, PageSize + 1, ct);
        return new Page(
            [.. found.Take(PageSize).Select(l => new Letter(l.Target, l.Position, l.Kind, l.Name, l.Subject, l.At, l.Attempts, l.Error, l.DiedAt))],
            found.Count > PageSize ? found[PageSize - 1].Position.ToString(CultureInfo.InvariantCulture) : null);
    }

    /// <summary>Lets it be tried from the start. Problems: <c>operations.forbidden</c>, <c>operations.letterUnknown</c>; the second of two who retry gets the latter.</summary>
    public async Task<Result<Done>> RetryAsync(Actor actor, string target, long position, CancellationToken ct)
    {
        if (Refusal(actor) is { } refused)
        {
            return refused;
        }

        var now = time.GetUtcNow();
        return await commits.CommitAsync<Done>(
            async (transaction, inner) =>
            {
                if (!await OutboxStore.ReviveAsync(transaction, target, position, inner))
                {
                    return Problem.NotFound("operations.letterUnknown", ("target", target), ("position", position));
                }

                targets.Mark(target);
                await effects.ApplyAsync(
                    new AuditEntry(
                        ids.Next(), now, actor.Name, actor.AccountId, "delivery.retried", $"delivery:{target}/{position}", LocalityCode.Root,
                        JsonSerializer.Serialize(new { target, position }, ModelJson.Options)),
                    new EffectScope(transaction, now, LocalityCode.Root),
                    inner);
                return Done.It;
            },
            ct);
    }

    private static Problem? Refusal(Actor actor) =>
        actor.May(Permissions.OperationsKeep, LocalityCode.Root) ? null : Problem.Forbidden("operations.forbidden");

    /// <param name="Kind"><c>event</c> or <c>message</c>.</param>
    /// <param name="Name">Of the event, or the channel.</param>
    /// <param name="Subject">What it is about, such as the id of a case; may be empty.</param>
    internal sealed record Letter(string Target, long Position, string Kind, string Name, string Subject, DateTimeOffset At, int Attempts, string? Error, DateTimeOffset DiedAt);

    /// <param name="Next">Cursor of the next page, null at the end.</param>
    internal sealed record Page(IReadOnlyList<Letter> Items, string? Next);
}
