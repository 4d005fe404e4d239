using System.Data.Common;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Server.Data;
using Platform.Server.Definitions.Publishing;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions.Retiring;

/// <summary>Takes definitions out of force and gives drafts up.</summary>
internal sealed class Retirements(
    DefinitionStore store,
    DefinitionCache cache,
    PublicationImpacts impacts,
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
            return Forbidden(barred);
        }

        var standing = await StandingAsync(names, ct);
        return !standing.TryGet(out var found) ? Result<Retirement>.Refused(standing.Problems)
            : found.FirstOrDefault(s => s.Active is null && s.Draft is null) is { } missing ? Problem.NotFound("definition.notFound", ("value", missing.Name.ToString()))
            : await LookAsync(found, ct);
    }

    public async ValueTask<Result<Retirement>> RetireAsync(Actor actor, IReadOnlyList<DefinitionName> names, CancellationToken ct)
    {
        if (names.FirstOrDefault(n => !actor.May(Permissions.DefinitionsPublish, n.Owner)) is { } barred)
        {
            return Forbidden(barred);
        }

        using var alone = await gate.EnterAsync(ct);
        await cache.RefreshAsync(ct);
        var standing = await StandingAsync(names, ct);
        if (!standing.TryGet(out var all))
        {
            return Result<Retirement>.Refused(standing.Problems);
        }

        IReadOnlyList<Standing> found = [.. all.Where(s => s.Active is not null || s.Draft is not null)];
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

        var retired = await commits.CommitAsync<Done>(
            async (transaction, token) =>
            {
                foreach (var (one, two) in found.Zip(eyes))
                {
                    if (await RetireAsync(transaction, actor, one, two, token) is { } refused)
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
            return Forbidden(name);
        }

        using var alone = await gate.EnterAsync(ct);
        var discarded = await commits.CommitAsync<Definition>(
            name.ToString(),
            async (transaction, token) =>
            {
                if (await DefinitionStore.FindAsync(transaction, name, DefinitionState.Draft, token) is not { } draft)
                {
                    return Problem.Conflict("definition.noDraft", ("value", name.ToString()));
                }

                return (ifMatch is not null && ifMatch != draft.ETag) || !await DiscardAsync(transaction, actor, draft, token)
                    ? Stale(ifMatch, draft.ETag)
                    : draft with { State = DefinitionState.Obsolete };
            },
            ct);
        if (discarded.Succeeded)
        {
            presence.Tell(name);
        }

        return discarded;
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
        var without = inForce.Count == 0 ? new Absence(new HashSet<DefinitionName>(), [], 0) : await impacts.WithoutAsync(inForce, ct);
        IReadOnlyList<RetiredDefinition> definitions =
            [.. standing.Select(s => new RetiredDefinition(s.Name, s.Active?.Id.Version, s.Draft?.Id.Version, s.Active is not null && without.HeldAbove.Contains(s.Name)))];
        var needed = definitions.Where(d => d is { InForce: not null, Above: false } && IsNeeded(d.Name))
            .Select(d => new Obstacle(d.Name, Problem.Conflict("retire.needed", ("value", d.Name.Key)) with { Field = FieldOf(d.Name) }));
        var left = without.Left.Select(l => new Obstacle(
            l.Of, Problem.Conflict(l.IsLayer ? "retire.below" : "retire.named", ("value", l.Of.Key), ("by", FieldOf(l.User)), ("place", l.User.Owner.Value)) with { Field = FieldOf(l.Of) }));
        return new(definitions, [.. needed, .. left, .. await UnfitAsync([.. inForce.Where(without.HeldAbove.Contains)], ct)], without.OpenCases);
    }

    /// <summary>Questions whose forms are not sound with what is above and would hold instead.</summary>
    private async ValueTask<IReadOnlyList<Obstacle>> UnfitAsync(IReadOnlyList<DefinitionName> held, CancellationToken ct)
    {
        var unfit = new List<Obstacle>();
        foreach (var name in held.Where(n => n.Kind == DefinitionKind.Question))
        {
            var above = (await cache.ListLayersAsync(name.Kind, name.Key, name.Owner, ct)).Last(d => d.Id.Owner != name.Owner);
            var found = await checks.FindAsync(name, JsonElement.Parse(above.Json), CheckStage.Publish, ct);
            unfit.AddRange(found.Where(f => f.Blocks).Select(f => new Obstacle(name, f.Problem with { Field = FieldOf(name) })));
        }

        return unfit;
    }

    /// <summary>Null when it is done.</summary>
    private async ValueTask<Problem?> RetireAsync(DbTransaction transaction, Actor actor, Standing one, bool eyes, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var current = await DefinitionStore.FindAsync(transaction, one.Name, DefinitionState.Active, ct);
        if (current?.Id != one.Active?.Id)
        {
            return Stale(one.Active?.ETag, current?.ETag);
        }

        if (one.Draft is { } draft && !await DiscardAsync(transaction, actor, draft, ct))
        {
            return Stale(draft.ETag, null);
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

    private static string FieldOf(DefinitionName name) => $"{Words.Of(name.Kind)}/{name.Key}";

    private static Problem Forbidden(DefinitionName name) => Problem.Forbidden("definition.forbidden", ("value", name.Owner.Value));

    private static Problem Stale(string? value, string? expected) => Problem.Of("definition.stale", ProblemKind.Stale, null, ("value", value), ("expected", expected));

    /// <summary>What there is of a name now.</summary>
    private sealed record Standing(DefinitionName Name, Definition? Active, Definition? Draft);
}
