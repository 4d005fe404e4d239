using Platform.Model.Localities;

namespace Platform.Model.Items;

/// <summary>Items as they would be with everything that is being edited at a place in force: for trying them out before any of it is.</summary>
public interface IItemDrafts
{
    /// <summary>Made anew for every caller, who must not keep it; its version names nothing.</summary>
    /// <param name="locality">Where it would be applied for; what is being edited there counts.</param>
    /// <param name="editor">A place at or above it whose drafts count too.</param>
    /// <returns>Refused with <c>item.unknown</c>, <c>item.reference</c>, <c>item.draft.unreadable</c> or what is wrong with the layers.</returns>
    ValueTask<Result<PublishedItem>> FindAsync(LocalityCode locality, string key, LocalityCode editor, CancellationToken ct);

    /// <summary>Items that run on a flow at <paramref name="editor"/> or, not being offered there, in places below; by key and place.</summary>
    ValueTask<IReadOnlyList<DraftedItem>> ListOfFlowAsync(LocalityCode editor, string flow, CancellationToken ct);

    /// <summary>The same for items on any flow.</summary>
    ValueTask<IReadOnlyList<DraftedItem>> ListAsync(LocalityCode editor, CancellationToken ct);
}

/// <param name="Form">Key of its form.</param>
/// <param name="Flow">Key of its flow.</param>
public sealed record DraftedItem(string Key, LocalityCode Locality, LocalizedText Name, string Form, string Flow, IReadOnlyList<ScenarioQuestion> Scenario);
