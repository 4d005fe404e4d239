using Platform.Model;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Cases.Ladder;

/// <summary><c>GET /api/v1/overdue?locality=</c>: what everybody may know of cases that are overdue.</summary>
internal sealed class ListOverdue(OverdueStore store, TimeProvider clock)
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/overdue", AnswerAsync).Open("How many cases are overdue where is public; nobody is named.").Produces<OverdueList>().WithName("listOverdue");

    private static async Task<IResult> AnswerAsync(string locality, ListOverdue list, CancellationToken ct) =>
        LocalityCode.TryParse(locality, out var place)
            ? Results.Ok(await list.ReadAsync(place, ct))
            : Problem.Invalid("locality.code", "locality", ("value", locality), ("expected", "330110")).ToHttp();

    public async Task<OverdueList> ReadAsync(LocalityCode place, CancellationToken ct)
    {
        var items = await store.CountAsync(place, ct);
        return new(clock.GetUtcNow(), items.Sum(i => i.Cases), items);
    }
}

/// <param name="Total">Cases of all items.</param>
/// <param name="Items">By authority and item, most first; empty when everything is in time.</param>
internal sealed record OverdueList(DateTimeOffset At, int Total, IReadOnlyList<OverdueCount> Items);
