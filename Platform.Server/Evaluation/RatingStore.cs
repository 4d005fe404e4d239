using System.Data.Common;
using System.Text.Json;
using Dapper;
using Platform.Model;
using Platform.Model.Evaluation;
using Platform.Server.Data;

namespace Platform.Server.Evaluation;

internal sealed class RatingStore(IDatabase database)
{
    private const string Columns =
        """
        project_no AS ProjectNo, service_number AS ServiceNumber, grade AS Grade, tags AS Tags, comment AS Comment, channel AS Channel,
        rated_at AS RatedAt, rated_by AS RatedBy, ordinal AS Ordinal, is_default AS IsDefault, excluded AS Excluded,
        entered_by AS EnteredBy, withdrawn_at AS WithdrawnAt
        """;

    /// <summary>The rating as the transaction sees it.</summary>
    public static async ValueTask<Rating?> FindAsync(DbTransaction transaction, string projectNo, int serviceNumber, CancellationToken ct) =>
        (await transaction.Connection!.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM rating WHERE project_no = @projectNo AND service_number = @serviceNumber", new { projectNo, serviceNumber }, transaction, cancellationToken: ct)))
        .SingleOrDefault()?.ToRating();

    /// <summary>By service number.</summary>
    public async ValueTask<IReadOnlyList<Rating>> ListAsync(string projectNo, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM rating WHERE project_no = @projectNo ORDER BY service_number", new { projectNo }, cancellationToken: ct));
        return [.. rows.Select(r => r.ToRating())];
    }

    /// <exception cref="DbException">The event has a rating: a unique violation.</exception>
    public static async ValueTask AddAsync(DbTransaction transaction, Rating rating, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO rating (project_no, service_number, grade, tags, comment, channel, rated_at, rated_by, ordinal, is_default, excluded, entered_by, withdrawn_at)
            VALUES (@ProjectNo, @ServiceNumber, @Grade, @Tags, @Comment, @Channel, @RatedAt, @RatedBy, @Ordinal, @IsDefault, @Excluded, @EnteredBy, @WithdrawnAt)
            """,
            Row.Of(rating),
            transaction,
            cancellationToken: ct));

    /// <summary>Puts <paramref name="rating"/> in place of the one before, which goes into the history.</summary>
    public static async ValueTask ReplaceAsync(DbTransaction transaction, Rating rating, DateTimeOffset now, CancellationToken ct)
    {
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO rating_history (project_no, service_number, ordinal, grade, tags, comment, channel, rated_at, replaced_at)
            SELECT project_no, service_number, ordinal, grade, tags, comment, channel, rated_at, @now FROM rating
            WHERE project_no = @ProjectNo AND service_number = @ServiceNumber
            """,
            new { rating.ProjectNo, rating.ServiceNumber, now },
            transaction,
            cancellationToken: ct));
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            UPDATE rating SET grade = @Grade, tags = @Tags, comment = @Comment, channel = @Channel, rated_at = @RatedAt, rated_by = @RatedBy, ordinal = @Ordinal, is_default = @IsDefault,
                entered_by = @EnteredBy, withdrawn_at = @WithdrawnAt
            WHERE project_no = @ProjectNo AND service_number = @ServiceNumber
            """,
            Row.Of(rating),
            transaction,
            cancellationToken: ct));
    }

    public static async ValueTask ExcludeAsync(DbTransaction transaction, Rating rating, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE rating SET excluded = @Excluded WHERE project_no = @ProjectNo AND service_number = @ServiceNumber", Row.Of(rating), transaction, cancellationToken: ct));

    private sealed record Row
    {
        public string ProjectNo { get; init; } = "";
        public int ServiceNumber { get; init; }
        public int Grade { get; init; }
        public string Tags { get; init; } = "[]";
        public string? Comment { get; init; }
        public string Channel { get; init; } = "";
        public DateTimeOffset RatedAt { get; init; }
        public Guid? RatedBy { get; init; }
        public int Ordinal { get; init; }
        public bool IsDefault { get; init; }
        public string? Excluded { get; init; }
        public Guid? EnteredBy { get; init; }
        public DateTimeOffset? WithdrawnAt { get; init; }

        public static Row Of(Rating rating) => new()
        {
            ProjectNo = rating.ProjectNo,
            ServiceNumber = rating.ServiceNumber,
            Grade = rating.Grade,
            Tags = JsonSerializer.Serialize(rating.Tags, ModelJson.Options),
            Comment = rating.Text,
            Channel = RatingChannels.NameOf(rating.Channel),
            RatedAt = rating.RatedAt,
            RatedBy = rating.RatedBy,
            Ordinal = rating.Ordinal,
            IsDefault = rating.IsDefault,
            Excluded = rating.Excluded is null ? null : JsonSerializer.Serialize(rating.Excluded, ModelJson.Options),
            EnteredBy = rating.EnteredBy,
            WithdrawnAt = rating.WithdrawnAt,
        };

        public Rating ToRating() => new(
            ProjectNo,
            ServiceNumber,
            Grade,
            JsonSerializer.Deserialize<List<string>>(Tags, ModelJson.Options) ?? [],
            Comment,
            RatingChannels.Parse(Channel) ?? throw new InvalidOperationException($"'{Channel}' is no channel of a rating."),
            RatedAt,
            RatedBy,
            Ordinal,
            IsDefault,
            Excluded is null ? null : JsonSerializer.Deserialize<RatingExclusion>(Excluded, ModelJson.Options),
            EnteredBy,
            WithdrawnAt);
    }
}
