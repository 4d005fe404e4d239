using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions;

/// <summary>
/// <c>GET /definitions/{kind}/{key}?locality=</c>: the document as it was saved. The active version by default, <c>version=</c> names another,
/// <c>state=draft</c> the one being edited. ETag, version, state and owner stand in the headers.
/// </summary>
internal static class GetDefinition
{
    public static void Map(RouteGroupBuilder api) => api
        .MapGet("/definitions/{kind}/{key}", HandleAsync)
        .Needs(Permissions.DefinitionsRead)
        .Produces<object>()
        .WithName("getDefinition")
        .WithTags("Definitions");

    private static async Task<IResult> HandleAsync(
        DefinitionStore store, ICurrentActor current, HttpResponse response, string kind, string key, string? locality, int? version, string? state, CancellationToken ct)
    {
        var name = DefinitionRoute.Name(kind, key, locality).Then(n => DefinitionRoute.Readable(current.Actor, n));
        if (!name.TryGet(out var asked))
        {
            return name.Problems.ToHttp();
        }

        var found = await FindAsync(store, asked, version, state, ct);
        return found.ToHttp(d => Send(response, d));
    }

    private static async ValueTask<Result<Definition>> FindAsync(DefinitionStore store, DefinitionName name, int? version, string? state, CancellationToken ct)
    {
        var inState = state is null ? DefinitionState.Active : Words.FindState(state);
        if (inState is not { } wanted || wanted == DefinitionState.Obsolete)
        {
            return Problem.Invalid("definition.stateUnknown", "state", ("value", state), ("expected", "draft, active"));
        }

        var found = version is { } number
            ? await store.FindVersionAsync(new DefinitionId(name.Kind, name.Key, name.Owner, number), ct)
            : await store.FindAsync(name, wanted, ct);
        return found is null ? Problem.NotFound("definition.notFound", ("value", name.ToString())) : found;
    }

    private static ContentHttpResult Send(HttpResponse response, Definition definition)
    {
        response.SetETag(definition.ETag);
        response.Headers["Definition-Version"] = $"{definition.Id.Version}";
        response.Headers["Definition-State"] = Words.Of(definition.State);
        response.Headers["Definition-Locality"] = definition.Id.Owner.Value;
        return TypedResults.Text(definition.Json, "application/json");
    }
}
