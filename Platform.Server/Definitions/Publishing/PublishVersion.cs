using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions.Publishing;

/// <summary>
/// <c>POST /definitions/{kind}/{key}/versions/{version}/publish?locality=</c>: puts what a former version says in force again, as a new version; <c>If-Match</c> may name what was in
/// force when somebody decided so.
/// </summary>
internal static class PublishVersion
{
    public static void Map(RouteGroupBuilder api) => api
        .MapPost("/definitions/{kind}/{key}/versions/{version:int}/publish", HandleAsync)
        .Needs(Permissions.DefinitionsPublish)
        .Produces<DefinitionAnswer>()
        .WithName("publishDefinitionVersion")
        .WithTags("Definitions");

    private static async Task<IResult> HandleAsync(
        IPublications publications, ICurrentActor current, HttpRequest request, HttpResponse response, string kind, string key, int version, string? locality, CancellationToken ct)
    {
        var name = DefinitionRoute.Name(kind, key, locality);
        if (!name.TryGet(out var asked))
        {
            return name.Problems.ToHttp();
        }

        var published = await publications.PublishAgainAsync(current.Actor, new DefinitionId(asked.Kind, asked.Key, asked.Owner, version), request.IfMatch(), ct);
        return published.ToHttp(p => SaveDefinition.Answer(response, p));
    }
}
