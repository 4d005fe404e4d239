using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Model;
using Platform.Model.Decisions;
using Platform.Model.Definitions;
using Platform.Model.Localities;

namespace Platform.Server.Decisions;

/// <summary>Tables over the definitions, read once per version.</summary>
/// <param name="isSupposed">The definitions are not in force yet: what cannot be read is not there, and its own check says so.</param>
internal sealed class DecisionTableCatalogue(IDefinitions inForce, bool isSupposed = false) : IDecisionTables
{
    private const int MostKept = 2_000;

    private readonly ConcurrentDictionary<DefinitionId, CompiledDecisionTable> _versions = new();

    public async ValueTask<CompiledDecisionTable?> FindAsync(string key, LocalityCode locality, CancellationToken ct) =>
        await inForce.FindActiveAsync(DefinitionKind.DecisionTable, key, locality, ct) is { } found && (!isSupposed || CompiledDecisionTable.Read(JsonElement.Parse(found.Json), found.ContentId).Succeeded) ? Compiled(found) : null;

    public async ValueTask<CompiledDecisionTable> GetAsync(DefinitionId id, CancellationToken ct) => _versions.TryGetValue(id, out var known) ? known : Compiled(await inForce.GetAsync(id, ct));

    public IDecisionTables Over(IDefinitions definitions) => ReferenceEquals(definitions, inForce) ? this : new DecisionTableCatalogue(definitions, isSupposed: true);

    /// <exception cref="InvalidOperationException">It is in force and cannot be read: publishing checks that, so it means a change behind its back.</exception>
    private CompiledDecisionTable Compiled(Definition definition)
    {
        if (_versions.TryGetValue(definition.Id, out var known))
        {
            return known;
        }

        var compiled = CompiledDecisionTable.Read(JsonElement.Parse(definition.Json), definition.ContentId);
        if (!compiled.TryGet(out var made))
        {
            throw new InvalidOperationException($"Decision table {definition.Id} cannot be read: {string.Join("; ", compiled.Problems.Select(p => $"{p.Code} {p.Field}"))}.");
        }

        if (_versions.Count >= MostKept)
        {
            _versions.Clear();
        }

        return _versions.GetOrAdd(definition.Id, made);
    }
}
