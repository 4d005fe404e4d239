using System.Text.Json;
using Platform.Model;
using Platform.Model.Clocks;
using Platform.Model.Decisions;
using Platform.Model.Definitions;
using Platform.Model.Forms;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Server.Items;

/// <summary>Puts items together from drafts, where there are any, and from what is in force.</summary>
internal sealed class ItemDrafts(IDefinitions inForce, IDefinitionEditor definitionEditor, IDecisionTables tables, ILogger<PinnedForms> log) : IItemDrafts
{
    /// <summary>Of an item that is offered in many places below, the first will do.</summary>
    private const int MostPlaces = 5;

    public async ValueTask<Result<PublishedItem>> FindAsync(LocalityCode locality, string key, LocalityCode editor, CancellationToken ct)
    {
        var definitions = await WithDraftsAsync(ct, editor, locality);
        var layers = await definitions.ListLayersAsync(DefinitionKind.Item, key, locality, ct);
        if (layers.Count == 0)
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

    public async ValueTask<IReadOnlyList<DraftedItem>> ListOfFlowAsync(LocalityCode editor, string flow, CancellationToken ct)
    {
        var definitions = await WithDraftsAsync(ct, editor);
        var found = new List<DraftedItem>();
        foreach (var key in await definitions.ListKeysAsync(DefinitionKind.Item, ct))
        {
            var below = (await definitions.ListBelowAsync(DefinitionKind.Item, key, editor, ct)).Select(d => d.Id.Owner);
            var places = 0;
            foreach (var place in below.Prepend(editor).TakeWhile(_ => places < MostPlaces))
            {
                if (Merge(await definitions.ListLayersAsync(DefinitionKind.Item, key, place, ct)) is { Succeeded: true, Value: var item } && item.Flow == flow)
                {
                    found.Add(new(key, place, item.Name, item.Form, item.Scenario));
                    places = place == editor ? MostPlaces : places + 1;
                }
            }
        }

        return found;
    }

    private async ValueTask<SupposedDefinitions> WithDraftsAsync(CancellationToken ct, params IEnumerable<LocalityCode> owners)
    {
        var drafts = new List<Definition>();
        foreach (var owner in owners.Distinct())
        {
            drafts.AddRange(await definitionEditor.ListDraftsAsync(owner, ct));
        }

        return new(inForce, drafts);
    }

    private static Result<ServiceItem> Merge(IReadOnlyList<Definition> layers) => ItemLayers.Merge([.. layers.Select(v => new ItemLayer(v.Id.Owner, JsonElement.Parse(v.Json)))]);

    /// <summary>What it names and cannot have.</summary>
    private static async ValueTask<IReadOnlyList<Problem>> MissingAsync(SupposedDefinitions definitions, ServiceItem item, LocalityCode locality, CancellationToken ct)
    {
        (DefinitionKind Kind, string Field, string Key, Func<string, bool> CanBeRead)[] named =
        [
            (DefinitionKind.Form, "form", item.Form, json => FormDefinitionRules.Read(json).Succeeded),
            (DefinitionKind.Flow, "flow", item.Flow, _ => true),
            (DefinitionKind.Calendar, "calendar", item.Calendar, json => WorkCalendar.Parse(json).Succeeded),
        ];
        var problems = new List<Problem>();
        foreach (var (kind, field, key, canBeRead) in named)
        {
            if (await definitions.FindActiveAsync(kind, key, locality, ct) is not { } found)
            {
                problems.Add(Problem.Invalid("item.reference", field, ("kind", field), ("value", key)));
            }
            else if (!canBeRead(found.Json))
            {
                problems.Add(Unreadable(field, key));
            }
        }

        return problems;
    }

    private async ValueTask<Result<PublishedItem>> CompileAsync(SupposedDefinitions definitions, EffectiveItem item, LocalityCode locality, CancellationToken ct)
    {
        var forms = new PinnedForms(definitions, log);
        try
        {
            return await new ItemPinning(forms).PinAsync(locality, item, ct) is { } pins
                ? await new ItemCompiler(definitions, forms, tables.Over(definitions)).CompileAsync("draft", pins, item.Item, ct)
                : Unreadable("flow", item.Item.Flow);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // Somebody is in the middle of writing one of its parts: its own checks say what is wrong with it.
            return Unreadable("item", item.Item.Key);
        }
    }

    private static Problem Unreadable(string field, string key) => Problem.Conflict("item.draft.unreadable", ("kind", field), ("value", key));
}
