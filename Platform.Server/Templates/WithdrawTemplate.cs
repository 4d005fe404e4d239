using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Templates;

/// <summary><c>DELETE /templates/packages/{id}?locality=</c>: the locality offers the package no longer; what was installed of it stays.</summary>
internal static class WithdrawTemplate
{
    public static void Map(RouteGroupBuilder api) => api
        .MapDelete("/templates/packages/{id}", HandleAsync)
        .Needs(Permissions.TemplatesInstall)
        .Produces(StatusCodes.Status204NoContent)
        .WithName("withdrawTemplate")
        .WithTags("Templates");

    private static async Task<IResult> HandleAsync(TemplateShelf shelf, ICurrentActor current, string id, string? locality, CancellationToken ct) => LocalityCode.TryParse(locality, out var owner)
        ? (await shelf.WithdrawAsync(current.Actor, owner, id, ct)).ToHttp(_ => Results.NoContent())
        : Problem.Invalid("locality.code", "locality", ("value", locality)).ToHttp();
}
