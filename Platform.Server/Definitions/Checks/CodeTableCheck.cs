using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Forms;

namespace Platform.Server.Definitions.Checks;

/// <summary>Codes are unique, name parents that exist and do not lie in a circle; what is published has entries, and words for each.</summary>
internal sealed class CodeTableCheck : IDefinitionCheck
{
    public DefinitionKind Kind => DefinitionKind.CodeTable;

    public ValueTask<IReadOnlyList<DefinitionFinding>> CheckAsync(DefinitionDraft draft, CheckStage stage, CancellationToken ct) =>
        ValueTask.FromResult<IReadOnlyList<DefinitionFinding>>(DocumentReader.TryRead<CodeTable>(draft.Document, out var table, out var fault)
            ? [.. Check(table).Concat(stage == CheckStage.Publish ? Unfinished(table) : []).Select(p => new DefinitionFinding(p))]
            : [fault]);

    private static IEnumerable<Problem> Check(CodeTable table)
    {
        foreach (var twice in table.Entries.GroupBy(e => e.Code, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            yield return Problem.Invalid("codeTable.codeTwice", $"entries[{twice.Key}]", ("value", twice.Key));
        }

        foreach (var orphan in table.Entries.Where(e => e.Parent is not null && table.Entries.All(p => p.Code != e.Parent)))
        {
            yield return Problem.Invalid("codeTable.parent", $"entries[{orphan.Code}].parent", ("value", orphan.Code), ("expected", orphan.Parent));
        }

        foreach (var circling in table.Entries.Where(e => Circles(table, e)))
        {
            yield return Problem.Invalid("codeTable.circle", $"entries[{circling.Code}].parent", ("value", circling.Code));
        }
    }

    private static IEnumerable<Problem> Unfinished(CodeTable table)
    {
        if (table.Entries.Count == 0)
        {
            yield return Problem.Invalid("codeTable.empty", "entries", ("value", table.Key));
        }

        foreach (var wordless in table.Entries.Where(e => string.IsNullOrWhiteSpace(e.Label.Texts.GetValueOrDefault(LocalizedText.Chinese))))
        {
            yield return Problem.Invalid("codeTable.label", $"entries[{wordless.Code}].label", ("value", wordless.Code));
        }
    }

    /// <summary>True when the way up from an entry leads back to it.</summary>
    private static bool Circles(CodeTable table, CodeEntry entry)
    {
        var parents = table.Entries.GroupBy(e => e.Code, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Parent, StringComparer.Ordinal);
        var at = entry.Parent;
        for (var steps = 0; at is not null && steps <= parents.Count; steps++)
        {
            if (at == entry.Code)
            {
                return true;
            }

            at = parents.GetValueOrDefault(at);
        }

        return false;
    }
}
