using System.Text.Json;
using Platform.Designer.Ui;
using Platform.Model;
using Platform.Model.Codes;
using Platform.Model.Decisions;
using Platform.Model.Definitions;
using Platform.Model.Flows;
using Platform.Model.Forms;
using Platform.Model.Identity;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Server.Items;

/// <summary>
/// A layer keeps to what the layers above allow, and to come into force it also has to be complete where it is offered, name only what is in force, and
/// leave the layers below allowed.
/// </summary>
internal sealed class ItemCheck(IDecisionTables tables, IAuthorities authorities, IDefinitions inForce) : IDefinitionCheck
{
    public DefinitionKind Kind => DefinitionKind.Item;

    public async ValueTask<IReadOnlyList<DefinitionFinding>> CheckAsync(DefinitionDraft draft, CheckStage stage, CancellationToken ct)
    {
        var layers = await LayersAsync(draft, draft.Owner, ct);
        var problems = ItemLayers.Check(layers).ToList();
        if (problems.Count == 0 && stage == CheckStage.Publish)
        {
            problems.AddRange(await CheckOfferAsync(draft, layers, ct));
            problems.AddRange(await CheckBelowAsync(draft, ct));
        }

        return [.. problems.Select(p => new DefinitionFinding(p)), .. stage == CheckStage.Publish ? await CheckCompleteAsync(draft, layers, ct) : [], .. CheckCodes(draft), .. await CheckAuthorityAsync(draft, ct)];
    }

    /// <summary>
    /// What a layer says itself has to be in order. What comes from above and is not can only be told, and so can what is in force here already: it does not keep anything else from
    /// coming into force.
    /// </summary>
    private async ValueTask<IReadOnlyList<DefinitionFinding>> CheckCompleteAsync(DefinitionDraft draft, IReadOnlyList<ItemLayer> layers, CancellationToken ct)
    {
        if (!ItemLayers.Merge(layers).TryGet(out var item))
        {
            return [];
        }

        var found = await CheckMergedAsync(draft.InForce, item, draft.Owner, ct);
        if (found.Count == 0)
        {
            return [];
        }

        var present = await inForce.ListLayersAsync(DefinitionKind.Item, draft.Key, draft.Owner, ct);
        IReadOnlyList<Problem> known = ItemLayers.Merge([.. present.Select(d => new ItemLayer(d.Id.Owner, JsonElement.Parse(d.Json)))]).TryGet(out var before)
            ? await CheckMergedAsync(inForce, before, draft.Owner, ct) : [];
        return [.. found.Select(p => new DefinitionFinding(p, Blocks: IsOwn(draft, p) && !known.Any(k => k.Code == p.Code && k.Field == p.Field)))];
    }

    private static async ValueTask<IReadOnlyList<Problem>> CheckMergedAsync(IDefinitions among, ServiceItem item, LocalityCode owner, CancellationToken ct) =>
        [.. ItemCompleteness.Check(item), .. GuideText.Check("guide", item.Guide), .. await CheckFormAsync(among, item, owner, ct)];

    private static bool IsOwn(DefinitionDraft draft, Problem problem) =>
        draft.Document.TryGetProperty(problem.Field!.Split('.', '[')[0], out _) || (problem.Code == ItemReferences.FormCode && draft.Document.TryGetProperty("form", out _));

    /// <summary>What conditions of materials ask of the form.</summary>
    private static async ValueTask<IReadOnlyList<Problem>> CheckFormAsync(IDefinitions among, ServiceItem item, LocalityCode owner, CancellationToken ct) =>
        await FormOfItemsCheck.FindAsync(among, item.Form, owner, ct) is { } form ? ItemReferences.CheckForm(item, form) : [];

    /// <summary>Cases go to the people of the authority, so one that nobody here belongs to is worth knowing; it may be set up later.</summary>
    private async ValueTask<IReadOnlyList<DefinitionFinding>> CheckAuthorityAsync(DefinitionDraft draft, CancellationToken ct) =>
        draft.Document.TryGetProperty("authority", out var authority) && authority.ValueKind == JsonValueKind.Object
        && authority.TryGetProperty("code", out var code) && CreditCode.IsValid(code.ToString()) && await authorities.FindAsync(code.ToString(), ct) is null
            ? [new(Problem.Invalid("item.authorityUnknown", "authority.code", ("value", code.ToString())), Blocks: false)]
            : [];

    /// <summary>The active layers at <paramref name="at"/> as they would be with the draft among them.</summary>
    private static async ValueTask<IReadOnlyList<ItemLayer>> LayersAsync(DefinitionDraft draft, LocalityCode at, CancellationToken ct)
    {
        var active = await draft.InForce.ListLayersAsync(DefinitionKind.Item, draft.Key, at, ct);
        return
        [
            .. active.Where(d => d.Id.Owner != draft.Owner)
                .Select(d => new ItemLayer(d.Id.Owner, JsonElement.Parse(d.Json)))
                .Append(new ItemLayer(draft.Owner, draft.Document))
                .OrderBy(l => l.Owner.Level),
        ];
    }

