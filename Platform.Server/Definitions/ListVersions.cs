using Platform.Model;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions;

/// <summary><c>GET /definitions/{kind}/{key}/versions?locality=</c>: all versions of one owner, newest first.</summary>
internal static class ListVersions
{
    internal sealed record Answer(IReadOnlyList<DefinitionHead> Items);

    public static void Map(RouteGroupBuilder api) => api
        .MapGet("/definitions/{kind}/{key}/versions", HandleAsync)
        .Needs(Permissions.DefinitionsRead)
        .Produces<Answer>()
        .WithName("listDefinitionVersions")
        .WithTags("Definitions");

    private static async Task<IResult> HandleAsync(DefinitionStore store, ICurrentActor current, string kind, string key, string? locality, CancellationToken ct)
    {
        var name = DefinitionRoute.Name(kind, key, locality).Then(n => DefinitionRoute.Readable(current.Actor, n));
        if (!name.TryGet(out var asked))
        {
            return name.Problems.ToHttp();
        }

        var versions = await store.ListVersionsAsync(asked, ct);
        Result<Answer> answer = versions.Count == 0
            ? Problem.NotFound("definition.notFound", ("value", asked.ToString()))
            : new Answer([.. versions.Select(DefinitionRoute.Head)]);
        return answer.ToHttp(Results.Ok);
    }
}
