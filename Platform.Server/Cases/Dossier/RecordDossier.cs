using System.Text.Json;
using Platform.Model;
using Platform.Model.Audit;
using Platform.Server.Cases.Workbench;

namespace Platform.Server.Cases.Dossier;

/// <summary>Somebody takes the whole case out of the system: written into its journal and the audit before anything is made.</summary>
internal sealed record RecordDossier : CaseCommand
{
    public const string EventName = "dossier.made";

    /// <summary>Whether personal data are masked in it.</summary>
    public required bool Masked { get; init; }

    public override Problem? Unknown(CaseFile file) => CaseAccess.MayReadAsStaff(Actor, file) ? null : Problem.NotFound("case.unknown", ("number", file.Number));

    public override ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        if (!CaseAccess.MayTakeOut(Actor, work.File))
        {
            return new(Problem.Forbidden("dossier.forbidden"));
        }

        work.ActingRole = "staff";
        work.Record(EventName, new { Masked });
        var (entry, now, by) = (work.Ids.Next(), work.Now, Actor);
        var detail = JsonSerializer.Serialize(new { Masked }, ModelJson.Options);
        work.Effect(f => new AuditEntry(entry, now, by.Name, by.AccountId, "case.dossier", $"case:{f.Number}", f.Locality, detail));
        return new(Done.It);
    }
}
