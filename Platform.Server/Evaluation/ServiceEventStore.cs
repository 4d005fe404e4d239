using System.Data.Common;
using System.Text.Json;
using Dapper;
using Platform.Model;
using Platform.Model.Clocks;
using Platform.Model.Evaluation;
using Platform.Model.Localities;
using Platform.Server.Data;

namespace Platform.Server.Evaluation;

/// <summary>A service event as stored.</summary>
internal sealed record ServiceEvent
{
    public string ProjectNo { get; init; } = "";
    public int ServiceNumber { get; init; }
    public string ServiceName { get; init; } = "";
    public string ItemCode { get; init; } = "";
    public string ItemName { get; init; } = "";
    public LocalityCode Locality { get; init; }
    public string Authority { get; init; } = "";
    public Guid? ApplicantAccount { get; init; }
    public string TrackingCode { get; init; } = "";
    public DateTimeOffset At { get; init; }
    public int WindowDays { get; init; }

    /// <summary>The counter where it was rendered, when somebody opened a link there; else null.</summary>
    public string? Counter { get; init; }

    public RatedPlace Place => new(Locality, Authority);

    public LocalizedText Item => JsonSerializer.Deserialize<LocalizedText>(ItemName, ModelJson.Options)!;

    public RatedService Service => new(ProjectNo, ServiceNumber, ChinaTime.DayOf(At), WindowDays, ApplicantAccount);

    public DateTimeOffset Until => ChinaTime.EndOfDay(EvaluationRules.WindowEnd(Service));
}

internal sealed class ServiceEventStore(IDatabase database)
{
    private const string Columns =
        """
        e.project_no AS ProjectNo, e.service_number AS ServiceNumber, e.service_name AS ServiceName, e.item_code AS ItemCode, e.item_name AS ItemName,
        e.locality AS Locality, e.authority AS Authority, e.applicant_account AS ApplicantAccount, e.tracking_code AS TrackingCode, e.at AS At, e.window_days AS WindowDays, e.counter AS Counter
        """;

    public static async ValueTask AddAsync(DbTransaction transaction, ServiceRenderedEffect service, CancellationToken ct) =>
        await transaction.Prepared(
            """
            INSERT INTO service_event (project_no, service_number, case_id, service_name, item_code, item_name, locality, authority, applicant_account, tracking_code, officer_name, at, window_days)
            VALUES (@projectNo, @serviceNumber, @caseId, @serviceName, @itemCode, @itemName, @locality, @authority, @applicant, @trackingCode, @officer, @at, @windowDays)
            """)
            .Set("@projectNo", service.ProjectNo)
            .Set("@serviceNumber", service.ServiceNumber)
            .Set("@caseId", service.CaseId)
            .Set("@serviceName", service.ServiceName)
            .Set("@itemCode", service.ItemCode)
            .Set("@itemName", JsonSerializer.Serialize(service.ItemName, ModelJson.Options))
            .Set("@locality", service.Locality)
            .Set("@authority", service.AuthorityCode)
            .Set("@applicant", service.ApplicantAccountId)
            .Set("@trackingCode", service.TrackingCode)
            .Set("@officer", service.OfficerName)
            .Set("@at", service.At)
            .Set("@windowDays", service.WindowDays)
            .ExecuteAsync(ct);

    /// <summary>Null when the case has no such service.</summary>
    public async ValueTask<ServiceEvent?> FindAsync(string projectNo, int serviceNumber, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<ServiceEvent>(new CommandDefinition(
            $"SELECT {Columns} FROM service_event e WHERE e.project_no = @projectNo AND e.service_number = @serviceNumber",
            new { projectNo, serviceNumber },
            cancellationToken: ct))).SingleOrDefault();
    }

    /// <summary>The counter at which the service was rendered; the last one said stays.</summary>
    public static async ValueTask SetCounterAsync(DbTransaction transaction, ServiceEvent service, string counter, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "UPDATE service_event SET counter = @counter WHERE project_no = @ProjectNo AND service_number = @ServiceNumber AND locality = @Locality",
            new { counter, service.ProjectNo, service.ServiceNumber, service.Locality },
            transaction,
            cancellationToken: ct));

    /// <summary>By service number.</summary>
    public async ValueTask<IReadOnlyList<ServiceEvent>> ListAsync(string projectNo, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<ServiceEvent>(new CommandDefinition(
            $"SELECT {Columns} FROM service_event e WHERE e.project_no = @projectNo ORDER BY e.service_number", new { projectNo }, cancellationToken: ct))).AsList();
    }

    /// <summary>Services of these cases that nobody has rated, whether or not their window is open.</summary>
    public async ValueTask<IReadOnlyList<ServiceEvent>> ListUnratedAsync(IReadOnlyCollection<string> projectNos, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return (await connection.QueryAsync<ServiceEvent>(new CommandDefinition(
            $"""
            SELECT {Columns} FROM service_event e
            WHERE e.project_no {database.Dialect.OneOf("@projectNos")}
              AND NOT EXISTS (SELECT 1 FROM rating r WHERE r.project_no = e.project_no AND r.service_number = e.service_number AND r.is_default = @no)
            """,
            new { projectNos = database.Dialect.Keys(projectNos), no = false },
            cancellationToken: ct))).AsList();
    }
}
