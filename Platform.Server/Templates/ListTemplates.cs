using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Model.Templates;
using Platform.Server.Hosting;

namespace Platform.Server.Templates;

/// <summary><c>GET /templates?locality=</c>: the packages that can be installed, and what they contain; with a locality also those that it or a place above offers.</summary>
internal static class ListTemplates
{
    internal sealed record Content(DefinitionKind Kind, string Key, string Owner);

    /// <param name="Offers">Whose gallery it lies in; null for what lies beside the program.</param>
    internal sealed record Line(string Id, string Version, LocalizedText Title, LocalizedText Summary, IReadOnlyList<string> Requires, IReadOnlyList<TemplateParameter> Parameters, IReadOnlyList<Content> Contents, LocalityCode? Offers);

    internal sealed record Answer(IReadOnlyList<Line> Items);

    public static void Map(RouteGroupBuilder api) => api
        .MapGet("/templates", HandleAsync)
        .Needs(Permissions.DefinitionsRead)
        .Produces<Answer>()
        .WithName("listTemplates")
        .WithTags("Templates");

    private static async Task<IResult> HandleAsync(TemplatePackages packages, TemplateShelf shelf, ICurrentActor current, string? locality, CancellationToken ct)
    {
        if (locality is null)
        {
            return Results.Ok(new Answer([.. packages.All.Select(Of)]));
        }

        if (!LocalityCode.TryParse(locality, out var at))
        {
            return Problem.Invalid("locality.code", "locality", ("value", locality)).ToHttp();
        }

        return current.Actor.May(Permissions.DefinitionsRead, at)
            ? Results.Ok(new Answer([.. (await shelf.ListAsync(at, ct)).Select(Of)]))
            : Problem.Forbidden("template.readForbidden", ("value", at.Value)).ToHttp();
    }

    private static Line Of(TemplatePackage package) => Of(package.Manifest, package.Owner);

    private static Line Of(TemplateManifest manifest, LocalityCode? owner) =>
        new(manifest.Id, manifest.Version, manifest.Title, manifest.Summary, manifest.Requires, manifest.Parameters, [.. manifest.Contents.Select(c => new Content(c.Kind, c.Key, c.Owner))], owner);
}
