using System.Text.Json;
using Platform.Model;
using Platform.Model.Audit;
using Platform.Model.Clocks;

namespace Platform.Server.Cases.Unmask;

/// <summary>See the personal data of a case whole for a while: written into its journal and the audit before anything is shown.</summary>
internal sealed record UnmaskCase : CaseCommand
{
    public required string Reason { get; init; }

    /// <summary>The claim on the day's number, see <see cref="UnmaskStore"/>.</summary>
    public required Guid Claim { get; init; }

    public required DateTimeOffset Until { get; init; }

    public override Problem? Unknown(CaseFile file) => CaseAccess.MayReadAsStaff(Actor, file) ? null : Problem.NotFound("case.unknown", ("number", file.Number));

    public override ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        if (CaseAccess.CheckUnmask(Actor, work.File, Reason) is { } refused)
        {
            return new(refused);
        }

        work.ActingRole = "staff";
        work.Record("personal.unmasked", new { Reason, Until });
        var (entry, now, by, claim) = (work.Ids.Next(), work.Now, Actor, Claim);
        var detail = JsonSerializer.Serialize(new { Reason, Until }, ModelJson.Options);
        work.Effect(f => new AuditEntry(entry, now, by.Name, by.AccountId, "case.unmasked", $"case:{f.Number}", f.Locality, detail));
        work.Effect(_ => new UnmaskJournaled(claim));
        return new(Done.It);
    }
}
