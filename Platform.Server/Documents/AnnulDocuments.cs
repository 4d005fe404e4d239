using Platform.Model.Documents;
using Platform.Model.Effects;

namespace Platform.Server.Documents;

/// <summary>Papers of a case no longer count, from the step on that annuls them.</summary>
internal sealed class AnnulDocuments : IEffectHandler<AnnulDocumentsEffect>
{
    public ValueTask ApplyAsync(AnnulDocumentsEffect effect, EffectScope scope, CancellationToken ct) =>
        DocumentStore.AnnulAsync(scope.Transaction, effect.CaseId, effect.Kinds, effect.On, ct);
}
