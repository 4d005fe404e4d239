using System.Text.Json;
using Platform.Model;
using Platform.Model.Definitions;

namespace Platform.Server.Definitions;

/// <summary>Runs every check of the definition's kind.</summary>
internal sealed class DefinitionChecks(IEnumerable<IDefinitionCheck> checks)
{
    /// <summary>Refused with the blocking findings, all of them; otherwise the others.</summary>
    public async ValueTask<Result<IReadOnlyList<Problem>>> RunAsync(DefinitionName name, JsonElement document, CheckStage stage, CancellationToken ct)
    {
        var blocking = DefinitionDocument.CheckName(name.Kind, name.Key, document).ToList();
        var notes = new List<Problem>();
        var draft = new DefinitionDraft(name.Kind, name.Key, name.Owner, document);
        foreach (var check in checks.Where(c => c.Kind == name.Kind))
        {
            foreach (var finding in await check.CheckAsync(draft, stage, ct))
            {
                (finding.Blocks ? blocking : notes).Add(finding.Problem);
            }
        }

        return blocking.Count > 0 ? Result<IReadOnlyList<Problem>>.Refused(blocking) : notes;
    }
}
