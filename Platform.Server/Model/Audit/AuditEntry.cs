using Platform.Model.Localities;

namespace Platform.Model.Audit;

/// <summary>An administrative act: written in the transaction of the act itself through <c>IEffectHandler&lt;AuditEntry&gt;</c>.</summary>
/// <param name="Act">Stable name: <c>account.created</c>, <c>definition.published</c>.</param>
/// <param name="Subject">What it was done to, e.g. <c>account:zhang.wei</c>.</param>
/// <param name="Detail">JSON object without personal data and without secrets.</param>
public sealed record AuditEntry(Guid Id, DateTimeOffset At, string ActorName, Guid? ActorId, string Act, string Subject, LocalityCode Locality, string Detail);
