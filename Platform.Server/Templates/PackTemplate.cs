using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Templates;

/// <summary><c>POST /templates/pack</c>: a package of what is in force in a locality as a ZIP file; with <c>preview</c> what would go in and what is in the way.</summary>
internal static class PackTemplate
{
    /// <param name="Chosen">Each brings everything it needs.</param>
    /// <param name="TakenIn">What comes from above and goes in too.</param>
    /// <param name="Texts">What whoever installs says anew.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(
        LocalityCode Locality,
        string Id,
        string Version,
        LocalizedText Title,
        LocalizedText? Summary,
        IReadOnlyList<DefinitionReference> Chosen,
        IReadOnlyList<DefinitionReference>? TakenIn = null,
        IReadOnlyList<PackedText>? Texts = null,
        bool Preview = false);

    public static void Map(RouteGroupBuilder api) => api
        .MapPost("/templates/pack", HandleAsync)
        .Needs(Permissions.DefinitionsRead)
        .Produces<PackReport>()
        .WithName("packTemplate")
        .WithTags("Templates");

    private static async Task<IResult> HandleAsync(TemplatePacker packer, ICurrentActor current, Request request, CancellationToken ct)
    {
        var wish = new PackWish(request.Locality, request.Id, request.Version, request.Title, request.Summary ?? LocalizedText.Empty, request.Chosen, request.TakenIn ?? [], request.Texts ?? []);
        if (request.Preview)
        {
            return (await packer.LookAsync(current.Actor, wish, ct)).ToHttp();
        }

        var packed = await packer.PackAsync(current.Actor, wish, ct);
        return packed.ToHttp(p => Results.Bytes(p.Zip.ToArray(), ZipFolder.MediaType, $"{p.Manifest.Id}-{p.Manifest.Version}.zip"));
    }
}
