using System.Data.Common;
using System.Text.Json;
using Dapper;
using Platform.Model;
using Platform.Model.Evaluation;

namespace Platform.Server.Evaluation;

internal static class ServiceEventStore
{
    public static async ValueTask AddAsync(DbTransaction transaction, ServiceRenderedEffect service, CancellationToken ct) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO service_event (project_no, service_number, case_id, service_name, item_code, item_name, locality, authority, applicant_account, tracking_code, officer_name, at, closes_at)
            VALUES (@ProjectNo, @ServiceNumber, @CaseId, @ServiceName, @ItemCode, @ItemName, @Locality, @AuthorityCode, @ApplicantAccountId, @TrackingCode, @OfficerName, @At, @ClosesAt)
            """,
            new
            {
                service.ProjectNo,
                service.ServiceNumber,
                service.CaseId,
                service.ServiceName,
                service.ItemCode,
                ItemName = JsonSerializer.Serialize(service.ItemName, ModelJson.Options),
                service.Locality,
                service.AuthorityCode,
                service.ApplicantAccountId,
                service.TrackingCode,
                service.OfficerName,
                service.At,
                ClosesAt = service.At.AddDays(service.WindowDays),
            },
            transaction,
            cancellationToken: ct));
}
