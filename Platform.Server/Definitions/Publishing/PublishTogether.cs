using System.Data.Common;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;

namespace Platform.Server.Definitions.Publishing;

/// <summary>Puts several drafts in force together or none of them, now or at the time that was set.</summary>
internal sealed class PublishTogether(
    DefinitionStore store, DefinitionCache cache, DefinitionChecks checks, PublicationGate gate, Activation activation, FourEyes fourEyes, TimeProvider clock)
{
    private const int MostSelected = 1_000;

    public async ValueTask<Result<IReadOnlyList<SelectedDraft>>> CheckAllAsync(Actor actor, IReadOnlyList<DefinitionName> names, CancellationToken ct)
    {
        if (names.FirstOrDefault(n => !DefinitionAccess.MayRead(actor, n.Owner)) is { } barred)
        {
            return DefinitionProblems.Forbidden(barred.Owner);
        }

        var drafts = await DraftsAsync(names, ct);
        return drafts.TryGet(out var found) ? Result<IReadOnlyList<SelectedDraft>>.Ok(await CheckAllAsync(found, ct)) : Result<IReadOnlyList<SelectedDraft>>.Refused(drafts.Problems);
    }

    public async ValueTask<Result<IReadOnlyList<SelectedDraft>>> PublishAllAsync(Actor actor, IReadOnlyList<SelectedDraft> reviewed, CancellationToken ct) =>
        Barred(actor, reviewed) is { } barred ? barred : await AloneAsync(reviewed, (passage, found) => ActivateAllAsync(actor, found, null, passage, ct), ct);

    /// <summary>Has drafts come into force later: what a publication demands is demanded now.</summary>
    /// <param name="keep">Writes the schedule down.</param>
    public async ValueTask<Result<PublicationSchedule>> ScheduleAsync(
        Actor actor, IReadOnlyList<SelectedDraft> reviewed, Func<DbTransaction, CancellationToken, ValueTask<Result<PublicationSchedule>>> keep, CancellationToken ct) =>
        Barred(actor, reviewed) is { } barred ? barred : await AloneAsync(
            reviewed,
            async (passage, found) =>
            {
                var drafts = found.Drafts;
                var eyes = await FourEyesAsync(drafts, ct);
                return await passage.CommitAsync<PublicationSchedule>(
                    async (transaction, token) =>
                    {
                        foreach (var (draft, needed) in drafts.Zip(eyes))
                        {
                            if (Duties.CheckPublication(needed, await DefinitionStore.EditorsAsync(transaction, draft.Id, token), actor) is { } own)
                            {
                                return own;
                            }
                        }

                        return await keep(transaction, token);
                    },
                    ct);
            },
            ct);

    /// <summary>
    /// Puts in force what was scheduled, in the transaction that settles the schedule: it happens once, whoever tries and how often. What somebody put in force meanwhile,
    /// exactly as it was scheduled, is done. Four eyes are asked for as they are by now.
    /// </summary>
    /// <returns>Refused with <c>schedule.settled</c> when somebody else did it, or with what stands in the way.</returns>
    public async ValueTask<Result<IReadOnlyList<SelectedDraft>>> CarryOutAsync(PublicationSchedule schedule, CancellationToken ct)
    {
        var by = new Actor(ActorKind.Staff, schedule.By, schedule.ByName, []);
        return await gate.AloneAsync(
            async passage =>
            {
                var left = await LeftAsync(schedule, ct);
                var found = left.Count == 0 ? new Reviewed([], []) : await ReviewAsync(left, ct);
                return found.TryGet(out var sound)
                    ? await ActivateAllAsync(by, sound, schedule, passage, ct)
                    : Result<IReadOnlyList<SelectedDraft>>.Refused([.. found.Problems.Select(p => p.Code == DefinitionProblems.StaleCode ? Problem.Conflict("schedule.edited") with { Field = p.Field } : p)]);
            },
            ct);
    }

    private async ValueTask<IReadOnlyList<SelectedDraft>> LeftAsync(PublicationSchedule schedule, CancellationToken ct)
    {
        var left = new List<SelectedDraft>();
        foreach (var scheduled in schedule.Drafts)
        {
            if (await store.FindAsync(scheduled.Name, DefinitionState.Active, ct) is not { } active || active.Id.Version != scheduled.Version || active.ETag != scheduled.ETag)
            {
                left.Add(new(scheduled.Name, scheduled.Version, scheduled.ETag, []));
            }
        }

        return left;
    }

    /// <summary>One at a time: goes on with the drafts as they were looked at.</summary>
    private ValueTask<Result<T>> AloneAsync<T>(IReadOnlyList<SelectedDraft> reviewed, Func<PublicationGate.Passage, Reviewed, ValueTask<Result<T>>> then, CancellationToken ct) => gate.AloneAsync(
        async passage =>
        {
            var found = await ReviewAsync(reviewed, ct);
            return found.TryGet(out var sound) ? await then(passage, sound) : Result<T>.Refused(found.Problems);
        },
        ct);

    /// <summary>Finds the drafts as they were looked at and without anything that blocks.</summary>
    private async ValueTask<Result<Reviewed>> ReviewAsync(IReadOnlyList<SelectedDraft> reviewed, CancellationToken ct)
    {
        var drafts = await DraftsAsync([.. reviewed.Select(r => r.Name)], ct);
        if (!drafts.TryGet(out var found))
        {
            return Result<Reviewed>.Refused(drafts.Problems);
        }

        if (found.Zip(reviewed).FirstOrDefault(pair => pair.First.ETag != pair.Second.ETag || pair.First.Id.Version != pair.Second.Version) is { First: { } gone } changed)
        {
            return DefinitionProblems.Stale(changed.Second.ETag, gone.ETag) with { Field = DefinitionProblems.FieldOf(changed.Second.Name) };
        }

        var selected = await CheckAllAsync(found, ct);
        var blocking = selected.SelectMany(s => s.Findings.Where(f => f.Blocks).Select(f => f.Problem with { Field = $"{DefinitionProblems.FieldOf(s.Name)} {f.Problem.Field}".TrimEnd() })).ToList();
        return blocking.Count > 0 ? Result<Reviewed>.Refused(blocking) : new Reviewed(found, selected);
    }

    /// <param name="schedule">Settled with it; null when somebody publishes now.</param>
    private async ValueTask<Result<IReadOnlyList<SelectedDraft>>> ActivateAllAsync(
        Actor actor, Reviewed reviewed, PublicationSchedule? schedule, PublicationGate.Passage passage, CancellationToken ct)
    {
        var eyes = await FourEyesAsync(reviewed.Drafts, ct);
        var published = await passage.CommitAsync<Done>(
            async (transaction, token) =>
            {
                if (schedule is not null && !await ScheduleStore.TurnAsync(transaction, schedule.Id, ScheduleStage.Waiting, ScheduleStage.Done, [], clock.GetUtcNow(), token))
                {
                    return Problem.Conflict("schedule.settled", ("value", schedule.Id));
                }

                foreach (var (draft, needed) in reviewed.Drafts.Zip(eyes))
                {
                    var activated = await activation.ActivateAsync(transaction, actor, Activation.NameOf(draft), draft, new Ending(DraftEnd.InForce, needed), token);
                    if (!activated.Succeeded)
                    {
                        return Result<Done>.Refused(activated.Problems);
                    }
                }

                return Done.It;
            },
            ct);
        if (!published.Succeeded)
        {
            return Result<IReadOnlyList<SelectedDraft>>.Refused(published.Problems);
        }

        activation.Tell(reviewed.Drafts);
        return Result<IReadOnlyList<SelectedDraft>>.Ok(reviewed.Selected);
    }

    private static Problem? Barred(Actor actor, IReadOnlyList<SelectedDraft> reviewed) =>
        reviewed.FirstOrDefault(r => !actor.May(Permissions.DefinitionsPublish, r.Name.Owner)) is { } barred ? DefinitionProblems.Forbidden(barred.Name.Owner) : null;

    private async ValueTask<IReadOnlyList<bool>> FourEyesAsync(IReadOnlyList<Definition> drafts, CancellationToken ct)
    {
        var eyes = new List<bool>();
        foreach (var draft in drafts)
        {
            eyes.Add(await fourEyes.AtAsync(draft.Id.Owner, ct));
        }

        return eyes;
    }

    private async ValueTask<Result<IReadOnlyList<Definition>>> DraftsAsync(IReadOnlyList<DefinitionName> names, CancellationToken ct)
    {
        if (names.Count is 0 or > MostSelected || names.Distinct().Count() != names.Count)
        {
            return Problem.Invalid("definition.selection", null, ("value", names.Count), ("expected", $"1 … {MostSelected}"));
        }

        var drafts = new List<Definition>();
        foreach (var name in names)
        {
            if (await store.FindAsync(name, DefinitionState.Draft, ct) is not { } draft)
            {
                return Problem.Conflict("definition.noDraft", ("value", name.ToString()));
            }

            drafts.Add(draft);
        }

        return drafts;
    }

    private async ValueTask<IReadOnlyList<SelectedDraft>> CheckAllAsync(IReadOnlyList<Definition> drafts, CancellationToken ct)
    {
        var together = new SupposedDefinitions(cache, drafts);
        var selected = new List<SelectedDraft>();
        foreach (var draft in drafts)
        {
            selected.Add(new(Activation.NameOf(draft), draft.Id.Version, draft.ETag, await checks.FindAsync(Activation.NameOf(draft), JsonElement.Parse(draft.Json), CheckStage.Publish, ct, together)));
        }

        return selected;
    }

    /// <summary>What was looked at, as it is.</summary>
    private sealed record Reviewed(IReadOnlyList<Definition> Drafts, IReadOnlyList<SelectedDraft> Selected);
}
