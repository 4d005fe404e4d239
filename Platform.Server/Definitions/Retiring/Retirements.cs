using System.Data.Common;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Server.Data;
using Platform.Server.Definitions.Editing;
using Platform.Server.Definitions.Publishing;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions.Retiring;

/// <summary>Takes definitions out of force and gives drafts up.</summary>
internal sealed class Retirements(
    DefinitionStore store,
    DefinitionCache cache,
    Absences absences,
    DefinitionChecks checks,
    PublicationGate gate,
    PublicationNews news,
    FourEyes fourEyes,
    DefinitionAudit audit,
    Presence<DefinitionName> presence,
    ICommitQueue commits,
    TimeProvider clock) : IRetirements
{
    private const string RetiredAct = "definition.retired";
    private const string DiscardedAct = "definition.discarded";

    public async ValueTask<Result<Retirement>> LookAsync(Actor actor, IReadOnlyList<DefinitionName> names, CancellationToken ct)
    {
        if (names.FirstOrDefault(n => !DefinitionAccess.MayRead(actor, n.Owner)) is { } barred)
        {
            return DefinitionProblems.Forbidden(barred.Owner);
        }

        var standing = await StandingAsync(names, ct);
        return !standing.TryGet(out var found) ? Result<Retirement>.Refused(standing.Problems)
            : found.FirstOrDefault(s => s.Active is null && s.Draft is null) is { } missing ? Problem.NotFound("definition.notFound", ("value", missing.Name.ToString()))
            : await LookAsync(found, ct);
    }

    public async ValueTask<Result<Retirement>> RetireAsync(Actor actor, IReadOnlyList<RetiredDefinition> seen, CancellationToken ct)
    {
        if (seen.FirstOrDefault(n => !actor.May(Permissions.DefinitionsPublish, n.Name.Owner)) is { } barred)
        {
            return DefinitionProblems.Forbidden(barred.Name.Owner);
        }

        return await gate.AloneAsync(passage => RetireAloneAsync(actor, seen, passage, ct), ct);
    }

    private async ValueTask<Result<Retirement>> RetireAloneAsync(Actor actor, IReadOnlyList<RetiredDefinition> seen, PublicationGate.Passage passage, CancellationToken ct)
    {
        var standing = await StandingAsync([.. seen.Select(s => s.Name)], ct);
        if (!standing.TryGet(out var all))
        {
            return Result<Retirement>.Refused(standing.Problems);
        }

        // What was looked at goes, and nothing that a colleague has made since.
        IReadOnlyList<Standing> found = [.. all.Where(s => s.Active is not null || s.Draft is not null)];
        if (found.FirstOrDefault(f => seen.First(s => s.Name == f.Name) is var then && (then.InForce, then.Draft) != (f.Active?.ETag, f.Draft?.ETag)) is { } changed)
        {
            return DefinitionProblems.Stale(null, changed.Draft?.ETag ?? changed.Active?.ETag) with { Field = DefinitionProblems.FieldOf(changed.Name) };
        }

        var look = await LookAsync(found, ct);
        if (look.InTheWay.Count > 0 || found.Count == 0)
        {
            return look.InTheWay.Count > 0 ? Result<Retirement>.Refused([.. look.InTheWay.Select(o => o.Problem)]) : look;
        }

        var eyes = new List<bool>();
        foreach (var one in found)
        {
            eyes.Add(one.Active is not null && await fourEyes.AtAsync(one.Name.Owner, ct));
        }

        if (await AloneAfterwardsAsync(found, eyes, ct))
        {
            return Problem.Forbidden(Duties.FourEyes);
        }

        var retired = await passage.CommitAsync<Done>(
            async (transaction, token) =>
            {
                foreach (var (one, needed) in found.Zip(eyes))
                {
                    if (await RetireAsync(transaction, actor, one, needed, token) is { } refused)
                    {
                        return refused;
                    }
                }

                return Done.It;
            },
            ct);
        if (!retired.Succeeded)
        {
            return Result<Retirement>.Refused(retired.Problems);
        }

        news.Tell(found.Select(f => f.Name));
        return look;
    }

    public async ValueTask<Result<Definition>> DiscardAsync(Actor actor, DefinitionName name, string? ifMatch, CancellationToken ct)
    {
        if (!actor.May(Permissions.DefinitionsEdit, name.Owner))
        {
            return DefinitionProblems.Forbidden(name.Owner);
        }

        var discarded = await commits.CommitAsync<Definition>(
            name.ToString(),
            async (transaction, token) =>
            {
                if (await DefinitionStore.FindAsync(transaction, name, DefinitionState.Draft, token) is not { } draft)
                {
                    return Problem.Conflict("definition.noDraft", ("value", name.ToString()));
                }

                return (ifMatch is not null && ifMatch != draft.ETag) || !await DiscardAsync(transaction, actor, draft, token)
                    ? DefinitionProblems.Stale(ifMatch, draft.ETag)
                    : draft with { State = DefinitionState.Obsolete };
            },
            ct);
        if (discarded.Succeeded)
        {
            presence.Tell(name);
        }

        return discarded;
    }

    /// <summary>Whether a site goes that asks for four eyes while the one above does not: whoever took it away would be alone from then on.</summary>
    private async ValueTask<bool> AloneAfterwardsAsync(IReadOnlyList<Standing> found, IReadOnlyList<bool> eyes, CancellationToken ct)
    {
        foreach (var (one, needed) in found.Zip(eyes))
        {
            if (needed && one is { Name.Kind: DefinitionKind.Site, Active: not null })
            {
                var above = (await cache.ListLayersAsync(one.Name.Kind, one.Name.Key, one.Name.Owner, ct)).LastOrDefault(d => !found.Any(f => f.Active?.Id == d.Id));
                if (!fourEyes.Of(above))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private async ValueTask<Result<IReadOnlyList<Standing>>> StandingAsync(IReadOnlyList<DefinitionName> names, CancellationToken ct)
    {
        if (names.Count is 0 or > PublicationImpacts.MostNames || names.Distinct().Count() != names.Count)
        {
            return Problem.Invalid("definition.selection", null, ("value", names.Count), ("expected", $"1 … {PublicationImpacts.MostNames}"));
        }

        var found = new List<Standing>();
        foreach (var name in names)
        {
            found.Add(new(name, await store.FindAsync(name, DefinitionState.Active, ct), await store.FindAsync(name, DefinitionState.Draft, ct)));
        }

        return found;
    }

    private async ValueTask<Retirement> LookAsync(IReadOnlyList<Standing> standing, CancellationToken ct)
    {
        IReadOnlyList<DefinitionName> inForce = [.. standing.Where(s => s.Active is not null).Select(s => s.Name)];
        var without = inForce.Count == 0 ? new Absence(new HashSet<DefinitionName>(), [], [], 0) : await absences.OfAsync(inForce, ct);
        IReadOnlyList<RetiredDefinition> definitions =
            [.. standing.Select(s => new RetiredDefinition(s.Name, s.Active?.ETag, s.Draft?.ETag, s.Active is not null && without.HeldAbove.Contains(s.Name)))];
        var needed = definitions.Where(d => d is { InForce: not null, Above: false } && IsNeeded(d.Name))
            .Select(d => new Obstacle(d.Name, null, Problem.Conflict("retire.needed", ("value", d.Name.Key)) with { Field = DefinitionProblems.FieldOf(d.Name) }));
        var left = without.Left.Select(l => new Obstacle(
            l.Of, l.User, Problem.Conflict(l.IsLayer ? "retire.below" : "retire.named", ("value", l.Of.Key), ("by", DefinitionProblems.FieldOf(l.User)), ("place", l.User.Owner.Value)) with { Field = DefinitionProblems.FieldOf(l.Of) }));
        return new(definitions, [.. needed, .. left, .. await UnfitAsync(inForce, without, ct)], without.OpenCases);
    }

    /// <summary>What would not be sound any more with what is above and would hold instead: that itself, as it would hold here, and whatever names it or rests on it.</summary>
    private async ValueTask<IReadOnlyList<Obstacle>> UnfitAsync(IReadOnlyList<DefinitionName> going, Absence without, CancellationToken ct)
    {
        var left = new SupposedDefinitions(cache, [], going);
        var unfit = new List<Obstacle>();
        foreach (var name in going.Where(n => n.Kind != DefinitionKind.Item && without.HeldAbove.Contains(n)))
        {
            unfit.AddRange((await WorseAsync(name, left, ct)).Select(p => new Obstacle(name, null, p with { Field = DefinitionProblems.FieldOf(name) })));
        }

        foreach (var (user, of) in without.Touched)
        {
            unfit.AddRange((await WorseAsync(user, left, ct)).Select(p => new Obstacle(of, user, p with { Field = DefinitionProblems.FieldOf(of) })));
        }

        return unfit;
    }

    /// <summary>What stands in the way of the definition as a place has it, and does not now.</summary>
    private async ValueTask<IReadOnlyList<Problem>> WorseAsync(DefinitionName name, SupposedDefinitions left, CancellationToken ct)
    {
        var after = await BlockingAsync(name, left, ct);
        return after.Count == 0 ? [] : [.. after.ExceptBy((await BlockingAsync(name, cache, ct)).Select(p => (p.Code, p.Field)), p => (p.Code, p.Field))];
    }

    private async ValueTask<IReadOnlyList<Problem>> BlockingAsync(DefinitionName name, IDefinitions among, CancellationToken ct)
    {
        var layers = await among.ListLayersAsync(name.Kind, name.Key, name.Owner, ct);
        var document = DraftBegin.Of(name, layers.LastOrDefault(d => d.Id.Owner == name.Owner), layers.LastOrDefault(d => d.Id.Owner != name.Owner));
        var found = await checks.FindAsync(name, JsonElement.Parse(document.ToJsonString(ModelJson.Options)), CheckStage.Publish, ct, among);
        return [.. found.Where(f => f.Blocks).Select(f => f.Problem)];
    }

    /// <summary>Null when it is done.</summary>
    private async ValueTask<Problem?> RetireAsync(DbTransaction transaction, Actor actor, Standing one, bool eyes, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var current = await DefinitionStore.FindAsync(transaction, one.Name, DefinitionState.Active, ct);
        if (current?.Id != one.Active?.Id)
        {
            return DefinitionProblems.Stale(one.Active?.ETag, current?.ETag);
        }

        if (one.Draft is { } draft && !await DiscardAsync(transaction, actor, draft, ct))
        {
            return DefinitionProblems.Stale(draft.ETag, null);
        }

        if (current is null)
        {
            return null;
        }

        if (Duties.CheckPublication(eyes, await DefinitionStore.EditorsAsync(transaction, current.Id, ct), actor) is { } own)
        {
            return own;
        }

        await DefinitionStore.RetireActiveAsync(transaction, one.Name, ct);
        await news.WriteAsync(transaction, actor, current with { State = DefinitionState.Obsolete }, RetiredAct, now, ct);
        return null;
    }

    private async ValueTask<bool> DiscardAsync(DbTransaction transaction, Actor actor, Definition draft, CancellationToken ct)
    {
        if (!await DefinitionStore.DiscardDraftAsync(transaction, draft, ct))
        {
            return false;
        }

        await audit.WriteAsync(transaction, actor, draft, DiscardedAct, clock.GetUtcNow(), ct);
        return true;
    }

    /// <summary>Whether the platform looks for it under a name of its own, so that no definition need name it.</summary>
    private static bool IsNeeded(DefinitionName name) => name.Kind switch
    {
        DefinitionKind.Site => true,
        DefinitionKind.Calendar => name.Key == DefinitionNeeds.UsualCalendar,
        _ => false,
    };

    /// <summary>What there is of a name now.</summary>
    private sealed record Standing(DefinitionName Name, Definition? Active, Definition? Draft);
}
