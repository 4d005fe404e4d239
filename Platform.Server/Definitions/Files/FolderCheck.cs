using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Identity;
using Platform.Model.Localities;

namespace Platform.Server.Definitions.Files;

/// <param name="Findings">What the checks of a publication say, what blocks first.</param>
internal sealed record CheckedFile(DefinitionKind Kind, string Key, string File, IReadOnlyList<DefinitionFinding> Findings);

/// <param name="Locality">Whose definitions it would be.</param>
/// <param name="Refused">Files that cannot be read.</param>
/// <param name="Missing">What is named and is neither in the folder nor in force there.</param>
internal sealed record FolderReport(LocalityCode Locality, IReadOnlyList<CheckedFile> Files, IReadOnlyList<Problem> Refused, IReadOnlyList<MissingReference> Missing)
{
    public bool IsFine => Refused.Count == 0 && Missing.Count == 0 && Files.All(f => f.Findings.All(d => !d.Blocks));
}

/// <summary>Runs all checks of a publication on a folder, as if everything in it came into force at once. Nothing is written.</summary>
internal sealed class FolderCheck(DefinitionChecks checks, IDefinitions inForce)
{
    /// <param name="at">Where; null = at the place that exported it, with nothing in force anywhere.</param>
    /// <returns>Refused as <c>definition.forbidden</c>.</returns>
    public async ValueTask<Result<FolderReport>> CheckAsync(Actor actor, DefinitionFolder folder, LocalityCode? at, CancellationToken ct)
    {
        // The checks tell what a change would break in the places below: that is for those who may read them.
        if (at is { } asked && !actor.May(Permissions.DefinitionsRead, asked))
        {
            return DefinitionProblems.Forbidden(asked);
        }

        var owner = at ?? folder.Locality ?? LocalityCode.Root;
        var supposed = folder.Definitions.Select(d => Suppose(d, owner)).ToList();
        var together = new SupposedDefinitions(at is null ? Nothing.InForce : inForce, supposed);
        var files = new List<CheckedFile>();
        foreach (var filed in folder.Definitions)
        {
            files.Add(new(filed.Kind, filed.Key, filed.File, await checks.FindAsync(new(filed.Kind, filed.Key, owner), filed.Document, CheckStage.Publish, ct, together)));
        }

        return new FolderReport(owner, files, folder.Refused, await MissingAsync(folder, owner, together, ct));
    }

    internal static Definition Suppose(FiledDefinition filed, LocalityCode owner)
    {
        var json = filed.Document.GetRawText();
        return new(new(filed.Kind, filed.Key, owner, int.MaxValue), DefinitionState.Draft, json, DefinitionDocument.ETagOf(json), default, "", null);
    }

    private static async ValueTask<IReadOnlyList<MissingReference>> MissingAsync(DefinitionFolder folder, LocalityCode owner, SupposedDefinitions together, CancellationToken ct)
    {
        var missing = new Dictionary<DefinitionReference, MissingReference>();
        foreach (var filed in folder.Definitions)
        {
            foreach (var named in DefinitionReferences.Of(filed.Kind, filed.Document).Where(r => DefinitionNeeds.IsNeeded(r) && !missing.ContainsKey(r)))
            {
                if (await together.FindActiveAsync(named.Kind, named.Key, owner, ct) is null)
                {
                    missing.Add(named, new(named.Kind, named.Key, new(filed.Kind, filed.Key)));
                }
            }
        }

        return [.. missing.Values.OrderBy(m => m.Kind).ThenBy(m => m.Key, StringComparer.Ordinal)];
    }

    /// <summary>A platform on which nothing is in force.</summary>
    private sealed class Nothing : IDefinitions
    {
        public static Nothing InForce { get; } = new();

        public ValueTask<Definition?> FindActiveAsync(DefinitionKind kind, string key, LocalityCode locality, CancellationToken ct) => ValueTask.FromResult<Definition?>(null);

        public ValueTask<Definition> GetAsync(DefinitionId id, CancellationToken ct) => throw new InvalidOperationException($"There is no definition {id}.");

        public ValueTask<IReadOnlyList<Definition>> ListLayersAsync(DefinitionKind kind, string key, LocalityCode locality, CancellationToken ct) => ValueTask.FromResult<IReadOnlyList<Definition>>([]);

        public ValueTask<IReadOnlyList<string>> ListKeysAsync(DefinitionKind kind, CancellationToken ct) => ValueTask.FromResult<IReadOnlyList<string>>([]);

        public ValueTask<IReadOnlyList<Definition>> ListBelowAsync(DefinitionKind kind, string key, LocalityCode locality, CancellationToken ct) => ValueTask.FromResult<IReadOnlyList<Definition>>([]);

        public ValueTask<long> GenerationAsync(CancellationToken ct) => ValueTask.FromResult(0L);
    }
}
