using System.Text.Json;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Bundles;
using Platform.Model.Definitions;
using Platform.Model.Forms;
using Platform.Model.Items;

namespace Platform.Server.Items.Bundles;

/// <summary>
/// A bundle names only fields, questions and materials that are there, and feeds every field its items insist on. To come into force it needs its form and
/// its items in force at its owner.
/// </summary>
internal sealed class BundleCheck(IItemAssembly items, ILogger<PinnedForms> log) : IDefinitionCheck
{
    public DefinitionKind Kind => DefinitionKind.Bundle;

    public async ValueTask<IReadOnlyList<DefinitionFinding>> CheckAsync(DefinitionDraft draft, CheckStage stage, CancellationToken ct)
    {
        Bundle bundle;
        try
        {
            bundle = draft.Document.Deserialize<Bundle>(ModelJson.Options)!;
        }
        catch (JsonException refused)
        {
            return [new(ShapeFaults.Of("bundle.shape", typeof(Bundle), draft.Document, refused))];
        }

        var missing = new List<Problem>();
        var known = new Dictionary<string, PublishedItem>(StringComparer.Ordinal);
        foreach (var part in bundle.Items)
        {
            if ((await items.FindAsync(draft.InForce, draft.Owner, part.Item, ct)).TryGet(out var item))
            {
                known[part.Item] = item;
            }
            else
            {
                missing.Add(Problem.Invalid("bundle.item", $"items[{part.Item}]", ("value", part.Item)));
            }
        }

        CompiledForm? form = null;
        var forms = new PinnedForms(draft.InForce, log);
        if (await forms.PinAsync(bundle.Form, draft.Owner, ct) is { } pins)
        {
            form = await forms.CompileAsync(pins, ct);
        }
        else
        {
            missing.Add(Problem.Invalid("item.reference", "form", ("value", bundle.Form)));
        }

        // A draft may name what is a draft itself.
        return [.. BundleDefinitionRules.Check(bundle, form, known).Concat(stage == CheckStage.Publish ? missing : []).Select(p => new DefinitionFinding(p))];
    }
}
