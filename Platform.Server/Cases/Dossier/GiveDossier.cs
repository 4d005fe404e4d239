using Platform.Model;
using Platform.Model.Audit;
using Platform.Model.Effects;
using Platform.Model.Identity;
using Platform.Server.Data;

namespace Platform.Server.Cases.Dossier;

/// <summary>Writes into the audit that somebody takes a dossier, before the first byte is given.</summary>
internal sealed class GiveDossier(IEffectHandler<AuditEntry> audit, ICommitQueue commits, TimeProvider clock, IIdSource ids)
{
    public async Task RecordAsync(Actor actor, CaseFile file, CancellationToken ct) => await commits.CommitAsync<Done>(
        async (transaction, token) =>
        {
            var now = clock.GetUtcNow();
            await audit.ApplyAsync(
                new AuditEntry(ids.Next(), now, actor.Name, actor.AccountId, "case.dossierTaken", $"case:{file.Number}", file.Locality, "{}"), new EffectScope(transaction, now, file.Locality), token);
            return Done.It;
        },
        ct);
}
