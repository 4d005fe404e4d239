using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Definitions.Publishing;

/// <summary><c>GET /definitions/schedules?locality=</c>: what is to come into force at a place later, and what did not; <c>DELETE …/{id}</c> gives one up or puts it away.</summary>
internal static class ScheduleRoutes
{
    /// <param name="Changed">What is no longer as it was looked at, as kind/key; the schedule will fail unless it is made anew.</param>
    internal sealed record Line(PublicationSchedule Schedule, IReadOnlyList<string> Changed);

    internal sealed record Answer(IReadOnlyList<Line> Items);

    public static void Map(RouteGroupBuilder api)
    {
        var schedules = api.MapGroup("/definitions/schedules").WithTags("Definitions");
        schedules.MapGet("/", ListAsync).Needs(Permissions.DefinitionsRead).Produces<Answer>().WithName("listDefinitionSchedules");
        schedules.MapDelete("/{id:guid}", CancelAsync).Needs(Permissions.DefinitionsPublish).Produces<PublicationSchedule>().WithName("cancelDefinitionSchedule");
    }

    private static async Task<IResult> ListAsync(IPublications publications, IDefinitionEditor editor, ICurrentActor current, string? locality, CancellationToken ct)
    {
        if (!LocalityCode.TryParse(locality, out var owner))
        {
            return Problem.Invalid("locality.code", "locality", ("value", locality)).ToHttp();
        }

        var found = await publications.SchedulesAsync(current.Actor, owner, ct);
        if (!found.TryGet(out var schedules))
        {
            return found.Problems.ToHttp();
        }

        var drafts = schedules.Count == 0 ? [] : await editor.ListDraftsAsync(owner, ct);
        return Results.Ok(new Answer([.. schedules.Select(s => new Line(s, [.. ScheduleRules.Changed(s, drafts).Select(n => $"{Words.Of(n.Kind)}/{n.Key}")]))]));
    }

    private static async Task<IResult> CancelAsync(Guid id, IPublications publications, ICurrentActor current, CancellationToken ct) => (await publications.CancelAsync(current.Actor, id, ct)).ToHttp(Results.Ok);
}
