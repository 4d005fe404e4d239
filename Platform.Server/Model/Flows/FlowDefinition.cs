using System.Text.Json;
using Platform.Model.Decisions;
using Platform.Model.Definitions;

namespace Platform.Model.Flows;

/// <summary>A flow: an Elsa 3 workflow definition, kept as it was written so that no member is lost.</summary>
/// <param name="VersionId">Names this content and that of its <see cref="Children"/> and <see cref="Tables"/> for ever; interpreters cache what they prepare by it.</param>
/// <param name="Json">The whole document: <c>definitionId</c>, <c>variables</c>, <c>root</c> and so on.</param>
public sealed record FlowDefinition(string VersionId, JsonElement Json)
{
    /// <summary>The flow a definition is; without those it runs within itself and without its tables.</summary>
    public static FlowDefinition Of(Definition definition) => new(definition.ContentId, JsonElement.Parse(definition.Json));

    public static FlowDefinition Unpublished(JsonElement document) => new(ContentIds.OfUnpublished(document), document);

    /// <summary>The flows that it runs within itself, by the name it calls them; each carries its own. See <see cref="ChildFlows"/>.</summary>
    public IReadOnlyDictionary<string, FlowDefinition> Children { get; init; } = new Dictionary<string, FlowDefinition>();

    /// <summary>The decision tables it asks itself, by key; see <see cref="FlowTables"/>.</summary>
    public IReadOnlyDictionary<string, CompiledDecisionTable> Tables { get; init; } = new Dictionary<string, CompiledDecisionTable>();
}
