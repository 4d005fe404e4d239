using System.Text.Json.Serialization;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Templates;

/// <summary>
/// <c>POST /templates/{id}/install</c>: creates drafts of everything that is new or changed and says what that is; with <c>preview</c> it only says so,
/// with <c>publish</c> it puts them in force too.
/// </summary>
internal static class InstallTemplate
{
    /// <param name="Locality">Who installs: the owner of what the package does not give to a parameter.</param>
    /// <param name="Parameters">Division code, or text, by parameter; an empty text is the default.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(LocalityCode Locality, IReadOnlyDictionary<string, string>? Parameters = null, bool Preview = false, bool Publish = false);

    public static void Map(RouteGroupBuilder api) => api
        .MapPost("/templates/{id}/install", HandleAsync)
        .Needs(Permissions.TemplatesInstall)
        .Produces<InstallReport>()
        .WithName("installTemplate")
        .WithTags("Templates");

    private static async Task<IResult> HandleAsync(TemplateInstaller installer, ICurrentActor current, string id, Request request, CancellationToken ct)
    {
        var wish = new Installation(id, request.Locality, request.Parameters ?? new Dictionary<string, string>(), request.Preview, request.Publish);
        var report = await installer.InstallAsync(current.Actor, wish, ct);
        return report.ToHttp();
    }
}
