using System.Text.Json.Serialization;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions;

/// <summary><c>POST /definitions/publish?locality=</c>: checks several drafts of a locality together and puts all of them in force, or none; with <c>from</c> later, at that time.</summary>
internal static class PublishSelection
{
    /// <param name="IfMatch">The draft that was reviewed; without it whatever it is by now.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Chosen(string? Kind = null, string? Key = null, string? IfMatch = null);

    /// <param name="Definitions">1–1,000, each once.</param>
    /// <param name="From">When they are to come into force; null = now.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
    internal sealed record Request(IReadOnlyList<Chosen>? Definitions = null, DateTimeOffset? From = null);

    internal sealed record Published(DefinitionKind Kind, string Key, int Version, IReadOnlyList<FindingLine> Findings);

    /// <param name="Schedule">What was scheduled; null when they are in force.</param>
    internal sealed record Answer(IReadOnlyList<Published> Definitions, PublicationSchedule? Schedule = null);

    public static void Map(RouteGroupBuilder api) => api
        .MapPost("/definitions/publish", HandleAsync)
        .Needs(Permissions.DefinitionsPublish)
        .Produces<Answer>()
        .WithName("publishDefinitions")
        .WithTags("Definitions");

    private static async Task<IResult> HandleAsync(Request request, IDefinitionEditor editor, IPublications publications, ICurrentActor current, string? locality, CancellationToken ct)
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
        if (request.From is { } from)
        {
            return (await publications.ScheduleAsync(current.Actor, reviewed, from, ct)).ToHttp(schedule => Results.Ok(new Answer(Lines(drafts), schedule)));
        }

        return (await editor.PublishAllAsync(current.Actor, reviewed, ct)).ToHttp(all => Results.Ok(new Answer(Lines(all))));
    }

    private static IReadOnlyList<Published> Lines(IReadOnlyList<SelectedDraft> drafts) =>
        [.. drafts.Select(s => new Published(s.Name.Kind, s.Name.Key, s.Version, [.. s.Findings.Select(f => new FindingLine(f.Problem.Code, f.Problem.Field, f.Problem.Values))]))];
}
