using Microsoft.AspNetCore.Mvc;
using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Model.Templates;
using Platform.Server.Hosting;

namespace Platform.Server.Templates;

/// <summary><c>POST /templates/packages?locality=&amp;preview=</c>: the body is a package file; it goes into the gallery of the locality and those below, or with <c>preview</c> is only looked at.</summary>
internal static class OfferTemplate
{
    internal sealed record Answer(string Id, string Version, LocalizedText Title, IReadOnlyList<TemplateParameter> Parameters, int Definitions, bool Offered);

    public static void Map(RouteGroupBuilder api) => api
        .MapPost("/templates/packages", HandleAsync)
        .Needs(Permissions.TemplatesInstall)
        .WithMetadata(new RequestSizeLimitAttribute(ZipFolder.MaxBytes + 1))
        .Produces<Answer>()
        .WithName("offerTemplate")
        .WithTags("Templates");

    private static async Task<IResult> HandleAsync(TemplateShelf shelf, ICurrentActor current, HttpRequest request, string? locality, bool? preview, CancellationToken ct)
    {
        if (!LocalityCode.TryParse(locality, out var owner))
        {
            return Problem.Invalid("locality.code", "locality", ("value", locality)).ToHttp();
        }

        // Nothing is read of what somebody sends who may not offer it.
        if (!TemplateShelf.MayOffer(current.Actor, owner))
        {
            return Problem.Forbidden("template.offerForbidden", ("value", owner.Value)).ToHttp();
        }

        if (await RequestBody.ReadAsync(request, ZipFolder.MaxBytes, ct) is not { } zip)
        {
            return ZipFolder.TooLarge(request.ContentLength ?? ZipFolder.MaxBytes + 1).ToHttp();
        }

        var package = preview == true ? await shelf.LookAsync(current.Actor, owner, zip, ct) : await shelf.OfferAsync(current.Actor, owner, zip, ct);
        return package.ToHttp(p => Results.Ok(new Answer(p.Manifest.Id, p.Manifest.Version, p.Manifest.Title, p.Manifest.Parameters, p.Manifest.Contents.Count, preview != true)));
    }
}
