using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Forms;

namespace Platform.Server.Definitions.Checks;

/// <summary>Codes are unique and name parents that exist.</summary>
internal sealed class CodeTableCheck : IDefinitionCheck
{
    public DefinitionKind Kind => DefinitionKind.CodeTable;

    public ValueTask<IReadOnlyList<DefinitionFinding>> CheckAsync(DefinitionDraft draft, CheckStage stage, CancellationToken ct) =>
        ValueTask.FromResult<IReadOnlyList<DefinitionFinding>>(
            DocumentReader.TryRead<CodeTable>(draft.Document, out var table, out var fault) ? [.. Check(table).Select(p => new DefinitionFinding(p))] : [fault]);

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
    }
}
