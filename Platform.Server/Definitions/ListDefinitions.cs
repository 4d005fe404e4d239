using System.Globalization;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions;

/// <summary><c>GET /definitions?kind=&amp;locality=&amp;state=&amp;cursor=&amp;take=</c>: what the locality and those below it own, without the documents.</summary>
internal static class ListDefinitions
{
    private const int MaxTake = 200;

    internal sealed record Answer(IReadOnlyList<DefinitionHead> Items, string? Next);

    public static void Map(RouteGroupBuilder api) => api
        .MapGet("/definitions", HandleAsync)
        .Needs(Permissions.DefinitionsRead)
        .Produces<Answer>()
        .WithName("listDefinitions")
        .WithTags("Definitions");

    private static async Task<IResult> HandleAsync(
        DefinitionStore store, ICurrentActor current, string? kind, string? locality, string? state, string? cursor, int? take, CancellationToken ct)
    {
        var query = Read(current.Actor, kind, locality, state, cursor);
        if (!query.TryGet(out var asked))
        {
            return query.Problems.ToHttp();
        }

        var size = Math.Clamp(take ?? 50, 1, MaxTake);
        var found = await store.ListAsync(new LocalityScope(asked.Within), asked.Kind, asked.State, asked.Skip, size + 1, ct);
        var next = found.Count > size ? (asked.Skip + size).ToString(CultureInfo.InvariantCulture) : null;
        return Results.Ok(new Answer([.. found.Take(size).Select(DefinitionRoute.Head)], next));
    }

    private sealed record Query(LocalityCode Within, DefinitionKind? Kind, DefinitionState? State, int Skip);

    private static Result<Query> Read(Actor actor, string? kind, string? locality, string? state, string? cursor)
    {
        if (!LocalityCode.TryParse(locality, out var within))
        {
            return Problem.Invalid("locality.code", "locality", ("value", locality));
        }

        var ofKind = kind is null ? null : Words.FindKind(kind);
        var inState = state is null ? null : Words.FindState(state);
        var skip = 0;
        return kind is not null && ofKind is null ? Problem.Invalid("definition.kindUnknown", "kind", ("value", kind))
            : state is not null && inState is null ? Problem.Invalid("definition.stateUnknown", "state", ("value", state), ("expected", "draft, active, obsolete"))
            : cursor is not null && !(int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out skip)) ? Problem.Invalid("definition.cursor", "cursor", ("value", cursor))
            : !actor.May(Permissions.DefinitionsRead, within) ? DefinitionProblems.Forbidden(within)
            : new Query(within, ofKind, inState, skip);
    }
}
