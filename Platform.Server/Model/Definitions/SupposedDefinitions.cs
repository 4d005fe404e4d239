using Platform.Model.Localities;

namespace Platform.Model.Definitions;

/// <summary>What is in force as it would be if some versions more were, or some were not: for trying out and checking what belongs together before any of it is published. Nothing built from it may be kept.</summary>
/// <param name="supposed">At most one per owner and key; each takes the place of its owner's active version.</param>
/// <param name="gone">Whose active version counts for nothing; null = of none.</param>
public sealed class SupposedDefinitions(IDefinitions inForce, IReadOnlyCollection<Definition> supposed, IReadOnlyCollection<DefinitionName>? gone = null) : IDefinitions
{
    public async ValueTask<Definition?> FindActiveAsync(DefinitionKind kind, string key, LocalityCode locality, CancellationToken ct) =>
        await ListLayersAsync(kind, key, locality, ct) is [.., var nearest] ? nearest : null;

    public async ValueTask<Definition> GetAsync(DefinitionId id, CancellationToken ct) => supposed.FirstOrDefault(d => d.Id == id) ?? await inForce.GetAsync(id, ct);

    public async ValueTask<IReadOnlyList<Definition>> ListLayersAsync(DefinitionKind kind, string key, LocalityCode locality, CancellationToken ct) =>
        With(Left(await inForce.ListLayersAsync(kind, key, locality, ct)), [.. Supposed(kind, key).Where(d => d.Id.Owner.Covers(locality))], d => d.Id.Owner.Level);

    public async ValueTask<IReadOnlyList<string>> ListKeysAsync(DefinitionKind kind, CancellationToken ct) =>
        [.. (await inForce.ListKeysAsync(kind, ct)).Union(supposed.Where(d => d.Id.Kind == kind).Select(d => d.Id.Key), StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public async ValueTask<IReadOnlyList<Definition>> ListBelowAsync(DefinitionKind kind, string key, LocalityCode locality, CancellationToken ct) =>
        With(Left(await inForce.ListBelowAsync(kind, key, locality, ct)), [.. Supposed(kind, key).Where(d => d.Id.Owner != locality && locality.Covers(d.Id.Owner))], d => d.Id.Owner);

    public ValueTask<long> GenerationAsync(CancellationToken ct) => throw new NotSupportedException("What is built from supposed definitions is not kept.");

    private IReadOnlyList<Definition> Left(IReadOnlyList<Definition> found) =>
        gone is null ? found : [.. found.Where(d => !gone.Contains(new DefinitionName(d.Id.Kind, d.Id.Key, d.Id.Owner)))];

    private IEnumerable<Definition> Supposed(DefinitionKind kind, string key) => supposed.Where(d => d.Id.Kind == kind && d.Id.Key == key);

    private static IReadOnlyList<Definition> With<TOrder>(IReadOnlyList<Definition> found, IReadOnlyCollection<Definition> more, Func<Definition, TOrder> order) =>
        more.Count == 0 ? found : [.. found.Where(d => !more.Any(m => m.Id.Owner == d.Id.Owner)).Concat(more).OrderBy(order)];
}
