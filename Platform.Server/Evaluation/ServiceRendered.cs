using Platform.Model.Effects;
using Platform.Model.Evaluation;

namespace Platform.Server.Evaluation;

/// <summary>Opens a service event to rating within the step that rendered the service.</summary>
internal sealed class ServiceRendered : IEffectHandler<ServiceRenderedEffect>
{
    public ValueTask ApplyAsync(ServiceRenderedEffect effect, EffectScope scope, CancellationToken ct) =>
        ServiceEventStore.AddAsync(scope.Transaction, effect, ct);
}
