using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions.Publishing;

/// <summary><c>GET /definitions/{kind}/{key}/impact?locality=</c>: which items, places, drafts and open cases it would reach if the draft came into force now.</summary>
internal static class GetImpact
{
    public static void Map(RouteGroupBuilder api) => api
        .MapGet("/definitions/{kind}/{key}/impact", HandleAsync)
        .Needs(Permissions.DefinitionsRead)
        .Produces<PublicationImpact>()
        .WithName("getDefinitionImpact")
        .WithTags("Definitions");

    private static async Task<IResult> HandleAsync(IPublications publications, ICurrentActor current, string kind, string key, string? locality, CancellationToken ct)
    {
        var name = DefinitionRoute.Name(kind, key, locality);
        return name.TryGet(out var asked) ? (await publications.ImpactAsync(current.Actor, [asked], ct)).ToHttp(Results.Ok) : name.Problems.ToHttp();
    }
}
