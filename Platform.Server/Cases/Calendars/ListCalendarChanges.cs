using Platform.Model;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Cases.Calendars;

/// <summary><c>GET /calendar-changes?locality=</c>: calendars that came into force for a place, newest first, and how far its open cases have been counted anew.</summary>
internal static class ListCalendarChanges
{
    private const int Take = 50;

    internal sealed record Answer(IReadOnlyList<CalendarChange> Items);

    public static void Map(RouteGroupBuilder api) => api
        .MapGet("/calendar-changes", HandleAsync)
        .Needs(Permissions.DefinitionsRead)
        .Produces<Answer>()
        .WithName("listCalendarChanges");

    private static async Task<IResult> HandleAsync(string? locality, ICurrentActor current, CalendarChangeStore store, CancellationToken ct) =>
        !LocalityCode.TryParse(locality, out var within) ? Problem.Invalid("locality.code", "locality", ("value", locality), ("expected", "330110")).ToHttp()
        : !current.Actor.May(Permissions.DefinitionsRead, within) ? Problem.Forbidden("case.calendar.forbidden", ("locality", within.Value)).ToHttp()
        : Results.Ok(new Answer(await store.ListAsync(within, Take, ct)));
}
