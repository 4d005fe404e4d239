using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions;

/// <summary><c>POST /definitions/publish?locality=</c>: checks several drafts of a locality together and puts all of them in force, or none.</summary>
internal static class PublishSelection
{
    /// <param name="IfMatch">The draft that was reviewed; without it whatever it is by now.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Chosen(string? Kind = null, string? Key = null, string? IfMatch = null);

    /// <param name="Definitions">1–1,000, each once.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(IReadOnlyList<Chosen>? Definitions = null);

    internal sealed record Published(DefinitionKind Kind, string Key, int Version, IReadOnlyList<FindingLine> Findings);

    internal sealed record Answer(IReadOnlyList<Published> Definitions);

    public static void Map(RouteGroupBuilder api) => api
        .MapPost("/definitions/publish", HandleAsync)
        .Needs(Permissions.DefinitionsPublish)
        .Produces<Answer>()
        .WithName("publishDefinitions")
        .WithTags("Definitions");

    private static async Task<IResult> HandleAsync(Request request, IDefinitionEditor editor, ICurrentActor current, string? locality, CancellationToken ct)
    {
        var names = (request.Definitions ?? []).Select(d => DefinitionRoute.Name(d?.Kind ?? "", d?.Key ?? "", locality)).ToList();
        if (names.Find(n => !n.Succeeded) is { } wrong)
        {
            return wrong.Problems.ToHttp();
        }

        var selected = await editor.CheckAllAsync(current.Actor, [.. names.Select(n => n.Value)], ct);
        if (!selected.TryGet(out var drafts))
        {
            return selected.Problems.ToHttp();
        }

        var reviewed = drafts.Zip(request.Definitions!, (draft, chosen) => draft with { ETag = chosen.IfMatch ?? draft.ETag }).ToList();
        var published = await editor.PublishAllAsync(current.Actor, reviewed, ct);
        return published.ToHttp(all => Results.Ok(new Answer([.. all.Select(s => new Published(s.Name.Kind, s.Name.Key, s.Version, [.. s.Findings.Select(f => new FindingLine(f.Problem.Code, f.Problem.Field, f.Problem.Values))]))])));
    }
}
