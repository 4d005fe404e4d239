using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Server.Definitions.Above;

/// <summary>Takes over what changed above, as edits of the drafts of the place.</summary>
internal sealed class AboveChanges(AboveReader above, IWorkshop workshop) : IAboveChanges
{
    public async ValueTask<Result<AboveState>> ReadAsync(Actor actor, DefinitionName name, CancellationToken ct) =>
        DefinitionAccess.MayRead(actor, name.Owner) ? await above.ReadAsync(name, ct) : DefinitionProblems.Forbidden(name.Owner);

    public async ValueTask<Result<IReadOnlyList<AboveState>>> ListAsync(Actor actor, LocalityCode locality, CancellationToken ct) =>
        DefinitionAccess.MayRead(actor, locality) ? Result<IReadOnlyList<AboveState>>.Ok(await above.ListBehindAsync(locality, ct)) : DefinitionProblems.Forbidden(locality);

    public async ValueTask<Result<EditOutcome>> SettleAsync(Actor actor, AboveState seen, IReadOnlyDictionary<string, AboveChoice> choices, CancellationToken ct)
    {
        if (!actor.May(Permissions.DefinitionsEdit, seen.Name.Owner))
        {
            return DefinitionProblems.Forbidden(seen.Name.Owner);
        }

        if (await CheckFreshAsync(seen, ct) is { } stale)
        {
            return stale;
        }

        var open = seen.Merge.Differences.Where(d => d.IsOpen).ToDictionary(d => d.Field, StringComparer.Ordinal);
        if (choices.Keys.FirstOrDefault(f => !open.ContainsKey(f) && seen.IsBehind && !IsTaken(seen.Merge, f)) is { } unknown)
        {
            return Problem.Invalid("above.field", unknown, ("value", unknown));
        }

        var patch = seen.Merge.PatchFor([.. open.Values.Where(d => choices.TryGetValue(d.Field, out var choice) && choice == AboveChoice.Take)]);
        return open.Count > 0 && open.Keys.All(choices.ContainsKey)
            ? await workshop.RebaseAsync(actor, seen.Name, patch, new BasisMove(seen.RestsOn, seen.Now), ct)
            : await workshop.EditAsync(actor, seen.Name, patch, null, ct);
    }

    public async ValueTask<Result<IReadOnlyList<AboveTaken>>> TakeAllAsync(Actor actor, IReadOnlyList<DefinitionName> names, CancellationToken ct)
    {
        if (names.FirstOrDefault(n => !actor.May(Permissions.DefinitionsEdit, n.Owner)) is { } barred)
        {
            return DefinitionProblems.Forbidden(barred.Owner);
        }

        var taken = new List<AboveTaken>();
        foreach (var name in names)
        {
            taken.Add(await TakeAsync(actor, await above.ReadAsync(name, ct), ct));
        }

        return taken;
    }

    public async ValueTask<Result<EditOutcome>> GiveUpAsync(Actor actor, AboveState seen, CancellationToken ct)
    {
        if (!actor.May(Permissions.DefinitionsEdit, seen.Name.Owner))
        {
            return DefinitionProblems.Forbidden(seen.Name.Owner);
        }

        if (seen.Here is not { } here || seen.Above is not [.., var nearest])
        {
            return Problem.Conflict("above.nothing", ("value", seen.Name.ToString()));
        }

        if (await CheckFreshAsync(seen, ct) is { } stale)
        {
            return stale;
        }

        var patch = DocumentDiff.Between((JsonObject)JsonNode.Parse(here.Json)!, AboveReader.Following(seen.Name, nearest), renames: false);
        return seen.RestsOn == seen.Now ? await workshop.EditAsync(actor, seen.Name, patch, null, ct) : await workshop.RebaseAsync(actor, seen.Name, patch, new BasisMove(seen.RestsOn, seen.Now), ct);
    }

    /// <summary>Something else is above than what was chosen against.</summary>
    public static Problem Stale(Basis seen, Basis now) => Problem.Of("above.stale", ProblemKind.Stale, null, ("value", seen.ToString()), ("expected", now.ToString()));

    private async ValueTask<AboveTaken> TakeAsync(Actor actor, AboveState state, CancellationToken ct)
    {
        var (takes, left) = (state.Merge.Differences.Where(d => d.Fate == AboveFate.Takes).ToList(), state.Merge.Count(AboveFate.Conflicts));
        if (!state.IsBehind || takes.Count == 0)
        {
            return new AboveTaken(state.Name, 0, state.IsBehind ? left : 0, []);
        }

        var settled = await SettleAsync(actor, state, takes.ToDictionary(d => d.Field, _ => AboveChoice.Take, StringComparer.Ordinal), ct);
        return settled.TryGet(out var done)
            ? new AboveTaken(state.Name, takes.Count - Math.Min(takes.Count, done.Conflicts.Count), left + done.Conflicts.Count, [])
            : new AboveTaken(state.Name, 0, left, settled.Problems);
    }

    private async ValueTask<Problem?> CheckFreshAsync(AboveState seen, CancellationToken ct) =>
        Basis.Of((await above.AboveAsync(seen.Name, ct)).Select(d => d.Id)) is var now && now != seen.Now ? Stale(seen.Now, now) : null;

    private static bool IsTaken(AboveMerge merge, string field) => AboveDifference.PlaceOf(field) is { } place && merge.IsTaken(place);

}
