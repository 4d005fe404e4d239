using System.Data.Common;
using Platform.Model.Localities;

namespace Platform.Model.Effects;

/// <summary>
/// Applies one kind of effect inside the transaction of the step that caused it; the owner of the tables implements it. It runs exactly once per
/// committed step, after the version check. An exception rolls back that step alone.
/// </summary>
public interface IEffectHandler<in TEffect>
    where TEffect : notnull
{
    ValueTask ApplyAsync(TEffect effect, EffectScope scope, CancellationToken ct);
}

/// <param name="Transaction">The batch's transaction; handlers never commit, roll back or keep it.</param>
/// <param name="Locality">Whose data it is.</param>
public sealed record EffectScope(DbTransaction Transaction, DateTimeOffset Now, LocalityCode Locality);

/// <summary>Something that happened, told to other features after the commit, at least once and in order per subject.</summary>
/// <param name="Id">The same at every delivery: what a receiver remembers.</param>
/// <param name="Subject">What it is about, e.g. the case id.</param>
/// <param name="Name">Past tense: <c>case.accepted</c>.</param>
/// <param name="Payload">JSON object.</param>
public sealed record PlatformEvent(Guid Id, string Name, string Subject, LocalityCode Locality, DateTimeOffset At, string Payload);

/// <summary>Receives events. Called at least once with the same <see cref="PlatformEvent.Id"/>; an exception is retried with back-off, then dead-lettered.</summary>
public interface IEventHandler
{
    /// <summary>Stable name of this subscription; deliveries are remembered by it.</summary>
    string Name { get; }

    bool Wants(string eventName);

    ValueTask HandleAsync(PlatformEvent occurred, CancellationToken ct);
}