    private async ValueTask<IReadOnlyList<Problem>> CheckOfferAsync(DefinitionDraft draft, IReadOnlyList<ItemLayer> layers, CancellationToken ct)
    {
        if (!ItemLayers.OfferedAt(layers, draft.Owner))
        {
            return [];
        }

        var merged = ItemLayers.Merge(layers);
        if (!merged.TryGet(out var item))
        {
            return merged.Problems;
        }

        var problems = new List<Problem>(ItemReferences.Check(item));
        (DefinitionKind Kind, string Field, string Key)[] named =
        [
            (DefinitionKind.Form, "form", item.Form), (DefinitionKind.Flow, "flow", item.Flow), (DefinitionKind.Calendar, "calendar", item.Calendar),
            .. item.Papers.Select((p, i) => (DefinitionKind.DocumentTemplate, $"papers[{i}].template", p.Template)),
            .. FeeTablesOf(item).Select(t => (DefinitionKind.DecisionTable, t.Field, t.Key)),
        ];
        foreach (var (kind, field, key) in named)
        {
            if (await draft.InForce.FindActiveAsync(kind, key, draft.Owner, ct) is null)
            {
                problems.Add(Problem.Invalid("item.reference", field, ("value", key)));
            }
        }

        if (await FormOfItemsCheck.FindAsync(draft.InForce, item.Form, draft.Owner, ct) is { } form)
        {
            problems.AddRange(await CheckTablesAsync(draft, item, form, ct));
            problems.AddRange(await CheckFeesAsync(draft, item, form, ct));
        }

        return problems;
    }

    /// <summary>The decision tables of its flow read what its form and its scenario ask.</summary>
    private async ValueTask<IReadOnlyList<Problem>> CheckTablesAsync(DefinitionDraft draft, ServiceItem item, Form form, CancellationToken ct)
    {
        if (await FindFlowAsync(item.Flow) is not { } own)
        {
            return [];
        }

        var known = tables.Over(draft.InForce);
        var flow = await FlowTables.CompleteAsync(await ChildFlows.CompleteAsync(own, item.Flow, FindFlowAsync), key => known.FindAsync(key, draft.Owner, ct));
        return [.. FlowTables.AllOf(flow).SelectMany(t => TableReads.Check(t.Table, form, item.Scenario))];

        async ValueTask<FlowDefinition?> FindFlowAsync(string key) =>
            await draft.InForce.FindActiveAsync(DefinitionKind.Flow, key, draft.Owner, ct) is { } found ? FlowDefinition.Of(found) : null;
    }

    private static IEnumerable<(string Field, string Key)> FeeTablesOf(ServiceItem item) =>
        item.Fee.Lines.Select((l, i) => (Field: $"fee.lines[{i}].table", Key: l.Table ?? "")).Where(t => t.Key.Length > 0);

    /// <summary>The decision tables of its fees say one amount, from what its form and its scenario ask.</summary>
    private async ValueTask<IReadOnlyList<Problem>> CheckFeesAsync(DefinitionDraft draft, ServiceItem item, Form form, CancellationToken ct)
    {
        var problems = new List<Problem>();
        foreach (var (field, key) in FeeTablesOf(item))
        {
            if (await tables.Over(draft.InForce).FindAsync(key, draft.Owner, ct) is { } table)
            {
                problems.AddRange([.. FeeRules.Check(table, field), .. TableReads.Check(table.Table, form, item.Scenario, field)]);
            }
        }

        return problems;
    }

    private static async ValueTask<IReadOnlyList<Problem>> CheckBelowAsync(DefinitionDraft draft, CancellationToken ct)
    {
        var problems = new List<Problem>();
        foreach (var below in await draft.InForce.ListBelowAsync(DefinitionKind.Item, draft.Key, draft.Owner, ct))
        {
            var layers = await LayersAsync(draft, below.Id.Owner, ct);
            var broken = ItemLayers.OfferedAt(layers, below.Id.Owner) ? ItemLayers.Merge(layers).Problems : ItemLayers.Check(layers);
            problems.AddRange(broken.Select(p => Problem.Invalid(
                "item.breaksBelow",
                p.Field,
                ("locality", below.Id.Owner.Value),
                ("value", p.Values?.GetValueOrDefault("value")),
                ("expected", p.Values?.GetValueOrDefault("expected")))));
        }

        return problems;
    }

    /// <summary>Codes come from other systems and their rules change, so a strange implementation code is worth knowing, not refusing (DOMAIN §1.2).</summary>
    private static IEnumerable<DefinitionFinding> CheckCodes(DefinitionDraft draft)
    {
        if (draft.Document.TryGetProperty("authority", out var authority)
            && authority.ValueKind == JsonValueKind.Object
            && authority.TryGetProperty("code", out var code)
            && !CreditCode.IsValid(code.ToString()))
        {
            yield return new(Problem.Invalid("item.authorityCode", "authority.code", ("value", code.ToString())));
        }

        if (draft.Document.TryGetProperty("implementationCode", out var implementation) && !ImplementationCode.TryParse(implementation.ToString(), out _))
        {
            yield return new(Problem.Invalid("item.implementationCode", "implementationCode", ("value", implementation.ToString())), Blocks: false);
        }
    }
}
