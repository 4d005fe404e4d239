using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Flows;

namespace Platform.Server.Definitions;

/// <summary>Runs every check of the definition's kind.</summary>
internal sealed class DefinitionChecks(IEnumerable<IDefinitionCheck> checks, IDefinitions inForce)
{
    /// <summary>Everything found, what blocks first.</summary>
    /// <param name="among">What is to come into force with it; null = nothing else.</param>
    public async ValueTask<IReadOnlyList<DefinitionFinding>> FindAsync(DefinitionName name, JsonElement document, CheckStage stage, CancellationToken ct, IDefinitions? among = null)
    {
        var found = DefinitionDocument.CheckName(name.Kind, name.Key, document).Select(p => new DefinitionFinding(p)).ToList();
        var draft = new DefinitionDraft(name.Kind, name.Key, name.Owner, document, among ?? inForce);
        foreach (var check in checks.Where(c => c.Kind == name.Kind))
        {
            found.AddRange(await check.CheckAsync(draft, stage, ct));
        }

        if (name.Kind == DefinitionKind.Flow)
        {
            var steps = FlowStepNames.In(document);
            found = [.. found.Select(f => f with { Problem = steps.Name(f.Problem) })];
        }

        return [.. found.OrderByDescending(f => f.Blocks)];
    }

    /// <summary>Refused with the blocking findings, all of them; otherwise the others.</summary>
    public async ValueTask<Result<IReadOnlyList<Problem>>> RunAsync(DefinitionName name, JsonElement document, CheckStage stage, CancellationToken ct)
    {
        var found = await FindAsync(name, document, stage, ct);
        return found.Any(f => f.Blocks)
            ? Result<IReadOnlyList<Problem>>.Refused([.. found.Where(f => f.Blocks).Select(f => f.Problem)])
            : Result<IReadOnlyList<Problem>>.Ok([.. found.Select(f => f.Problem)]);
    }
}
