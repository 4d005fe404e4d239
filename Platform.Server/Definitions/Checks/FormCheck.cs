using Platform.Model.Definitions;
using Platform.Model.Forms;
using Platform.Model.Localities;

namespace Platform.Server.Definitions.Checks;

/// <summary>A form is sound by its own rules; to come into force its questions and code tables have to be in force too, and it has to be sound with those that places below have instead.</summary>
internal sealed class FormCheck : IDefinitionCheck
{
    public DefinitionKind Kind => DefinitionKind.Form;

    public async ValueTask<IReadOnlyList<DefinitionFinding>> CheckAsync(DefinitionDraft draft, CheckStage stage, CancellationToken ct)
    {
        if (!DocumentReader.TryRead<Form>(draft.Document, out var form, out var fault))
        {
            return [fault];
        }

        if (stage == CheckStage.Save)
        {
            return [.. FormFaults.Of(form, null).Select(p => new DefinitionFinding(p))];
        }

        var found = FormFaults.Of(form, await FormParts.OfAsync(draft.InForce, draft.Document, draft.Owner, ct)).Select(p => new DefinitionFinding(p)).ToList();
        if (found.Count == 0)
        {
            foreach (var place in await PlacesBelowAsync(draft, ct))
            {
                var there = FormFaults.Of(form, await FormParts.OfAsync(draft.InForce, draft.Document, place, ct));
                found.AddRange(there.Select(p => new DefinitionFinding(FormFaults.Broken("question.unfitBelow", draft.Key, place, p) with { Field = p.Field })));
            }
        }

        return found;
    }

    /// <summary>Where the form is asked with a question that somebody below has instead.</summary>
    private static async ValueTask<IReadOnlyList<LocalityCode>> PlacesBelowAsync(DefinitionDraft draft, CancellationToken ct)
    {
        var places = new SortedSet<LocalityCode>();
        foreach (var (kind, key) in DefinitionReferences.Of(DefinitionKind.Form, draft.Document).Where(r => r.Kind == DefinitionKind.Question))
        {
            foreach (var own in await draft.InForce.ListBelowAsync(kind, key, draft.Owner, ct))
            {
                var form = await draft.InForce.FindActiveAsync(DefinitionKind.Form, draft.Key, own.Id.Owner, ct);
                if (form is null || form.Id.Owner.Level <= draft.Owner.Level)
                {
                    places.Add(own.Id.Owner);
                }
            }
        }

        return [.. places];
    }
}
