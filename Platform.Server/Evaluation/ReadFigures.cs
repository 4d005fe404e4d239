using Platform.Model;
using Platform.Model.Clocks;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Evaluation;

/// <summary>
/// <c>GET /evaluations/figures</c>: how services were rated per item and authority. With <c>evaluations.read</c> all groups, small ones without what would
/// reveal a single grade; everybody else sees the satisfaction of groups that are large enough. What was left out is always stated.
/// </summary>
internal sealed class ReadFigures(FigureStore store, IAuthorities authorities)
{
    /// <param name="Effective">Ratings that count: given by people and not set aside.</param>
    /// <param name="Excluded">Set aside as mistaken or malicious after verification.</param>
    /// <param name="Defaults">Set by the system because nobody rated; in no average.</param>
    /// <param name="Grades">Effective ratings by grade 1–5; absent for small groups and without permission.</param>
    /// <param name="Average">Mean grade, 1 (best) to 5; absent likewise.</param>
    /// <param name="SatisfactionRate">Share of grades 1–3, 0 to 1; absent for small groups.</param>
    /// <param name="Hidden">Fewer than 5 effective ratings.</param>
    internal sealed record Figures(
        long Events,
        long Ratings,
        long Effective,
        long? Negatives,
        long Excluded,
        long Defaults,
        IReadOnlyList<long>? Grades,
        double? Average,
        double? SatisfactionRate,
        double? RatingRate,
        double? NegativeRate,
        bool Hidden);

    internal sealed record Group(string Item, LocalizedText ItemName, string Authority, LocalizedText AuthorityName, Figures Figures);

    /// <param name="Public">True when the caller sees only what everybody may.</param>
    /// <param name="SmallestGroup">Effective ratings a group needs before its average is shown.</param>
    internal sealed record Answer(LocalityCode Locality, DateOnly? From, DateOnly? To, bool Public, int SmallestGroup, Figures Total, IReadOnlyList<Group> Groups);

    internal sealed record Query(LocalityCode? Locality, string? Item, string? Authority, DateOnly? From, DateOnly? To);

    public static void Map(RouteGroupBuilder api)
    {
        var figures = api.MapGroup("/evaluations").Open("Results of the evaluation are public; details need evaluations.read and are decided by the handler.").WithTags("Evaluation");
        figures.MapGet("/figures", async ([AsParameters] Asked asked, ReadFigures read, ICurrentActor current, CancellationToken ct) =>
                (await AnswerAsync(asked, read, current.Actor, ct)).ToHttp())
            .Produces<Answer>().WithName("readEvaluationFigures");
        figures.MapGet("/figures.csv", async ([AsParameters] Asked asked, ReadFigures read, ICurrentActor current, CancellationToken ct) =>
                (await AnswerAsync(asked, read, current.Actor, ct))
                    .ToHttp(a => Results.File(FigureSheet.Write(a), "text/csv; charset=utf-8", "evaluation-figures.csv")))
            .Produces(StatusCodes.Status200OK, contentType: "text/csv").WithName("exportEvaluationFigures");
    }

    private static async Task<Result<Answer>> AnswerAsync(Asked asked, ReadFigures read, Actor actor, CancellationToken ct)
    {
        var query = asked.Query();
        return query.Succeeded ? await read.ReadAsync(actor, query.Value, ct) : Result<Answer>.Refused(query.Problems);
    }

    internal sealed record Asked(string? Locality, string? Item, string? Authority, DateOnly? From, DateOnly? To)
    {
        public Result<Query> Query() =>
            Locality is null ? new Query(null, Item, Authority, From, To)
            : LocalityCode.TryParse(Locality, out var place) ? new Query(place, Item, Authority, From, To)
            : Problem.Invalid("request.parameter", "locality", ("parameter", "locality"), ("value", Locality));
    }

    /// <summary>Without a locality: the highest one the actor may read, else the whole platform as the public sees it.</summary>
    public async Task<Answer> ReadAsync(Actor actor, Query query, CancellationToken ct)
    {
        var own = actor.Grants.Where(g => Roles.PermissionsOf(g.Role).Contains(Permissions.EvaluationsRead)).OrderBy(g => g.Locality.Level).FirstOrDefault();
        var locality = query.Locality ?? own?.Locality ?? LocalityCode.Root;
        var authority = query.Authority ?? (own is not null && query.Locality is null ? own.Authority : null);
        var full = actor.May(Permissions.EvaluationsRead, locality, authority);
        var groups = await store.CountAsync(
            new(locality, query.Item, authority, query.From is { } from ? ChinaTime.StartOfDay(from) : null, query.To is { } to ? ChinaTime.EndOfDay(to) : null), ct);
        var total = groups.Aggregate(EvaluationCounts.Zero, (sum, g) => sum + g.Counts);
        var shown = new List<Group>(groups.Count);
        foreach (var group in groups)
        {
            var figures = Show(group.Counts, full);
            if (full || !figures.Hidden)
            {
                var name = (await authorities.FindAsync(group.Authority, ct))?.Name ?? LocalizedText.Of(group.Authority);
                shown.Add(new(group.Item, group.ItemName, group.Authority, name, figures));
            }
        }

        return new(locality, query.From, query.To, !full, EvaluationFigures.SmallestGroup, Show(total, full), shown);
    }

    internal static Figures Show(EvaluationCounts counts, bool full)
    {
        var figures = EvaluationFigures.Of(counts);
        var details = full && !figures.Hidden;
        return new(
            figures.Events,
            figures.Ratings,
            figures.Effective,
            details ? figures.Negatives : null,
            figures.Excluded,
            figures.Defaults,
            details ? [counts.Grade1, counts.Grade2, counts.Grade3, counts.Grade4, counts.Grade5] : null,
            details ? figures.Average : null,
            figures.Hidden ? null : figures.SatisfactionRate,
            figures.RatingRate,
            details ? figures.NegativeRate : null,
            figures.Hidden);
    }
}
