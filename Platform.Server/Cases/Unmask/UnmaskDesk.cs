using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Cases;
using Platform.Model.Clocks;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Model.Sites;
using Platform.Server.Hosting;
using Platform.Server.Hosting.Housekeeping;
using Platform.Server.Hosting.Repetition;

namespace Platform.Server.Cases.Unmask;

/// <summary><c>POST /api/v1/cases/{number}/unmask</c> and the button of the case page: the personal data of one case, with a reason, so many times a day, for half an hour.</summary>
internal sealed class UnmaskDesk(CaseReader cases, UnmaskStore store, ISites sites, TimeProvider clock, IIdSource ids)
{
    public static void Map(RouteGroupBuilder one) =>
        one.MapPost("/unmask", async (string number, Request request, HttpContext http, ICurrentActor current, UnmaskDesk desk, CancellationToken ct) =>
                (await desk.UnmaskAsync(current.Actor, number, request.Reason, http.RequestKey(), ct)).ToHttp())
            .Needs(Permissions.CasesRead)
            .WithName("unmaskCase");

    /// <summary>
    /// Refuses with <c>case.unknown</c>, <c>case.unmask.forbidden</c>, <c>case.unmask.reason</c> and <c>case.unmask.limit</c>. What is open already stays
    /// open as long as it was, and counts once.
    /// </summary>
    public async Task<Result<Opened>> UnmaskAsync(Actor actor, string number, string? reason, RequestKey? key, CancellationToken ct)
    {
        var words = (reason ?? "").Trim();
        if (!(await cases.FindAsync(actor, number, null, ct)).TryGet(out var file) || !CaseAccess.MayReadAsStaff(actor, file))
        {
            return Problem.NotFound("case.unknown", ("number", number));
        }

        if (CaseAccess.CheckUnmask(actor, file, words) is { } refused)
        {
            return refused;
        }

        if (await OpenUntilAsync(actor, file, ct) is { } open)
        {
            return new Opened(file.Number, open);
        }

        var now = clock.GetUtcNow();
        var claim = new UnmaskClaim(ids.Next(), file, actor.AccountId!.Value, actor.Session!.Value, ChinaTime.DayOf(now), now + UnmaskRules.OpenFor);
        var claimed = await store.ClaimAsync(claim, (await sites.AtAsync(file.Locality, ct)).UnmasksPerDay, ct);
        if (!claimed.Succeeded)
        {
            return Result<Opened>.Refused(claimed.Problems);
        }

        var answer = await cases.SendAsync(file.Id, new UnmaskCase { Actor = actor, Reason = words, Claim = claim.Id, Until = claim.Until, Key = key });
        return answer.Then<Opened>(a => new Opened(a.File.Number, claim.Until));
    }

    /// <summary>Until when the actor sees the personal data of the case whole; null when they are masked.</summary>
    public async Task<DateTimeOffset?> OpenUntilAsync(Actor actor, CaseFile file, CancellationToken ct) =>
        actor is { Kind: ActorKind.Staff, AccountId: { } account, Session: { } session } ? await store.FindUntilAsync(file, account, session, clock.GetUtcNow(), ct) : null;

    /// <param name="Reason">4–500 characters; goes into journal and audit, so it names no people.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(string? Reason = null);

    internal sealed record Opened(string Number, DateTimeOffset Until);
}

/// <summary>What stood open once; two days later nobody counts it any more.</summary>
internal sealed class ForgetUnmasks(UnmaskStore store) : IChore
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    public string Name => "unmasks";

    public async ValueTask<int> SweepAsync(DateTimeOffset now, int take, CancellationToken ct) => await store.ForgetAsync(now - Kept, take, ct);
}
