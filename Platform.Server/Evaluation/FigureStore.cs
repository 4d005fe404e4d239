using System.Globalization;
using System.Text;
using System.Text.Json;
using Dapper;
using Platform.Model;
using Platform.Model.Evaluation;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Evaluation;

/// <summary>Which service events are counted; null = all.</summary>
/// <param name="From">First instant.</param>
/// <param name="Before">First instant after the period.</param>
internal sealed record FigureFilter(LocalityCode Locality, string? Item, string? Authority, DateTimeOffset? From, DateTimeOffset? Before);

internal sealed record FigureGroup(string Item, LocalizedText ItemName, string Authority, EvaluationCounts Counts);

/// <summary>Counts ratings where the service was rendered in the period, so that ratings and the events they are divided by belong together.</summary>
internal sealed class FigureStore(IDatabase database)
{
    private static readonly string Sums = string.Join(", ", Enumerable.Range(1, 5).Select(g =>
        string.Create(CultureInfo.InvariantCulture, $"SUM(CASE WHEN r.is_default = @no AND r.excluded IS NULL AND r.grade = {g} THEN 1 ELSE 0 END) AS Grade{g}")));

    /// <summary>By item and authority.</summary>
    public async ValueTask<IReadOnlyList<FigureGroup>> CountAsync(FigureFilter filter, CancellationToken ct)
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
        var sql =
            $"""
            SELECT e.item_code AS Item, MAX(e.item_name) AS ItemName, e.authority AS Authority, COUNT(*) AS Events, {Sums},
                SUM(CASE WHEN r.excluded IS NOT NULL AND r.is_default = @no THEN 1 ELSE 0 END) AS Excluded,
                SUM(CASE WHEN r.is_default = @yes THEN 1 ELSE 0 END) AS Defaults
            FROM service_event e LEFT JOIN rating r ON r.project_no = e.project_no AND r.service_number = e.service_number
            WHERE {where}
            GROUP BY e.item_code, e.authority
            ORDER BY e.item_code, e.authority
            """;
        await using var connection = await database.OpenAsync(ct);
        return [.. (await connection.QueryAsync<Row>(new CommandDefinition(sql, parameters, cancellationToken: ct))).Select(r => r.ToGroup())];

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
        public string Item { get; init; } = "";
        public string ItemName { get; init; } = "";
        public string Authority { get; init; } = "";
        public long Events { get; init; }
        public long Grade1 { get; init; }
        public long Grade2 { get; init; }
        public long Grade3 { get; init; }
        public long Grade4 { get; init; }
        public long Grade5 { get; init; }
        public long Excluded { get; init; }
        public long Defaults { get; init; }

        public FigureGroup ToGroup() => new(
            Item,
            JsonSerializer.Deserialize<LocalizedText>(ItemName, ModelJson.Options)!,
            Authority,
            new EvaluationCounts(Events, Grade1, Grade2, Grade3, Grade4, Grade5, Excluded, Defaults));
    }
}
