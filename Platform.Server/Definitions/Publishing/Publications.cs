using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Platform.Designer.Editors;
using Platform.Model;
using Platform.Model.Audit;
using Platform.Model.Clocks;
using Platform.Model.Definitions;
using Platform.Model.Effects;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Model.Notifications;
using Platform.Server.Data;

namespace Platform.Server.Definitions.Publishing;

/// <summary>The one door to what surrounds publishing; keeps what is to come into force later.</summary>
internal sealed class Publications(
    PublicationImpacts impacts,
    DefinitionEditor editor,
    PublishTogether together,
    ScheduleStore store,
    ICommitQueue commits,
    EffectDispatcher effects,
    TimeProvider clock,
    IIdSource ids) : IPublications
{
    public const string FailedMessage = "publication-failed";

    public ValueTask<Result<PublicationImpact>> ImpactAsync(Actor actor, IReadOnlyList<DefinitionName> names, CancellationToken ct) => impacts.FindAsync(actor, names, ct);

    public async ValueTask<Result<FlowCases?>> CasesAsync(Actor actor, DefinitionName name, CancellationToken ct) =>
        actor.May(Permissions.DefinitionsRead, name.Owner) ? Result<FlowCases?>.Ok(await impacts.CasesAsync(name, ct)) : DefinitionProblems.Forbidden(name.Owner);

    public ValueTask<Result<DefinitionSaved>> PublishAgainAsync(Actor actor, DefinitionId version, string? ifMatch, CancellationToken ct) =>
        editor.PublishAgainAsync(actor, version, ifMatch, ct);

    public async ValueTask<Result<PublicationSchedule>> ScheduleAsync(Actor actor, IReadOnlyList<SelectedDraft> reviewed, DateTimeOffset from, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (ScheduleRules.CheckTime(from, now) is { } wrong)
        {
            return wrong;
        }

        if (reviewed.Select(r => r.Name.Owner).Distinct().Count() > 1)
        {
            return Problem.Invalid("definition.selection", null, ("value", reviewed.Count), ("expected", "1"));
        }

        return await together.ScheduleAsync(actor, reviewed, (transaction, token) => KeepAsync(transaction, actor, reviewed, from, now, token), ct);
    }

    public async ValueTask<Result<IReadOnlyList<PublicationSchedule>>> SchedulesAsync(Actor actor, LocalityCode owner, CancellationToken ct) =>
        actor.May(Permissions.DefinitionsRead, owner) ? Result<IReadOnlyList<PublicationSchedule>>.Ok(await store.ListOpenAsync(owner, ct)) : DefinitionProblems.Forbidden(owner);

    public async ValueTask<Result<PublicationSchedule>> CancelAsync(Actor actor, Guid id, CancellationToken ct)
    {
        // One that may not be seen is not told apart from one that does not exist.
        if (await store.FindAsync(id, ct) is not { } schedule || !actor.May(Permissions.DefinitionsRead, schedule.Owner))
        {
            return Problem.NotFound("schedule.unknown", ("value", id));
        }

        return !actor.May(Permissions.DefinitionsPublish, schedule.Owner) ? DefinitionProblems.Forbidden(schedule.Owner)
            : schedule.Stage == ScheduleStage.Cancelled ? schedule
            : await commits.CommitAsync<PublicationSchedule>(
                async (transaction, token) =>
                {
                    if (schedule.Stage == ScheduleStage.Done || !await ScheduleStore.TurnAsync(transaction, id, schedule.Stage, ScheduleStage.Cancelled, schedule.Problems, clock.GetUtcNow(), token))
                    {
                        return Problem.Conflict("schedule.settled", ("value", id));
                    }

                    await AuditAsync(transaction, actor, schedule, "definition.scheduleCancelled", token);
                    return schedule with { Stage = ScheduleStage.Cancelled };
                },
                ct);
    }

    /// <summary>One that is due: all of it comes into force, or nothing does and whoever scheduled it is told why. Done twice it is done once.</summary>
    public async ValueTask CarryOutAsync(PublicationSchedule schedule, CancellationToken ct)
    {
        var published = await together.CarryOutAsync(schedule, ct);
        if (!published.Succeeded && published.Problems[0].Code is not ("schedule.settled" or PublicationGate.OvertakenCode))
        {
            await commits.CommitAsync<Done>(
                async (transaction, token) =>
                {
                    if (await ScheduleStore.TurnAsync(transaction, schedule.Id, ScheduleStage.Waiting, ScheduleStage.Failed, published.Problems, clock.GetUtcNow(), token))
                    {
                        await TellAsync(transaction, schedule, token);
                    }

                    return Done.It;
                },
                ct);
        }
    }

    private async ValueTask<Result<PublicationSchedule>> KeepAsync(
        DbTransaction transaction, Actor actor, IReadOnlyList<SelectedDraft> reviewed, DateTimeOffset from, DateTimeOffset now, CancellationToken ct)
    {
        var owner = reviewed[0].Name.Owner;
        var schedule = new PublicationSchedule(
            ids.Next(), owner, from, ScheduleStage.Waiting, actor.AccountId, actor.Name, now, [.. reviewed.Select(r => new ScheduledDraft(r.Name, r.Version, r.ETag))], []);
        foreach (var other in (await ScheduleStore.ListOpenAsync(transaction, owner, ct)).Where(o => o.Drafts.Any(d => schedule.Of(d.Name) is not null)))
        {
            if (other.Stage == ScheduleStage.Waiting && ScheduleRules.AreSame(other, schedule))
            {
                return other;
            }

            if (other.Stage == ScheduleStage.Waiting && await HoldsAsync(transaction, other, ct))
            {
                return Problem.Conflict("schedule.taken", ("value", other.Drafts.First(d => schedule.Of(d.Name) is not null).Name.Key), ("from", other.From));
            }

            await ScheduleStore.TurnAsync(transaction, other.Id, other.Stage, ScheduleStage.Cancelled, other.Problems, now, ct);
            await AuditAsync(transaction, actor, other, "definition.scheduleCancelled", ct);
        }

        await ScheduleStore.AddAsync(transaction, schedule, ct);
        await AuditAsync(transaction, actor, schedule, "definition.scheduled", ct);
        return schedule;
    }

    private static async ValueTask<bool> HoldsAsync(DbTransaction transaction, PublicationSchedule schedule, CancellationToken ct)
    {
        var drafts = new List<Definition>();
        foreach (var scheduled in schedule.Drafts)
        {
            if (await DefinitionStore.FindAsync(transaction, scheduled.Name, DefinitionState.Draft, ct) is { } draft)
            {
                drafts.Add(draft);
            }
        }

        return ScheduleRules.Changed(schedule, drafts).Count == 0;
    }

    private ValueTask TellAsync(DbTransaction transaction, PublicationSchedule schedule, CancellationToken ct)
    {
        if (schedule.By is not { } account)
        {
            return default;
        }

        var now = clock.GetUtcNow();
        var data = JsonSerializer.Serialize(
            new { count = schedule.Drafts.Count, from = schedule.From.ToOffset(ChinaTime.Offset).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) }, ModelJson.Options);
        var message = new SendMessageEffect(ids.Next(), account, null, null, null, schedule.Owner, FailedMessage, data, EditorUrl.SelectionOf(schedule.Owner));
        return effects.ApplyAsync(message, new EffectScope(transaction, now, schedule.Owner), ct);
    }

    private ValueTask AuditAsync(DbTransaction transaction, Actor actor, PublicationSchedule schedule, string act, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var detail = JsonSerializer.Serialize(new { schedule = schedule.Id, from = schedule.From, definitions = schedule.Drafts.Select(d => new { d.Name.Kind, d.Name.Key, d.Version, d.ETag }) }, ModelJson.Options);
        var entry = new AuditEntry(ids.Next(), now, actor.Name, actor.AccountId, act, $"schedule:{schedule.Id}", schedule.Owner, detail);
        return effects.ApplyAsync(entry, new EffectScope(transaction, now, schedule.Owner), ct);
    }

}
