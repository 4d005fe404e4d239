using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Templates;
using Platform.Server.Hosting;

namespace Platform.Server.Templates;

/// <summary><c>GET /templates</c>: the packages that can be installed, and what they contain.</summary>
internal static class ListTemplates
{
    internal sealed record Content(DefinitionKind Kind, string Key, string Owner);

    internal sealed record Line(string Id, string Version, LocalizedText Title, LocalizedText Summary, IReadOnlyList<string> Requires, IReadOnlyList<TemplateParameter> Parameters, IReadOnlyList<Content> Contents);

    internal sealed record Answer(IReadOnlyList<Line> Items);

    public static void Map(RouteGroupBuilder api) => api
        .MapGet("/templates", (TemplatePackages packages) => new Answer([.. packages.All.Select(p => Of(p.Manifest))]))
        .Needs(Permissions.DefinitionsRead)
        .Produces<Answer>()
        .WithName("listTemplates")
        .WithTags("Templates");

    private static Line Of(TemplateManifest manifest) =>
        new(manifest.Id, manifest.Version, manifest.Title, manifest.Summary, manifest.Requires, manifest.Parameters, [.. manifest.Contents.Select(c => new Content(c.Kind, c.Key, c.Owner))]);
}
