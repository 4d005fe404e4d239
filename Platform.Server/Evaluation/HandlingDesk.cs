using System.Data.Common;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Audit;
using Platform.Model.Cases;
using Platform.Model.Effects;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Model.Notifications;
using Platform.Server.Data;

namespace Platform.Server.Evaluation;

/// <summary>
/// Carries out acts on negative ratings, whoever's they are: state, history, exclusion of the rating, messages, audit and events in one transaction.
/// Messages and audit entries name neither case nor rater: people of the rated unit may read them.
/// </summary>
internal sealed class HandlingDesk(ICommitQueue commits, EvaluationClocks clocks, EffectDispatcher effects, IOutbox outbox, ICaseParties parties, RatingLinks links, IIdSource ids, TimeProvider time)
{
    public const string CorrectionRequested = "rating.correctionRequested";

    /// <summary>How an act finds its rating and who carries it out, decided on the rating as the transaction sees it.</summary>
    internal sealed record Order(
        Func<DbTransaction, CancellationToken, ValueTask<NegativeRating?>> Find, Func<NegativeRating, Result<HandlingPerson>> Who, Func<NegativeRating, HandlingAct?> Act, LocalizedText ItemName);

    /// <param name="known">The rating as it was read: gives place and case.</param>
    /// <param name="siteRoot">Address of the site for links in messages, or null when the act sends none.</param>
    /// <returns>The rating after the act; the same when there was nothing to do.</returns>
    public async Task<Result<NegativeRating>> CarryOutAsync(NegativeRating known, Order order, Uri? siteRoot, CancellationToken ct)
    {
        var limits = await clocks.OfAsync(known.Locality, ct);
        var applicant = siteRoot is null ? null : await parties.FindApplicantAsync(known.ProjectNo, ct);
        return await commits.CommitAsync<NegativeRating>(
            async (transaction, inner) =>
            {
                if (await order.Find(transaction, inner) is not { } before)
                {
                    return EvaluationProblems.UnknownTask;
                }

                var person = order.Who(before);
                if (!person.TryGet(out var who))
                {
                    return Result<NegativeRating>.Refused(person.Problems);
                }

                if (order.Act(before) is not { } act)
                {
                    return before;
                }

                var now = time.GetUtcNow();
                var applied = NegativeRatingRules.Apply(before, act, who, ids.Next(), now, limits);
                if (!applied.TryGet(out var after) || after == before)
                {
                    return applied;
                }

                var step = new HandlingStep(
                    HandlingTransitions.Of(act).Kind, before.State, after.State, now, after.Late > before.Late, who.AccountId, who.Name, JsonSerializer.Serialize<object>(act, ModelJson.Options));
                if (!await NegativeRatingStore.SaveAsync(transaction, after, step, inner))
                {
                    return EvaluationProblems.TaskTaken(null);
                }

                if (NegativeRatingRules.Exclusion(after) is { } exclusion && await ExcludeAsync(transaction, after, exclusion, inner) is { } refusal)
                {
                    return refusal;
                }

                var scope = new EffectScope(transaction, now, after.Locality);
                await TellAsync(after, act, order.ItemName, applicant, siteRoot, scope, inner);
                if (after.IsClosed && after.Detail.Agreed is { } second)
                {
                    await AuditAsync(after, who, "rating.excluded", new { reason = after.Outcome, secondUnit = second.Unit }, scope, inner);
                }

                return after;
            },
            ct);
    }

    public async ValueTask AuditAsync(NegativeRating rating, HandlingPerson who, string act, object detail, EffectScope scope, CancellationToken ct) =>
        await effects.ApplyAsync(
            new AuditEntry(ids.Next(), scope.Now, who.Name, who.AccountId, act, "authority:" + rating.Authority, rating.Locality, JsonSerializer.Serialize(detail, ModelJson.Options)), scope, ct);

    /// <summary>The desk learns that something waits for it.</summary>
    public ValueTask TellDeskAsync(string template, LocalizedText itemName, EffectScope scope, CancellationToken ct) =>
        effects.ApplyAsync(Message(null, null, Roles.EvaluationDesk, null, template, itemName, "/workbench/evaluation-desk", scope), scope, ct);

    private static async ValueTask<Problem?> ExcludeAsync(DbTransaction transaction, NegativeRating handled, RatingExclusion exclusion, CancellationToken ct)
    {
        var rating = await RatingStore.FindAsync(transaction, handled.ProjectNo, handled.ServiceNumber, ct) ?? throw new InvalidOperationException($"Negative rating {handled.Id} has no rating.");
        var excluded = EvaluationRules.Exclude(rating, exclusion);
        if (!excluded.TryGet(out var aside))
        {
            return excluded.Problems[0];
        }

        await RatingStore.ExcludeAsync(transaction, aside, ct);
        return null;
    }

    private async ValueTask TellAsync(NegativeRating rating, HandlingAct act, LocalizedText itemName, CaseApplicantContact? applicant, Uri? siteRoot, EffectScope scope, CancellationToken ct)
    {
        switch (act)
        {
            case HandlingAct.FindMistaken or HandlingAct.FindMalicious or HandlingAct.UpholdAppeal:
                await TellDeskAsync("rating-second-person", itemName, scope, ct);
                break;
            case HandlingAct.Appeal:
                await TellDeskAsync("rating-appealed", itemName, scope, ct);
                break;
            case HandlingAct.Report:
                await TellDeskAsync("rating-rectified", itemName, scope, ct);
                break;
            case HandlingAct.Confirm or HandlingAct.DismissAppeal or HandlingAct.ReturnReport or HandlingAct.Reopen:
                await effects.ApplyAsync(
                    Message(null, null, Roles.DepartmentLiaison, rating.Authority, "rating-to-rectify", itemName, "/workbench/rectifications", scope), scope, ct);
                break;
            case HandlingAct.SendAnswer when applicant is not null && siteRoot is not null:
                var page = $"/cases/{Uri.EscapeDataString(rating.ProjectNo)}/rate/{rating.ServiceNumber}";
                var own = links.Sign(new(rating.ProjectNo, rating.ServiceNumber, null, rating.DueAt));
                var link = applicant.AccountId is null ? $"{page}?link={own}" : page;
                await effects.ApplyAsync(
                    Message(applicant.AccountId, applicant.Phone, null, null, "rating-answered", itemName, link, scope, new Uri(siteRoot, link)), scope, ct);
                break;
            case HandlingAct.RequestCorrection correction:
                var payload = JsonSerializer.Serialize(new { projectNo = rating.ProjectNo, what = correction.What.Trim() }, ModelJson.Options);
                await outbox.PublishAsync(scope.Transaction, new(ids.Next(), CorrectionRequested, rating.ProjectNo, rating.Locality, scope.Now, payload), ct);
                break;
        }
    }

    private SendMessageEffect Message(Guid? account, string? phone, string? role, string? authority, string template, LocalizedText itemName, string link, EffectScope scope, Uri? address = null) =>
        new(
            ids.Next(),
            account,
            phone,
            role,
            authority,
            scope.Locality,
            template,
            JsonSerializer.Serialize(new { item = new { name = itemName }, address = address?.ToString() }, ModelJson.Options),
            link);
}
