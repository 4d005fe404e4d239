using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions.Above;

/// <summary>
/// <c>/definitions/above?locality=</c>: <c>GET</c> lists everything of a place that is behind what is above it, <c>POST</c> takes over what has no conflict in
/// some or all of it. Nothing is published by it.
/// </summary>
internal static class AboveListRoutes
{
    private const int MostChosen = 1000;

    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Chosen(string? Kind = null, string? Key = null);

    /// <param name="Definitions">Left out: everything that is behind.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(IReadOnlyList<Chosen>? Definitions = null);

    /// <param name="Takes">Changes above that can be taken over as they are.</param>
    /// <param name="Conflicts">Changes above of what is said differently here.</param>
    internal sealed record Behind(DefinitionKind Kind, string Key, int Version, IReadOnlyList<BasisVersion> RestsOn, IReadOnlyList<BasisVersion> Above, int Takes, int Conflicts);

    internal sealed record ListAnswer(IReadOnlyList<Behind> Items);

    /// <param name="Left">Conflicts that somebody has to decide.</param>
    internal sealed record Taken(DefinitionKind Kind, string Key, int Changes, int Left, IReadOnlyList<FindingLine> Problems);

    internal sealed record TakenAnswer(IReadOnlyList<Taken> Items);

    public static void Map(RouteGroupBuilder api)
    {
        var all = api.MapGroup("/definitions/above").WithTags("Definitions");
        all.MapGet("", ListAsync).Needs(Permissions.DefinitionsRead).Produces<ListAnswer>().WithName("listChangesAbove");
        all.MapPost("", TakeAsync).Needs(Permissions.DefinitionsEdit).Produces<TakenAnswer>().WithName("takeAllChangesAbove");
    }

    private static async Task<IResult> ListAsync(IAboveChanges changes, ICurrentActor current, string? locality, CancellationToken ct) =>
        !LocalityCode.TryParse(locality, out var place) ? NoPlace(locality)
        : (await changes.ListAsync(current.Actor, place, ct)).ToHttp(all => Results.Ok(new ListAnswer([.. all.Select(s => new Behind(
            s.Name.Kind, s.Name.Key, s.Here!.Id.Version, s.RestsOn.Versions, s.Now.Versions, s.Merge.Count(AboveFate.Takes), s.Merge.Count(AboveFate.Conflicts)))])));

    private static async Task<IResult> TakeAsync(Request request, IAboveChanges changes, ICurrentActor current, string? locality, CancellationToken ct)
    {
        if (!LocalityCode.TryParse(locality, out var place))
        {
            return NoPlace(locality);
        }

        var names = await NamesAsync(request, changes, current.Actor, place, ct);
        return names.TryGet(out var chosen)
            ? (await changes.TakeAllAsync(current.Actor, chosen, ct)).ToHttp(all => Results.Ok(new TakenAnswer([.. all.Select(t => new Taken(
                t.Name.Kind, t.Name.Key, t.Taken, t.Left, [.. t.Problems.Select(p => new FindingLine(p.Code, p.Field, p.Values))]))])))
            : names.Problems.ToHttp();
    }

    private static async ValueTask<Result<IReadOnlyList<DefinitionName>>> NamesAsync(Request request, IAboveChanges changes, Actor actor, LocalityCode place, CancellationToken ct)
    {
        if (request.Definitions is not { } chosen)
        {
            var behind = await changes.ListAsync(actor, place, ct);
            return behind.Succeeded ? Result<IReadOnlyList<DefinitionName>>.Ok([.. behind.Value.Select(s => s.Name)]) : Result<IReadOnlyList<DefinitionName>>.Refused(behind.Problems);
        }

        var names = chosen.Select(d => DefinitionRoute.Name(d?.Kind ?? "", d?.Key ?? "", place.Value)).ToList();
        return names.Find(n => !n.Succeeded) is { } wrong ? Result<IReadOnlyList<DefinitionName>>.Refused(wrong.Problems)
            : names.Count is 0 or > MostChosen ? Problem.Invalid("definition.selection", null, ("value", names.Count), ("expected", $"1 … {MostChosen}"))
            : Result<IReadOnlyList<DefinitionName>>.Ok([.. names.Select(n => n.Value).Distinct()]);
    }

    private static IResult NoPlace(string? locality) => ((Result<ListAnswer>)Problem.Invalid("locality.code", "locality", ("value", locality))).ToHttp(Results.Ok);
}
