using Platform.Model.Clocks;
using Platform.Model.Decisions;
using Platform.Model.Definitions;
using Platform.Model.Flows;
using Platform.Model.Forms;
using Platform.Model.Localities;

namespace Platform.Model.Items;

/// <summary>An item as published in one locality with everything a case of it needs; pinned by the case for its whole life.</summary>
/// <param name="VersionId">Names this exact combination of item layers, form, flow and calendar versions for ever; what a case stores.</param>
public sealed record PublishedItem(
    string VersionId,
    LocalityCode Locality,
    ServiceItem Item,
    CompiledForm Form,
    FlowDefinition Flow,
    WorkCalendar Calendar,
    CodeTables CodeTables) : IApplicable
{
    /// <summary>The version of the flow itself; <see cref="FlowDefinition.VersionId"/> also names the content of a draft and the flows within it.</summary>
    public DefinitionId FlowId => DefinitionId.Parse(Flow.VersionId.Split(['(', ' '], 2)[0]);

    /// <summary>The decision tables that its fees come from, by key.</summary>
    public IReadOnlyDictionary<string, CompiledDecisionTable> FeeTables { get; init; } = new Dictionary<string, CompiledDecisionTable>();

    string IApplicable.Code => Item.Key;

    LocalizedText IApplicable.Name => Item.Name;

    bool IApplicable.Sample => Item.Sample;

    IReadOnlyList<string> IApplicable.Audience => Item.Audience;

    IReadOnlyList<ScenarioQuestion> IApplicable.Scenario => Item.Scenario;

    public bool IsEffectiveOn(DateOnly day) => Item.IsEffectiveOn(day);

    public IReadOnlyList<MaterialRequirement> Required(IReadOnlyDictionary<string, string> scenario, Answers answers) => MaterialRules.Required(Item, scenario, answers);

    public IReadOnlyList<DueFee> Fees(IReadOnlyDictionary<string, string> scenario, Answers answers, bool isComplete) => FeeRules.Due(Item, FeeTables, scenario, answers, isComplete);
}

/// <summary>One line of a list of items.</summary>
public sealed record ItemSummary(string Code, LocalizedText Name, LocalizedText Summary, LocalizedText AuthorityName, IReadOnlyList<string> Themes, IReadOnlyList<string> Audience, string CaseType, TimeLimit PromisedLimit, LocalityCode Locality, bool Sample, DateOnly? EffectiveFrom = null, DateOnly? EffectiveUntil = null)
{
    /// <summary>Whether people can apply on a day.</summary>
    public bool IsEffectiveOn(DateOnly day) => ServiceItem.AreEffective(EffectiveFrom, EffectiveUntil, day);
}

/// <param name="Next">Cursor of the next page, null at the end.</param>
public sealed record ItemPage(IReadOnlyList<ItemSummary> Items, string? Next);

/// <summary>The one catalogue 统一事项: what can be applied for where.</summary>
public interface IItemCatalogue
{
    /// <summary>Items in force at <paramref name="locality"/>, own and inherited, ordered by code; <paramref name="text"/> searches names, summaries and themes in both languages.</summary>
    ValueTask<ItemPage> ListAsync(LocalityCode locality, string? text, string? cursor, int take, CancellationToken ct);

    /// <summary>The version in force now, or null.</summary>
    ValueTask<PublishedItem?> FindAsync(LocalityCode locality, string code, CancellationToken ct);

    /// <summary>The version a case was filed with. Cached; throws when it never existed.</summary>
    ValueTask<PublishedItem> GetAsync(string versionId, CancellationToken ct);

    /// <summary>The same version with the calendar that is in force for its locality now: a case keeps everything else it was filed with. The version itself when the calendar has not changed.</summary>
    ValueTask<PublishedItem> OnPresentCalendarAsync(string versionId, CancellationToken ct);

    /// <summary>
    /// The same version with another version of its flow and, of the flows and decision tables within that, the versions in force now; a case keeps everything else it was filed with.
    /// </summary>
    /// <param name="flow">Of the same key and owner; anything else is a bug.</param>
    ValueTask<PublishedItem> OnFlowAsync(string versionId, DefinitionId flow, CancellationToken ct);
}
