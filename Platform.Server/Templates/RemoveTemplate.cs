using System.Text.Json.Serialization;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Templates;

/// <summary>
/// <c>POST /templates/{id}/remove</c>: takes out of force what the package brought, the locality did not change and nothing needs that stays; with <c>preview</c> it only says what
/// that is.
/// </summary>
internal static class RemoveTemplate
{
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(LocalityCode Locality, bool Preview = false);

    public static void Map(RouteGroupBuilder api) => api
        .MapPost("/templates/{id}/remove", HandleAsync)
        .Needs(Permissions.TemplatesInstall)
        .Produces<RemovalReport>()
        .WithName("removeTemplate")
        .WithTags("Templates");

    private static async Task<IResult> HandleAsync(TemplateRemover remover, ICurrentActor current, string id, Request request, CancellationToken ct) =>
        (await remover.RemoveAsync(current.Actor, new Removal(id, request.Locality, request.Preview), ct)).ToHttp();
}
