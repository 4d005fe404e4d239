using Platform.Model.Definitions;
using Platform.Model.Localities;

namespace Platform.Tests.Editing;

/// <summary>Nothing is in force anywhere: what a test supposes is all there is.</summary>
internal sealed class NoDefinitions : IDefinitions
{
    public static NoDefinitions Instance { get; } = new();

    public ValueTask<Definition?> FindActiveAsync(DefinitionKind kind, string key, LocalityCode locality, CancellationToken ct) => ValueTask.FromResult<Definition?>(null);

    public ValueTask<Definition> GetAsync(DefinitionId id, CancellationToken ct) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<Definition>> ListLayersAsync(DefinitionKind kind, string key, LocalityCode locality, CancellationToken ct) => ValueTask.FromResult<IReadOnlyList<Definition>>([]);

    public ValueTask<IReadOnlyList<string>> ListKeysAsync(DefinitionKind kind, CancellationToken ct) => ValueTask.FromResult<IReadOnlyList<string>>([]);

    public ValueTask<IReadOnlyList<Definition>> ListBelowAsync(DefinitionKind kind, string key, LocalityCode locality, CancellationToken ct) => ValueTask.FromResult<IReadOnlyList<Definition>>([]);

    public ValueTask<long> GenerationAsync(CancellationToken ct) => throw new NotSupportedException();
}
