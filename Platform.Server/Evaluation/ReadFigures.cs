using Platform.Model;
using Platform.Model.Clocks;
using Platform.Model.Evaluation;
using Platform.Model.Identity;
using Platform.Model.Localities;
using Platform.Server.Hosting;

namespace Platform.Server.Evaluation;

/// <summary>
/// <c>GET /evaluations/figures</c>: how services were rated per item, authority, window or area, and what became of negative ratings. Everybody sees the same rules:
/// small groups show nothing that depends on a grade, and what was left out is always stated, with who left it out. <c>evaluations.read</c> adds averages and
/// the distribution of grades.
/// </summary>
internal sealed class ReadFigures(FigureStore store, IAuthorities authorities, ILocalities localities, TimeProvider time)
{
    /// <param name="Effective">Ratings that count: given by people and not set aside.</param>
    /// <param name="Negatives">Grades 4 and 5; absent for small groups.</param>
    /// <param name="Excluded">Set aside after verification, with two people's word.</param>
    /// <param name="Defaults">Set by the system because nobody rated; in no average.</param>
    /// <param name="Grades">Effective ratings by grade 1–5; absent for small groups and without permission.</param>
    /// <param name="Average">Mean grade, 1 (best) to 5; absent likewise.</param>
    /// <param name="SatisfactionRate">Share of grades 1–3, 0 to 1; absent for small groups.</param>
    /// <param name="NegativeRate">Share of grades 4–5; absent for small groups.</param>
    /// <param name="RectifiedRate">Share of negatives put right within their limit; absent for small groups.</param>
    /// <param name="Overdue">Negatives of which a stage took too long, or does; absent for small groups.</param>
    /// <param name="Hidden">Fewer than 5 effective ratings, or needed to hide such a group.</param>
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
        double? RectifiedRate,
        long? Overdue,
        bool Hidden);

    /// <param name="Window">Name of the counter; null where the dimension is another, or the service was rendered at none.</param>
    internal sealed record Group(
        string? Item, LocalizedText? ItemName, string? Authority, LocalizedText? AuthorityName, string? Window, LocalityCode? Locality, LocalizedText? LocalityName, Figures Figures);

    /// <summary>How many ratings were set aside, by whom and why; never a person.</summary>
    internal sealed record Exclusion(ExclusionReason Reason, string Role, LocalizedText? Unit, string SecondRole, LocalizedText? SecondUnit, int Count);

    /// <param name="From">First day of the first month counted.</param>
    /// <param name="To">Last day of the last month counted.</param>
    /// <param name="Public">True when the caller sees only what everybody may.</param>
    /// <param name="SmallestGroup">Effective ratings a group needs before anything that depends on a grade is shown.</param>
    internal sealed record Answer(
        LocalityCode Locality, DateOnly? From, DateOnly? To, FigureDimension By, bool Public, int SmallestGroup, Figures Total, IReadOnlyList<Group> Groups, IReadOnlyList<Exclusion> Exclusions);

    internal sealed record Query(LocalityCode? Locality, string? Item, string? Authority, DateOnly? From, DateOnly? To, FigureDimension By = FigureDimension.Item);

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

    /// <param name="From">A day of the first month.</param>
    /// <param name="To">A day of the last month.</param>
    /// <param name="By">item, authority, window or area; absent = item.</param>
    internal sealed record Asked(string? Locality, string? Item, string? Authority, DateOnly? From, DateOnly? To, string? By)
    {
        public Result<Query> Query()
        {
            var dimension = QueryWords.Read<FigureDimension>(By, "by");
            return !dimension.Succeeded ? Result<Query>.Refused(dimension.Problems)
                : Locality is null ? new Query(null, Item, Authority, From, To, dimension.Value ?? FigureDimension.Item)
                : LocalityCode.TryParse(Locality, out var place) ? new Query(place, Item, Authority, From, To, dimension.Value ?? FigureDimension.Item)
                : Problem.Invalid("request.parameter", "locality", ("parameter", "locality"), ("value", Locality));
        }
    }

    /// <summary>Without a locality: the highest one the actor may read, else the whole platform as the public sees it.</summary>
    public async Task<Answer> ReadAsync(Actor actor, Query query, CancellationToken ct)
    {
        var own = actor.Grants.Where(g => Roles.PermissionsOf(g.Role).Contains(Permissions.EvaluationsRead)).OrderBy(g => g.Locality.Level).FirstOrDefault();
        var locality = query.Locality ?? own?.Locality ?? LocalityCode.Root;
        var authority = query.Authority ?? (own is not null && query.Locality is null ? own.Authority : null);
        var full = actor.May(Permissions.EvaluationsRead, locality, authority);
        var (from, to) = FigureRules.Months(query.From, query.To);
        var filter = new FigureFilter(query.By, locality, query.Item, authority, from is { } first ? ChinaTime.StartOfDay(first) : null, to is { } last ? ChinaTime.EndOfDay(last) : null);
        var groups = await store.CountAsync(filter, time.GetUtcNow(), ct);
        // Items and windows add up to their authority, which another answer shows; authorities and areas to the place.
        var hidden = FigureRules.Hidden(
            [.. groups.Select(g => g.Counts.Effective)],
            [.. groups.Select(g => query.By is FigureDimension.Item or FigureDimension.Window ? g.Authority! : "")]);
        var shown = new List<Group>(groups.Count);
        foreach (var (index, group) in groups.Index().Where(g => full || !hidden.Contains(g.Index)))
        {
            shown.Add(new(
                group.Item,
                group.ItemName,
                group.Authority,
                group.Authority is null ? null : await NameAsync(group.Authority, ct),
                group.Counter,
                group.Locality,
                group.Locality is { } place ? (await localities.FindAsync(place, ct))?.Name ?? LocalizedText.Of(place.Value) : null,
                Show(group.Counts, full, hidden.Contains(index))));
        }

        var exclusions = new List<Exclusion>();
        foreach (var x in await store.ExclusionsAsync(filter, ct))
        {
            exclusions.Add(new(x.Reason, x.FirstRole, await UnitAsync(x.FirstUnit, ct), x.SecondRole, await UnitAsync(x.SecondUnit, ct), x.Count));
        }

        var total = groups.Aggregate(EvaluationCounts.Zero, (sum, g) => sum + g.Counts);
        return new(locality, from, to, query.By, !full, EvaluationFigures.SmallestGroup, Show(total, full, hidden: false), shown, exclusions);
    }

    internal static Figures Show(EvaluationCounts counts, bool full, bool hidden)
    {
        var figures = EvaluationFigures.Of(counts);
        hidden |= figures.Hidden;
        return new(
            figures.Events,
            figures.Ratings,
            figures.Effective,
            hidden ? null : figures.Negatives,
            figures.Excluded,
            figures.Defaults,
            full && !hidden ? [counts.Grade1, counts.Grade2, counts.Grade3, counts.Grade4, counts.Grade5] : null,
            full && !hidden ? figures.Average : null,
            hidden ? null : figures.SatisfactionRate,
            figures.RatingRate,
            hidden ? null : figures.NegativeRate,
            hidden ? null : figures.RectifiedRate,
            hidden ? null : counts.Overdue,
            hidden);
    }

    private async ValueTask<LocalizedText> NameAsync(string authority, CancellationToken ct) => (await authorities.FindAsync(authority, ct))?.Name ?? LocalizedText.Of(authority);

    private async ValueTask<LocalizedText?> UnitAsync(string unit, CancellationToken ct) => unit.Length == 0 ? null : await NameAsync(unit, ct);
}
