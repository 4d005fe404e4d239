using Platform.Model;
using Platform.Model.Definitions;
using Platform.Model.Items;
using Platform.Model.Localities;

namespace Platform.Server.Items;

/// <summary>Puts items together from drafts, where there are any, and from what is in force.</summary>
internal sealed class ItemDrafts(IDefinitions inForce, IDefinitionEditor definitionEditor, ItemAssembly assembly) : IItemDrafts
{
    /// <summary>Of an item that is offered in many places below, the first will do.</summary>
    private const int MostPlaces = 5;

    public async ValueTask<Result<PublishedItem>> FindAsync(LocalityCode locality, string key, LocalityCode editor, CancellationToken ct) =>
        await assembly.AssembleAsync(await WithDraftsAsync(ct, editor, locality), locality, key, _ => true, ct);

    public ValueTask<IReadOnlyList<DraftedItem>> ListOfFlowAsync(LocalityCode editor, string flow, CancellationToken ct) => ListAsync(editor, f => f == flow, ct);

    public ValueTask<IReadOnlyList<DraftedItem>> ListAsync(LocalityCode editor, CancellationToken ct) => ListAsync(editor, _ => true, ct);

    private async ValueTask<IReadOnlyList<DraftedItem>> ListAsync(LocalityCode editor, Func<string, bool> isFlow, CancellationToken ct)
    {
        var definitions = await WithDraftsAsync(ct, editor);
        var found = new List<DraftedItem>();
        foreach (var key in await definitions.ListKeysAsync(DefinitionKind.Item, ct))
        {
            var below = (await definitions.ListBelowAsync(DefinitionKind.Item, key, editor, ct)).Select(d => d.Id.Owner);
            var places = 0;
            foreach (var place in below.Prepend(editor).TakeWhile(_ => places < MostPlaces))
            {
                if (ItemAssembly.Merge(await definitions.ListLayersAsync(DefinitionKind.Item, key, place, ct)) is { Succeeded: true, Value: var item } && isFlow(item.Flow))
                {
                    found.Add(new(key, place, item.Name, item.Form, item.Flow, item.Scenario));
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
}
