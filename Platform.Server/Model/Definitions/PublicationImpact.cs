using Platform.Model.Localities;

namespace Platform.Model.Definitions;

/// <summary>A definition and what people call it.</summary>
public sealed record TitledDefinition(DefinitionName Name, string Title);

/// <summary>An item that works otherwise from the publication on.</summary>
/// <param name="Name">With the place: the owner of what is published, or one below it that has a layer of its own.</param>
/// <param name="Way">What leads from the item to what is published, the item's own part first; empty when the item itself is published.</param>
/// <param name="OpenCases">Of the item, at the place of what is published and below; they keep what they were filed with.</param>
public sealed record TouchedItem(DefinitionName Name, string Title, IReadOnlyList<DefinitionReference> Way, int OpenCases);

/// <summary>Places below the owner of a definition.</summary>
/// <param name="Own">How many have one of their own under the same key: of an item a layer, which stays on top; of everything else a version that holds instead.</param>
/// <param name="FirstOwn">The first of them, by code.</param>
/// <param name="Inherit">How many take it as it is published.</param>
public sealed record PlacesBelow(int Own, IReadOnlyList<LocalityCode> FirstOwn, int Inherit, IReadOnlyList<LocalityCode> FirstInherit);

/// <summary>What one of the published definitions reaches.</summary>
public sealed record DefinitionReach(TitledDefinition Definition, PlacesBelow Below);

/// <summary>Open cases of a flow that is published.</summary>
/// <param name="InForce">On the version in force, which they keep.</param>
/// <param name="Older">On versions before it.</param>
public sealed record FlowCases(DefinitionName Flow, int InForce, int Older);

/// <summary>What a publication changes for whom, before it is made.</summary>
/// <param name="Items">Items that work otherwise from then on, by key and place.</param>
/// <param name="Between">Other definitions that name what is published, in one step or several; of an item also sites that put it forward or hide it.</param>
/// <param name="Drafts">Drafts here and below that name it.</param>
/// <param name="OpenCases">Of all items touched.</param>
public sealed record PublicationImpact(
    IReadOnlyList<DefinitionReach> Definitions,
    IReadOnlyList<TouchedItem> Items,
    IReadOnlyList<TitledDefinition> Between,
    IReadOnlyList<TitledDefinition> Drafts,
    int OpenCases,
    IReadOnlyList<FlowCases> Flows);
