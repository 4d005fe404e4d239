using System.Text.Json;
using Platform.Model;
using Platform.Model.Clocks;
using Platform.Model.Decisions;
using Platform.Model.Definitions;
using Platform.Model.Forms;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Server.Items;

/// <summary>Puts items together without keeping anything.</summary>
internal sealed class ItemAssembly(IDecisionTables tables, ILogger<PinnedForms> log) : IItemAssembly
{
    public ValueTask<Result<PublishedItem>> FindAsync(IDefinitions definitions, LocalityCode locality, string key, CancellationToken ct) =>
        AssembleAsync(definitions, locality, key, layers => ItemLayers.OfferedAt(layers, locality), ct);

    /// <param name="isThere">Whether these layers make an item of the place.</param>
    public async ValueTask<Result<PublishedItem>> AssembleAsync(IDefinitions definitions, LocalityCode locality, string key, Func<IReadOnlyList<ItemLayer>, bool> isThere, CancellationToken ct)
    {
        var layers = await definitions.ListLayersAsync(DefinitionKind.Item, key, locality, ct);
        if (layers.Count == 0 || !isThere(Read(layers)))
        {
            return Problem.NotFound("item.unknown", ("value", key), ("locality", locality.Value));
        }

        var merged = Merge(layers);
        if (!merged.TryGet(out var item))
        {
            return Result<PublishedItem>.Refused(merged.Problems);
        }

        var wrong = await MissingAsync(definitions, item, locality, ct);
        return wrong.Count > 0 ? Result<PublishedItem>.Refused(wrong) : await CompileAsync(definitions, new EffectiveItem(item, layers, []), locality, ct);
    }

    public static Result<ServiceItem> Merge(IReadOnlyList<Definition> layers) => ItemLayers.Merge(Read(layers));

    private static IReadOnlyList<ItemLayer> Read(IReadOnlyList<Definition> layers) => [.. layers.Select(v => new ItemLayer(v.Id.Owner, JsonElement.Parse(v.Json)))];

    /// <summary>What it names and cannot have.</summary>
    private static async ValueTask<IReadOnlyList<Problem>> MissingAsync(IDefinitions definitions, ServiceItem item, LocalityCode locality, CancellationToken ct)
    {
        (DefinitionKind Kind, string Field, string Key, Func<string, bool> CanBeRead)[] named =
        [
            (DefinitionKind.Form, "form", item.Form, json => FormDefinitionRules.Read(json).Succeeded),
            (DefinitionKind.Flow, "flow", item.Flow, _ => true),
            (DefinitionKind.Calendar, "calendar", item.Calendar, json => WorkCalendar.Parse(json).Succeeded),
            .. FeeRules.TablesOf(item.Fee).Select(t => (DefinitionKind.DecisionTable, "fee.lines", t, (Func<string, bool>)(_ => true))),
        ];
        var problems = new List<Problem>();
        foreach (var (kind, field, key, canBeRead) in named)
        {
            if (await definitions.FindActiveAsync(kind, key, locality, ct) is not { } found)
            {
                problems.Add(Problem.Invalid("item.reference", field, ("value", key)));
            }
            else if (!canBeRead(found.Json))
            {
                problems.Add(Unreadable(key));
            }
        }

        return problems;
    }

    private async ValueTask<Result<PublishedItem>> CompileAsync(IDefinitions definitions, EffectiveItem item, LocalityCode locality, CancellationToken ct)
    {
        var forms = new PinnedForms(definitions, log);
        try
        {
            return await new ItemPinning(forms).PinAsync(locality, item, ct) is { } pins
                ? await new ItemCompiler(definitions, forms, tables.Over(definitions)).CompileAsync("draft", pins, item.Item, ct)
                : await forms.PinAsync(item.Item.Form, locality, ct) is null ? Unreadable(item.Item.Form) : Unreadable(item.Item.Flow);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or ArgumentException)
        {
            // Somebody is in the middle of writing one of its parts: its own checks say what is wrong with it.
            return Unreadable(item.Item.Key);
        }
    }

    private static Problem Unreadable(string key) => Problem.Conflict("item.draft.unreadable", ("value", key));
}
