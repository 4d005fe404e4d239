using Platform.Model.Effects;
using Platform.Model.Evaluation;
using Platform.Model.Identity;

namespace Platform.Server.Evaluation;

/// <summary>Opens a service event to rating within the step that rendered the service.</summary>
internal sealed class ServiceRendered(IPersonalData personal) : IEffectHandler<ServiceRenderedEffect>
{
    public ValueTask ApplyAsync(ServiceRenderedEffect effect, EffectScope scope, CancellationToken ct) =>
        ServiceEventStore.AddAsync(scope.Transaction, effect with { TrackingCode = personal.HashTrackingCode(effect.TrackingCode) }, ct);
}
