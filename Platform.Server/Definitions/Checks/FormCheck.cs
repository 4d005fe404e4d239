using Platform.Model.Definitions;
using Platform.Model.Forms;

namespace Platform.Server.Definitions.Checks;

/// <summary>A form is sound by its own rules; to come into force its code tables have to be in force too.</summary>
internal sealed class FormCheck : IDefinitionCheck
{
    public DefinitionKind Kind => DefinitionKind.Form;

    public async ValueTask<IReadOnlyList<DefinitionFinding>> CheckAsync(DefinitionDraft draft, CheckStage stage, CancellationToken ct)
    {
        if (!DocumentReader.TryRead<Form>(draft.Document, out var form, out var fault))
        {
            return [fault];
        }

        // A draft may name tables that are drafts themselves.
        var known = stage == CheckStage.Publish ? await CodeTablesInUse.OfAsync(draft.InForce, draft.Document, draft.Owner, ct) : null;
        return [.. FormDefinitionRules.Check(form, known).Select(p => new DefinitionFinding(p))];
    }
}
