using System.Globalization;
using System.Text;
using System.Text.Json;
using Dapper;
using Platform.Model;
using Platform.Model.Evaluation;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Evaluation;

/// <summary>What figures are counted by.</summary>
internal enum FigureDimension
{
    /// <summary>Item and authority.</summary>
    Item,
    Authority,
    /// <summary>The counter 窗口 at which the service was rendered, and its authority; what was not rendered at one is a group of its own.</summary>
    Window,
    /// <summary>Locality.</summary>
    Area,
}

/// <summary>Which service events are counted; null = all.</summary>
/// <param name="From">First instant.</param>
/// <param name="Before">First instant after the period.</param>
internal sealed record FigureFilter(FigureDimension By, LocalityCode Locality, string? Item, string? Authority, DateTimeOffset? From, DateTimeOffset? Before);

/// <summary>One group; what the dimension does not tell apart is null.</summary>
internal sealed record FigureGroup(string? Item, LocalizedText? ItemName, string? Authority, string? Counter, LocalityCode? Locality, EvaluationCounts Counts);

/// <summary>Ratings set aside for one reason by the same two units.</summary>
internal sealed record ExclusionCount(ExclusionReason Reason, string FirstRole, string FirstUnit, string SecondRole, string SecondUnit, int Count);

/// <summary>Counts ratings where the service was rendered in the period, so that ratings and the events they are divided by belong together.</summary>
internal sealed class FigureStore(IDatabase database)
{
    private const string Counted = "r.is_default = @no AND r.excluded IS NULL AND r.withdrawn_at IS NULL";

    private static readonly string Sums = string.Join(", ", Enumerable.Range(1, 5).Select(g =>
        string.Create(CultureInfo.InvariantCulture, $"SUM(CASE WHEN {Counted} AND r.grade = {g} THEN 1 ELSE 0 END) AS Grade{g}")));

    /// <summary>In the order of what tells the groups apart.</summary>
    /// <param name="now">Whether a stage is late.</param>
    public async ValueTask<IReadOnlyList<FigureGroup>> CountAsync(FigureFilter filter, DateTimeOffset now, CancellationToken ct)
    {
        var (keys, names) = filter.By switch
        {
            FigureDimension.Item => ("e.item_code, e.authority", "e.item_code AS Item, MAX(e.item_name) AS ItemName, e.authority AS Authority"),
            FigureDimension.Authority => ("e.authority", "e.authority AS Authority"),
            FigureDimension.Window => ("e.authority, e.counter", "e.authority AS Authority, e.counter AS Counter"),
            FigureDimension.Area => ("e.locality", "e.locality AS Locality"),
            _ => throw new ArgumentOutOfRangeException(nameof(filter), filter.By, "No dimension of figures."),
        };
        var (where, parameters) = Where(filter);
        parameters.Add("now", now);
        var sql =
            $"""
            SELECT {names}, COUNT(*) AS Events, {Sums},
                SUM(CASE WHEN r.excluded IS NOT NULL AND r.is_default = @no THEN 1 ELSE 0 END) AS Excluded,
                SUM(CASE WHEN r.is_default = @yes THEN 1 ELSE 0 END) AS Defaults,
                SUM(CASE WHEN {Counted} AND t.rectified_at <= t.rectify_due_at THEN 1 ELSE 0 END) AS RectifiedInTime,
                SUM(CASE WHEN t.late > 0 OR (t.closed_at IS NULL AND t.due_at <= @now) THEN 1 ELSE 0 END) AS Overdue
            FROM service_event e
            LEFT JOIN rating r ON r.project_no = e.project_no AND r.service_number = e.service_number
            LEFT JOIN rating_task t ON t.project_no = e.project_no AND t.service_number = e.service_number
            WHERE {where}
            GROUP BY {keys}
            ORDER BY {keys}
            """;
        await using var connection = await database.OpenAsync(ct);
        return [.. (await connection.QueryAsync<Row>(new CommandDefinition(sql, parameters, cancellationToken: ct))).Select(r => r.ToGroup())];
    }

    /// <summary>Who set ratings aside and why, by reason; a rating is set aside seldom, so they are counted here.</summary>
    public async ValueTask<IReadOnlyList<ExclusionCount>> ExclusionsAsync(FigureFilter filter, CancellationToken ct)
    {
        var (where, parameters) = Where(filter);
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<string>(new CommandDefinition(
            $"SELECT r.excluded FROM service_event e JOIN rating r ON r.project_no = e.project_no AND r.service_number = e.service_number WHERE {where} AND r.excluded IS NOT NULL",
            parameters,
            cancellationToken: ct));
        return
        [
            .. rows.Select(json => JsonSerializer.Deserialize<RatingExclusion>(json, ModelJson.Options)!)
                .GroupBy(x => (x.Reason, FirstRole: x.First.Role, FirstUnit: x.First.Unit, SecondRole: x.Second.Role, SecondUnit: x.Second.Unit))
                .OrderBy(g => g.Key.Reason).ThenBy(g => g.Key.FirstUnit, StringComparer.Ordinal).ThenBy(g => g.Key.SecondUnit, StringComparer.Ordinal)
                .Select(g => new ExclusionCount(g.Key.Reason, g.Key.FirstRole, g.Key.FirstUnit, g.Key.SecondRole, g.Key.SecondUnit, g.Count())),
        ];
    }

    private static (string Where, DynamicParameters Parameters) Where(FigureFilter filter)
    {
        var parameters = new DynamicParameters(new { no = false, yes = true });
        var where = new StringBuilder("1 = 1");
        if (filter.Locality != LocalityCode.Root)
        {
            where.Append(" AND e.locality LIKE @within");
            parameters.Add("within", filter.Locality.Value + "%");
        }

        Add("e.item_code = @item", "item", filter.Item);
        Add("e.authority = @authority", "authority", filter.Authority);
        Add("e.at >= @from", "from", filter.From);
        Add("e.at < @before", "before", filter.Before);
        return (where.ToString(), parameters);

        void Add(string condition, string name, object? value)
        {
            if (value is not null)
            {
                where.Append(" AND ").Append(condition);
                parameters.Add(name, value);
            }
        }
    }

    private sealed record Row
    {
        public string? Item { get; init; }
        public string? ItemName { get; init; }
        public string? Authority { get; init; }
        public string? Counter { get; init; }
        public string? Locality { get; init; }
        public long Events { get; init; }
        public long Grade1 { get; init; }
        public long Grade2 { get; init; }
        public long Grade3 { get; init; }
        public long Grade4 { get; init; }
        public long Grade5 { get; init; }
        public long Excluded { get; init; }
        public long Defaults { get; init; }
        public long RectifiedInTime { get; init; }
        public long Overdue { get; init; }

        public FigureGroup ToGroup() => new(
            Item,
            ItemName is null ? null : JsonSerializer.Deserialize<LocalizedText>(ItemName, ModelJson.Options),
            Authority,
            Counter,
            Locality is null ? null : LocalityCode.Parse(Locality),
            new EvaluationCounts(Events, Grade1, Grade2, Grade3, Grade4, Grade5, Excluded, Defaults, RectifiedInTime, Overdue));
    }
}
