using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Platform.Model.Effects;

namespace Platform.Server.Data;

/// <summary>Hands each effect to its owner's <see cref="IEffectHandler{TEffect}"/>. An effect without an owner is a bug and throws.</summary>
internal sealed class EffectDispatcher(IServiceProvider services)
{
    private readonly ConcurrentDictionary<Type, Invoker> _invokers = new();

    public ValueTask ApplyAsync(object effect, EffectScope scope, CancellationToken ct) =>
        _invokers.GetOrAdd(effect.GetType(), static (type, provider) => (Invoker)ActivatorUtilities.CreateInstance(provider, typeof(Invoker<>).MakeGenericType(type)), services)
            .ApplyAsync(effect, scope, ct);

    private abstract class Invoker
    {
        public abstract ValueTask ApplyAsync(object effect, EffectScope scope, CancellationToken ct);
    }

    private sealed class Invoker<TEffect>(IEffectHandler<TEffect> handler) : Invoker
        where TEffect : notnull
    {
        public override ValueTask ApplyAsync(object effect, EffectScope scope, CancellationToken ct) => handler.ApplyAsync((TEffect)effect, scope, ct);
    }
}
