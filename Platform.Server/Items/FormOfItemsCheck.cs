using System.Text.Json;
using Platform.Model;
using Platform.Model.Decisions;
using Platform.Model.Definitions;
using Platform.Model.Forms;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Server.Items;

/// <summary>A form that comes into force still asks what the materials and the fees of its items depend on; otherwise a paper would silently never be asked for again, and a fee never be known.</summary>
internal sealed class FormOfItemsCheck(IDefinitions inForce, IDecisionTables tables) : IDefinitionCheck
{
    public DefinitionKind Kind => DefinitionKind.Form;

    public async ValueTask<IReadOnlyList<DefinitionFinding>> CheckAsync(DefinitionDraft draft, CheckStage stage, CancellationToken ct)
    {
        if (stage != CheckStage.Publish || !FormDefinitionRules.Read(draft.Document.GetRawText()).Succeeded)
        {
            return [];
        }

        var form = await ComposeAsync(draft.InForce, draft.Document, draft.Owner, ct);
        var before = await inForce.FindActiveAsync(DefinitionKind.Form, draft.Key, draft.Owner, ct) is { } active ? await ComposeAsync(inForce, JsonElement.Parse(active.Json), draft.Owner, ct) : null;
        var findings = new List<DefinitionFinding>();
        foreach (var key in await draft.InForce.ListKeysAsync(DefinitionKind.Item, ct))
        {
            foreach (var (owner, item) in await ItemsNaming.ListAsync(draft, key, i => i.Form == draft.Key, ct))
            {
                var fees = await FeeTablesAsync(draft, item, owner, ct);

                // What the form in force does not ask either is an old fault, which is not the form's to mend.
                IReadOnlyList<Problem> known = before is null ? [] : Check(item, fees, before);
                findings.AddRange(Check(item, fees, form).Select(p => new DefinitionFinding(p, Blocks: !known.Any(k => IsSame(k, p)))));
            }
        }

        return [.. findings.DistinctBy(f => (f.Problem.Field, f.Problem.Values!["item"], f.Problem.Values.GetValueOrDefault("table"), f.Problem.Values["name"])).Select(f => f with { Problem = f.Problem with { Field = null } })];
    }

    private static IReadOnlyList<Problem> Check(ServiceItem item, IReadOnlyList<CompiledDecisionTable> fees, Form form) =>
    [
        .. ItemReferences.CheckForm(item, form),
        .. fees.SelectMany(t => TableReads.Check(t.Table, form, item.Scenario, "fee.lines").Select(p => Problem.Invalid(
            "item.feeReads", "fee.lines", ("item", item.Name), ("table", t.Table.Key), ("name", p.Values!["value"]), ("reason", p)))),
    ];

    private async ValueTask<IReadOnlyList<CompiledDecisionTable>> FeeTablesAsync(DefinitionDraft draft, ServiceItem item, LocalityCode owner, CancellationToken ct)
    {
        var found = new List<CompiledDecisionTable>();
        foreach (var key in FeeRules.TablesOf(item.Fee))
        {
            if (await tables.Over(draft.InForce).FindAsync(key, owner, ct) is { } table)
            {
                found.Add(table);
            }
        }

        return found;
    }

    private static bool IsSame(Problem one, Problem other) => one.Field == other.Field && Equals(one.Values!.GetValueOrDefault("table"), other.Values!.GetValueOrDefault("table")) && Equals(one.Values!["name"], other.Values!["name"]);

    /// <summary>The form a place has by this name, with the questions it takes from the library; null where it has none.</summary>
    internal static async ValueTask<Form?> FindAsync(IDefinitions among, string key, LocalityCode owner, CancellationToken ct) =>
        await among.FindActiveAsync(DefinitionKind.Form, key, owner, ct) is { } written ? await ComposeAsync(among, JsonElement.Parse(written.Json), owner, ct) : null;

    /// <summary>The form with the questions it takes from the library.</summary>
    internal static async ValueTask<Form> ComposeAsync(IDefinitions among, JsonElement form, LocalityCode owner, CancellationToken ct) =>
        FormQuestions.Compose(form.Deserialize<Form>(ModelJson.Options)!, (await FormParts.OfAsync(among, form, owner, ct)).Questions);
}
