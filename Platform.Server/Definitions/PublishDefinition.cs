using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions;

/// <summary><c>POST /definitions/{kind}/{key}/publish?locality=</c>: checks the draft and puts it in force; <c>If-Match</c> may name the draft that was reviewed.</summary>
internal static class PublishDefinition
{
    public static void Map(RouteGroupBuilder api) => api
        .MapPost("/definitions/{kind}/{key}/publish", HandleAsync)
        .Needs(Permissions.DefinitionsPublish)
        .Produces<DefinitionAnswer>()
        .WithName("publishDefinition")
        .WithTags("Definitions");

    private static async Task<IResult> HandleAsync(
        IDefinitionEditor editor, ICurrentActor current, HttpRequest request, HttpResponse response, string kind, string key, string? locality, CancellationToken ct)
    {
        var name = DefinitionRoute.Name(kind, key, locality);
        if (!name.TryGet(out var asked))
        {
            return name.Problems.ToHttp();
        }

        var published = await editor.PublishAsync(current.Actor, asked, request.IfMatch(), ct);
        return published.ToHttp(p => SaveDefinition.Answer(response, p));
    }
}
